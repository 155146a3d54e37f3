/**
 * The findings page on the published router: its scenarios are well formed and show no difference on our
 * router, so that what they show is due to the published one; page, scenarios and declared deviations
 * refer to each other. `npm run check:xcraft` tests that the published router still behaves so.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkKind, routerKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { createIntervalJudge } from '../interval/index.ts';
import { run } from '../lockstep/run.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { parseDeviations } from '../verdict/deviations.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('docs/findings-xcraft/', root);
const scenariosIn = (path: string) =>
  readdirSync(new URL(path, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${path}${name}`);
const settled = scenariosIn('./').map((name) => name.slice(2));
const overlapping = scenariosIn('overlaps/');
const files = [...settled, ...overlapping];
const page = readFileSync(new URL('docs/findings-xcraft.md', root), 'utf8');
const deviations = readDeviations('deviations.json');
const overlaps = readDeviations('deviations-overlaps.json');

function readDeviations(name: string) {
  const path = new URL(`impl/adapters/xcraft/${name}`, root);
  const document = parseDeviations(JSON.parse(readFileSync(path, 'utf8')));
  if ('faults' in document) throw new Error(document.faults.join('\n'));
  return document.deviations;
}

/** The scenarios that the page refers to, each followed by a diagram that `npm run generate` draws. */
function shownOn(text: string) {
  const shown =
    /^\[`([^`]+)`\]\(findings-xcraft\/([^)]+)\) ends in `([^`]+)`:\n\n```mermaid\nsequenceDiagram\n/gm;
  return [...text.matchAll(shown)].map(([, name = '', file = '', signature = '']) => ({
    name,
    file,
    signature,
  }));
}

/** What the reason says of a difference that shows only after others that are declared, and has no scenario of its own. */
const FOLLOWS = ' (it follows from these)';

/** The scenario files that the reason of a deviation begins with. */
function scenariosOf(reason: string): string[] {
  const [places = ''] = reason.split(': ');
  return places
    .replace(FOLLOWS, '')
    .split(', ')
    .map((place) => place.replace('docs/findings-xcraft/', ''));
}

function scenarioOf(name: string): Scenario {
  const scenario = parseScenario(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  expect(Array.isArray(scenario)).toBe(false);
  expect(scenarioFaults(scenario as Scenario)).toEqual([]);
  return scenario as Scenario;
}

describe('the findings page', () => {
  it.each(settled)('SAFE-3: our network goes through %s without a difference', async (name) => {
    expect((await run(networkKind, scenarioOf(name))).findings).toEqual([]);
  });

  it.each(overlapping)('SAFE-3: our router goes through %s, whoever judges', async (name) => {
    const scenario = scenarioOf(name);
    expect((await run(routerKind, scenario)).findings).toEqual([]);
    expect((await createIntervalJudge().run(routerKind, scenario)).findings).toEqual([]);
  });

  it('SAFE-3: shows every scenario once, with its diagram', () => {
    const shown = shownOn(page);
    expect(shown.map(({ file }) => file).sort()).toEqual([...files].sort());
    for (const { name, file } of shown) expect(file.replace('overlaps/', '')).toBe(`${name}.json`);
  });

  it('SAFE-3: every scenario is named by the deviation it ends in, and by no other', () => {
    const naming = (declared: typeof deviations) =>
      declared
        .filter(({ reason }) => !reason.includes(FOLLOWS))
        .flatMap(({ signature, reason }) =>
          scenariosOf(reason).map((file) => `${file} ${signature}`),
        );
    // A deviation that settled runs show may be listed once more for overlapping steps, where it is told by who hears.
    const named = [
      ...naming(deviations),
      ...naming(overlaps).filter((each) => each.startsWith('overlaps/')),
    ];
    const shown = shownOn(page).map(({ file, signature }) => `${file} ${signature}`);
    expect(named.sort()).toEqual(shown.sort());
    for (const { reason } of [...deviations, ...overlaps])
      for (const file of scenariosOf(reason)) expect(files).toContain(file);
  });
});

/**
 * The findings page: its scenarios are well formed and show no difference on our router, so that they tell of the other;
 * page, scenarios and declared deviations name each other. That the other router still does it is for `npm run check:xcraft`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { parseDeviations } from './deviations.ts';
import { scenarioFaults } from './legal.ts';
import { run } from './run.ts';

const root = new URL('../', import.meta.url);
const folder = new URL('docs/findings-xcraft/', root);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const page = readFileSync(new URL('docs/findings-xcraft.md', root), 'utf8');
const deviations = parsed();

function parsed() {
  const path = new URL('impl/adapters/xcraft/deviations.json', root);
  const document = parseDeviations(JSON.parse(readFileSync(path, 'utf8')));
  if ('faults' in document) throw new Error(document.faults.join('\n'));
  return document.deviations;
}

/** What is found, one each; a diagram below it is meant to be drawn by `npm run findings`. */
function shownOn(text: string) {
  const shown =
    /^\[`([^`]+)`\]\(findings-xcraft\/([^)]+)\) ends in `([^`]+)`:\n\n```mermaid\nsequenceDiagram\n/gm;
  return [...text.matchAll(shown)].map(([, name = '', file = '', signature = '']) => ({
    name,
    file,
    signature,
  }));
}

/** The scenarios a reason begins with. */
function scenariosIn(reason: string): string[] {
  const [places = ''] = reason.split(': ');
  return places.split(', ').map((place) => place.replace('docs/findings-xcraft/', ''));
}

describe('the findings page', () => {
  it.each(files)('SAFE-3: our network goes through %s without a difference', async (name) => {
    const scenario = parseScenario(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    expect(Array.isArray(scenario)).toBe(false);
    expect(scenarioFaults(scenario as Scenario)).toEqual([]);
    expect((await run(networkKind, scenario as Scenario)).findings).toEqual([]);
  });

  it('SAFE-3: shows every scenario once, with its diagram', () => {
    const shown = shownOn(page);
    expect(shown.map(({ file }) => file).sort()).toEqual([...files].sort());
    for (const { name, file } of shown) expect(`${name}.json`).toBe(file);
  });

  it('SAFE-3: every scenario is named by the deviation it ends in, and by no other', () => {
    const named = deviations.flatMap(({ signature, reason }) =>
      scenariosIn(reason).map((file) => `${file} ${signature}`),
    );
    const shown = shownOn(page).map(({ file, signature }) => `${file} ${signature}`);
    expect(named.sort()).toEqual(shown.sort());
  });
});

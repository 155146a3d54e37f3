/**
 * Rare mutants: those whose fault random scenarios hardly ever show. For each there is a handwritten scenario that our
 * router passes and in which the mutant fails under its clause. So if a check misses such a mutant, its drawing is to
 * blame and not its judging. Also routers that keep something over a reset, which a single scenario cannot show.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, networkKind, routerKind } from '#impl';
import type { Effect, Horde, Input, NodeToken, RouterKind, Scenario } from '#spec';
import { parseScenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { eventScenarios } from '../testing/rare/events.ts';
import { lineScenarios } from '../testing/rare/lines.ts';
import { linkScenarios } from '../testing/rare/links.ts';
import { routeScenarios } from '../testing/rare/routes.ts';
import { down, join, p1, restart, sketch } from '../testing/rare/sketch.ts';

const scenarios: Readonly<Record<string, Scenario>> = {
  ...eventScenarios,
  ...lineScenarios,
  ...routeScenarios,
  ...linkScenarios,
};

const rareMutants = allMutants.filter(({ id }) => id in scenarios);

describe('the rare mutants', () => {
  it('are at least 40, each with a name of its own and a scenario, and no scenario is without one', () => {
    expect(rareMutants.length).toBeGreaterThanOrEqual(40);
    const ids = allMutants.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(scenarios).sort()).toEqual(rareMutants.map(({ id }) => id).sort());
  });

  it.each(rareMutants)('$clause: $fault ($id)', async ({ id, clause, kind }) => {
    const scenario = scenarios[id] as Scenario;
    expect(parseScenario(structuredClone(scenario))).toEqual(scenario);
    expect(scenarioFaults(scenario)).toEqual([]);
    expect(missingForScenario(scenario, kind)).toEqual([]);
    const right = kind.level === 'router' ? routerKind : networkKind;
    expect((await run(right, scenario)).findings).toEqual([]);
    const [finding] = (await run(kind, scenario)).findings;
    expect(finding?.at).toBe(scenario.steps.length - 1);
    expect([finding?.clause, ...(finding?.also ?? [])]).toContain(clause);
  });
});

/**
 * Returns our router with a store for each node that lives on in the next run, of the same scenario or of a later one.
 */
function keepOver<Kept>(
  begin: () => Kept,
  alter: (effects: readonly Effect[], kept: Kept, input: Input) => readonly Effect[],
): RouterKind {
  const keptOf = new Map<NodeToken, Kept>();
  return {
    ...routerKind,
    features: routerKind.features.filter((feature) => feature !== 'whole tables'),
    create(options) {
      const inner = routerKind.create(options);
      const kept = keptOf.get(options.token) ?? begin();
      keptOf.set(options.token, kept);
      return { ...inner, handle: (input) => alter(inner.handle(input), kept, input) };
    },
  };
}

const keepHordes = () =>
  keepOver(
    () => new Set<Horde>(),
    (effects, heard) =>
      effects.map((effect) => {
        if (effect.kind !== 'send' || !('arp' in effect.message)) return effect;
        const { message } = effect;
        for (const horde of message.arp.hordes) heard.add(horde);
        return { ...effect, message: { ...message, arp: { ...message.arp, hordes: [...heard] } } };
      }),
  );

const keepUplinks = () =>
  keepOver(
    () => new Set<NodeToken>(),
    (effects, known, input) => {
      if (input.kind === 'uplink up') known.add(input.uplink);
      return effects.flatMap((effect): readonly Effect[] =>
        effect.kind === 'send' ? [...known].map((uplink) => ({ ...effect, uplink })) : [effect],
      );
    },
  );

const leak = { uplinks: 'n2/n1 n1/n3' };
const lost = down('n2', 'n1');

describe('a router that keeps hordes', () => {
  it('ARP-3: over a reset is found by the second scenario', async () => {
    const kind = keepHordes();
    expect((await run(kind, sketch([join('p1@n2', 's1.n2')], leak))).findings).toEqual([]);
    const [finding] = (await run(kind, sketch([join(p1, 's1')], { uplinks: 'n1/n3' }))).findings;
    expect([finding?.clause, ...(finding?.also ?? [])]).toContain('ARP-3');
  });

  it('ARP-3: over a restart is found by the first join after it', async () => {
    const scenario = sketch([join('p1@n2', 's1.n2'), lost, restart('n1'), join(p1, 's1')], leak);
    expect((await run(routerKind, scenario)).findings).toEqual([]);
    const [finding] = (await run(keepHordes(), scenario)).findings;
    expect([finding?.clause, ...(finding?.also ?? [])]).toContain('ARP-3');
  });
});

describe('a router that keeps its uplinks', () => {
  it('HEAL-1: over a reset is found by the first join of the second scenario', async () => {
    const kind = keepUplinks();
    expect((await run(kind, sketch([join(p1, 's1')], { uplinks: 'n1/n2' }))).findings).toEqual([]);
    const [finding] = (await run(kind, sketch([join(p1, 's1')], { uplinks: 'n1/n3' }))).findings;
    expect(finding?.clause).toBe('HEAL-1');
  });
});

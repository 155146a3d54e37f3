/**
 * The playground without its page: edits keep a scenario legal and say what went, a link brings back what it was made of, and a run
 * that goes on step by step shows what a whole run shows.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, routerKind } from '#impl';
import { start } from '#model';
import type { AnyRouterKind, NodeToken, RouterKind, Scenario, Step } from '#spec';
import { trace } from '../../lockstep/trace.ts';
import { generate } from '../../scenario/draw.ts';
import { scenarioFaults } from '../../scenario/legality.ts';
import { stations } from '../tour/stations.ts';
import { fragmentOf, readAddress, readScenarioText } from './address.ts';
import { choicesFor } from './choices.ts';
import type { Edited } from './keepLegal.ts';
import { LivePlayer } from './livePlayer.ts';
import { ModelStates } from './modelStates.ts';
import { changeSession, emptyScenario, openSession, redo, undo } from './session.ts';
import { deleteStep, editing, insertStep, swapSteps } from './stepEdits.ts';
import { addNode, addOrc, addPair, addUplink, remove } from './topologyEdits.ts';

const done = (edited: Edited): Scenario => {
  if ('refused' in edited) throw new Error(edited.refused);
  return edited.scenario;
};
const n1 = 'n1' as NodeToken;
const drawn = Array.from({ length: 12 }, (_, index) => generate('play', index));

describe('edits', () => {
  it('grow a network from nothing, with names that are free', () => {
    let scenario = done(addNode(emptyScenario, 'n1', null));
    scenario = done(addNode(scenario, 'n2', n1));
    scenario = done(addPair(scenario, n1, 'axon'));
    scenario = done(addPair(scenario, n1, 'ee'));
    scenario = done(addOrc(scenario, 'p1@n1'));
    expect(scenario.topology.pairs.map(({ id, port }) => [id, port])).toEqual([
      ['s1', 4001],
      ['s2', null],
    ]);
    expect(scenario.topology.uplinks).toEqual([{ below: 'n2', above: 'n1' }]);
  });

  it.each<[string, (scenario: Scenario) => Edited, RegExp]>([
    [
      'a cycle',
      (scenario) => addUplink(scenario, { below: 'B' as NodeToken, above: 'T' as NodeToken }),
      /cycle/,
    ],
    ['a name twice', (scenario) => addNode(scenario, 'T', null), /declared twice/],
    ['no name', (scenario) => addNode(scenario, 'a<b', null), /no name of a node: 1 to 256/],
    ['a client without @', (scenario) => addOrc(scenario, 'p9'), /exactly one @/],
    [
      'an exchange at the end',
      (scenario) => swapSteps(editing(scenario), scenario.steps.length - 1),
      /no step after/,
    ],
  ])('are refused in a sentence: %s', (_what, edit, sentence) => {
    const edited = edit(stations[4]?.scenario as Scenario);
    expect('refused' in edited && edited.refused).toMatch(sentence);
  });

  it('leave a legal scenario, and name each step that went', () => {
    let wentCount = 0;
    for (const scenario of drawn)
      for (const at of [0, 3, 7].filter((each) => each < scenario.steps.length)) {
        const edited = deleteStep(editing(scenario), at);
        if ('refused' in edited) throw new Error(edited.refused);
        expect(scenarioFaults(edited.scenario)).toEqual([]);
        const { dropped } = edited;
        expect(edited.scenario.steps.length + dropped.length).toBe(scenario.steps.length - 1);
        for (const { why } of dropped) expect(why).not.toBe('');
        wentCount += dropped.length;
      }
    expect(wentCount).toBeGreaterThan(0);
  });

  it('take with a node all that hangs on it', () => {
    for (const scenario of drawn) {
      const [node] = scenario.topology.nodes;
      if (!node) continue;
      const smaller = done(remove(scenario, { what: 'node', node: node.token }));
      expect(JSON.stringify(smaller.topology.uplinks)).not.toContain(`"${node.token}"`);
      expect(smaller.topology.pairs.some((pair) => pair.node === node.token)).toBe(false);
      expect(scenarioFaults(smaller)).toEqual([]);
    }
  });

  it('can be undone and redone', () => {
    const before = openSession(stations[0]?.scenario as Scenario, 1);
    const after = changeSession(before, emptyScenario, 0);
    expect(undo(after)).toMatchObject({ scenario: before.scenario, at: 1 });
    expect(redo(undo(after))).toMatchObject({ scenario: emptyScenario, at: 0 });
    expect(undo(before)).toBe(before);
  });
});

it('choices are legal where they are offered, and every other has a reason', () => {
  const scenario = stations[4]?.scenario as Scenario;
  const state = new ModelStates().stateAt(scenario, 3);
  const { legal, refused } = choicesFor(state, scenario, { what: 'pair', pair: 's1' as never });
  expect(legal.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['join', 'subscribe', 'unsubscribe', 'leave', 'cut']),
  );
  for (const step of legal) expect('refused' in insertStep(editing(scenario), 3, step)).toBe(false);
  for (const { why } of refused) expect(why).not.toBe('');
});

describe('a link', () => {
  it('brings back the scenario, the step and the router', async () => {
    for (const scenario of drawn) {
      const address = { scenario, at: 2, router: 'count-once' };
      // JSON has no -0, and the law none that differs from 0.
      const written = JSON.parse(JSON.stringify(address));
      expect(await readAddress(await fragmentOf(address))).toEqual(written);
    }
  });

  it('says what is wrong with it', async () => {
    expect(await readAddress('#finding=1')).toBe(null);
    expect(await readAddress('#play=%%%')).toMatch(/cut off or altered/);
    const whole = await fragmentOf({ scenario: drawn[0] as Scenario, at: null, router: null });
    expect(await readAddress(whole.slice(0, 60))).toMatch(/cut off or altered/);
    expect(readScenarioText('{')).toMatch(/not JSON/);
    expect(readScenarioText('{"version":2}')).toMatch(/no scenario: version: came 2/);
    const early: Step = { kind: 'leave', orc: 'p1@T' as never };
    const faulty = { ...(stations[0]?.scenario as Scenario), steps: [early] };
    expect(readScenarioText(JSON.stringify({ scenario: faulty }))).toMatch(
      /cannot be played.*joined nowhere/,
    );
  });
});

describe('a live player', () => {
  const kinds: AnyRouterKind[] = [routerKind, ...allMutants.slice(0, 12).map(({ kind }) => kind)];

  it('shows step by step what a whole run shows', async () => {
    let differing = 0;
    for (const kind of kinds)
      for (const scenario of drawn.slice(0, 4)) {
        const player = new LivePlayer(kind);
        for (let length = 0; length <= scenario.steps.length; length++)
          await player.play({ ...scenario, steps: scenario.steps.slice(0, length) });
        const [live, whole] = [await player.play(scenario), await trace(kind, scenario)];
        const at = whole.divergence?.at ?? Number.POSITIVE_INFINITY;
        const isInSteps = at < scenario.steps.length;
        expect(live.divergence?.at).toBe(isInSteps ? at : undefined);
        expect(live.frames.length).toBe(Math.min(at + 1, scenario.steps.length));
        expect(live.frames.map(({ observed, tables }) => [observed, tables])).toEqual(
          whole.frames
            .slice(0, live.frames.length)
            .map(({ observed, tables }) => [observed, tables]),
        );
        if (isInSteps) differing++;
        await player.close();
      }
    expect(differing).toBeGreaterThan(2);
  });

  it('starts anew where an earlier step has changed, and not where steps are undone', async () => {
    const scenario = stations[4]?.scenario as Scenario;
    let networks = 0;
    const counting: RouterKind = {
      ...routerKind,
      create: (options) => {
        if (options.token === 'B') networks++;
        return routerKind.create(options);
      },
    };
    const player = new LivePlayer(counting);
    await player.play(scenario);
    await player.play({ ...scenario, steps: scenario.steps.slice(0, 3) });
    await player.play(scenario);
    expect(networks).toBe(1);
    await player.play(done(deleteStep(editing(scenario), 0)));
    expect(networks).toBe(2);
  });
});

it('the state before the first step is the one at the start', () => {
  const scenario = drawn[0] as Scenario;
  expect(new ModelStates().stateAt(scenario, 0)).toEqual(start(scenario.topology));
});

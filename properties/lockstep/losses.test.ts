/**
 * Losses while frames are held back: what is lost with a link, who notices when, and the tables once all faults are
 * over, which follow from the history alone.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { State } from '#model';
import { advance, legal, start, tableOf } from '#model';
import type { Scenario, Step, Topology } from '#spec';
import { afterwards, closedForm, horde, nodeToken, orcName, pairId } from '#spec';
import { Fabric } from '../network/fabric.ts';
import { generate } from '../scenario/draw.ts';
import { nextUplinkUp, settleSteps } from '../scenario/epilogue.ts';
import { run } from './run.ts';

const thorough = process.env.PARTYLINE_THOROUGH ? 10 : 1;
const [T, B, C] = [nodeToken('T'), nodeToken('B'), nodeToken('C')] as const;
const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
const [s1, s2] = [pairId('s1'), pairId('s2')];
const link = { below: T, above: B };
const topic = 'wh::<l1>.changed';

const chain: Topology = {
  nodes: [T, B, C].map((token) => ({ token, horde: horde(`h${token}`) })),
  uplinks: [link, { below: B, above: C }],
  orcs: [p1, p2].map((name) => ({ name, nice: 0 })),
  pairs: [
    { id: s1, node: T, backend: 'axon', port: 1 },
    { id: s2, node: T, backend: 'axon', port: 2 },
  ],
};

/** Checks that our router follows the model through all steps; returns the model's state after the last one. */
async function playSteps(...steps: Step[]): Promise<State> {
  let state = start(chain);
  for (const [index, step] of steps.entries()) {
    expect(legal(state, step)).toBe(null);
    state = advance(state, step, index).state;
  }
  const scenario: Scenario = { version: 1, topology: chain, steps };
  expect((await run(routerKind, scenario)).findings).toEqual([]);
  return state;
}

const names = (state: State, node: typeof T) =>
  tableOf(state, node).routes.flatMap((each) => (each.orcName === 'greathall' ? [] : each.orcName));

const subscribe: Step = { kind: 'subscribe', orc: p1, pair: s1, topic };
const publish: Step = { kind: 'publish', node: C, topic };
const hold: Step = { kind: 'hold' };
const down: Step = { kind: 'uplink down', ...link };
const up: Step = { kind: 'uplink up', ...link };
const climb: Step = { kind: 'climb', ...link };
const descend: Step = { kind: 'descend', ...link };

describe('a loss while frames are held back', () => {
  it('ROUTE-4: takes along what is in flight on both buses, and each end hears of it in its own time', async () => {
    const lost = await playSteps(
      subscribe,
      hold,
      publish,
      { ...descend, below: B, above: C },
      down,
    );
    expect(lost.flights.map(({ input }) => input.kind)).toEqual(['uplink down', 'lost']);
    expect(names(lost, B)).toEqual([p1]);
    const above = await playSteps(subscribe, hold, down, climb);
    expect(names(above, B)).toEqual([]);
    expect(above.flights.map(({ bus }) => bus)).toEqual(['event', 'command']);
  });

  it('ROUTE-4: an end that has not heard of it goes on sending, and nothing of that crosses', async () => {
    const join: Step = { kind: 'join', orc: p2, pair: s2 };
    const state = await playSteps(subscribe, hold, down, join, { kind: 'arrive', pair: s2 });
    expect(names(state, T)).toEqual([p1, p2]);
    expect(state.flights.some(({ input }) => input.kind === 'frame')).toBe(false);
  });

  it('HEAL-1: a lower node that attaches anew before its loss was noticed ends its older pair first', async () => {
    const leave: Step = { kind: 'leave', orc: p1 };
    const steps = [
      subscribe,
      hold,
      down,
      descend,
      leave,
      { kind: 'arrive', pair: s1 },
      up,
    ] as Step[];
    expect(names(await playSteps(...steps), B)).toEqual([p1]);
    const noticed = await playSteps(...steps, climb);
    expect(names(noticed, B)).toEqual([]);
    expect(names(await playSteps(...steps, { kind: 'settle' }), C)).toEqual([]);
  });

  it('HEAL-1: a lower node attaches again when it has noticed the loss, not before', () => {
    const state = [subscribe, hold, down].reduce(
      (before, step, index) => advance(before, step, index).state,
      start(chain),
    );
    expect(legal(state, up)).toMatch('has yet to hear');
    expect(legal(advance(state, descend, 3).state, up)).toBe(null);
  });

  it('ROUTE-4: a lost pair is used again only when its node has heard of it', async () => {
    const cut: Step = { kind: 'cut', pair: s1, socket: 'event' };
    const join: Step = { kind: 'join', orc: p1, pair: s1 };
    const state = await playSteps(subscribe, hold, cut, join);
    expect(names(state, T)).toEqual([]);
    expect(state.flights.map(({ input }) => input.kind)).toEqual(['frame', 'frame']);
    const elsewhere = await playSteps(subscribe, hold, cut, { ...join, pair: s2 });
    expect(names(elsewhere, T)).toEqual([p1]);
  });

  it('HEAL-2: a program that crashes takes its links along, and each comes back by itself', async () => {
    const crash: Step = { kind: 'crash', node: B };
    const state = await playSteps(subscribe, hold, crash);
    expect(names(state, B)).toEqual([]);
    expect(names(state, C)).toEqual([p1]);
    expect(state.history.down).toHaveLength(2);
    const top = { kind: 'uplink up', below: B, above: C } as const;
    const back = await playSteps(subscribe, hold, crash, descend, top, up, { kind: 'settle' });
    expect(names(back, C)).toEqual([p1]);
  });

  it('ROUTE-3, LINE-4, LINE-5: an internal message that comes twice does what it does once', async () => {
    const repeat: Step = { kind: 'repeat', ...link };
    const once = await playSteps(hold, subscribe, { kind: 'arrive', pair: s1 }, climb, {
      kind: 'settle',
    });
    const twice = await playSteps(
      hold,
      subscribe,
      { kind: 'arrive', pair: s1 },
      repeat,
      climb,
      climb,
      {
        kind: 'settle',
      },
    );
    for (const node of [T, B, C])
      expect(closedForm(twice.history, tableOf(twice, node).routes)).toEqual(
        closedForm(once.history, tableOf(once, node).routes),
      );
  });
});

describe('when the faults are over', () => {
  it('HEAL-1, HEAL-2: every table, the model’s and our router’s, equals the closed form of the history', () => {
    let told = 0;
    for (let index = 0; index < 80 * thorough; index++) {
      const { topology, steps } = generate('closed form', index, {
        features: routerKind.features,
        interleave: 100,
      });
      const fabric = new Fabric(routerKind, topology);
      let state = start(topology);
      let at = 0;
      const go = (step: Step) => {
        fabric.apply(step, at);
        state = advance(state, step, at++).state;
      };
      for (const step of steps) go(step);
      for (const step of settleSteps(state)) go(step);
      for (let step = nextUplinkUp(state); step; step = nextUplinkUp(state)) go(step);
      for (const { token } of topology.nodes) {
        const expected = afterwards(state.history, token);
        const of = (table: ReturnType<Fabric['table']>) => closedForm(state.history, table.routes);
        expect(of(tableOf(state, token))).toEqual(expected);
        expect(of(fabric.table(token))).toEqual(expected);
        if (expected.some(({ socket, lines }) => socket.includes('/') && lines.length > 0)) told++;
      }
    }
    expect(told).toBeGreaterThan(20);
  });
});

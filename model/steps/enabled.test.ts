/**
 * Enabled steps: what may come next in three small states, listed in full by kind and in order. The explorer walks
 * these lists and the generator draws from them, so a step missing there would never be tried, and nothing would show
 * it.
 */
import { describe, expect, it } from 'vitest';
import type { Feature, Step, StepKind, Topology } from '#spec';
import { featureNames, horde, nodeToken, orcName, pairId } from '#spec';
import { advance, start } from '../network.ts';
import type { Bounds } from './enabledSteps.ts';
import { candidates, enabled, enabledOf, stepKinds } from './enabledSteps.ts';
import { legal } from './legality.ts';

const [top, low] = [nodeToken('T'), nodeToken('U')];
const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
const [a, b, c, d] = [pairId('a'), pairId('b'), pairId('c'), pairId('d')];
const topology: Topology = {
  nodes: [
    { token: top, horde: horde('top') },
    { token: low, horde: horde('low') },
  ],
  uplinks: [{ below: low, above: top }],
  orcs: [
    { name: p1, nice: 0 },
    { name: p2, nice: 3 },
  ],
  pairs: [
    { id: a, node: top, backend: 'axon', port: 4001 },
    { id: b, node: top, backend: 'ee', port: null },
    { id: c, node: low, backend: 'axon', port: 4002 },
    { id: d, node: top, backend: 'axon', port: 4003 },
  ],
};
const LINE = 'wh::<l1>.x';
const bounds: Bounds = {
  features: new Set(featureNames),
  kinds: stepKinds,
  patterns: [LINE, 'news.*'],
  topics: [LINE],
  hordes: [horde('low')],
  frames: [null],
  commands: ['job'],
  illNames: ['no-at'],
  countCap: 2,
};
const boundsWithout = (...features: Feature[]): Bounds => ({
  ...bounds,
  features: new Set(featureNames.filter((each) => !features.includes(each))),
});

function stateAfter(steps: readonly Step[], on = topology) {
  let state = start(on);
  for (const [index, step] of steps.entries()) {
    expect(legal(state, step)).toBeNull();
    state = advance(state, step, index).state;
  }
  return state;
}

/** Returns the step as one line of text: its kind, then its fields. */
const formatStep = ({ kind, ...rest }: Step) =>
  [
    kind,
    ...Object.values(rest).map((each) => (typeof each === 'string' ? each : JSON.stringify(each))),
  ].join(' ');
const listSteps = (state: ReturnType<typeof stateAfter>, kind: StepKind, within = bounds) =>
  candidates(state, within, kind).map(formatStep);

/**
 * Nothing is in flight. p1 is attached on pair a with both patterns, one of them subscribed as often as `countCap`
 * allows.
 */
const settledState = stateAfter([
  { kind: 'join', orc: p1, pair: a },
  { kind: 'subscribe', orc: p1, pair: a, topic: LINE },
  { kind: 'subscribe', orc: p1, pair: a, topic: 'news.*' },
  { kind: 'subscribe', orc: p1, pair: a, topic: 'news.*' },
]);
const movedState = stateAfter([
  { kind: 'join', orc: p1, pair: a },
  { kind: 'join', orc: p1, pair: b },
  { kind: 'join', orc: p2, pair: c },
]);
const idle = nodeToken('V');
/**
 * Frames are held back. p1's departure is in flight from the lower node to the upper one; p2's first command and its
 * line are in flight to the lower node. A third node is idle.
 */
const heldState = stateAfter(
  [
    { kind: 'join', orc: p1, pair: c },
    { kind: 'hold' },
    { kind: 'leave', orc: p1 },
    { kind: 'arrive', pair: c },
    { kind: 'subscribe', orc: p2, pair: c, topic: LINE },
  ],
  {
    ...topology,
    nodes: [...topology.nodes, { token: idle, horde: horde('idle') }],
    uplinks: [...topology.uplinks, { below: idle, above: top }],
  },
);

const arpOf = (pair: string, port: number, nice: number) =>
  `"arp":{"token":"${pair}","port":${port},"hordes":[],"nice":${nice}}`;

describe('the candidates of a kind', () => {
  const all: Record<StepKind, readonly string[]> = {
    join: [...on('join p1@T', 'a', 'b', 'c', 'd'), ...on('join p2@T', 'a', 'b', 'c', 'd')],
    command: ['command p1@T a job', 'command p2@T a job'],
    subscribe: [
      `subscribe p1@T a ${LINE}`,
      ...['a', 'b', 'c', 'd'].map((pair) => `subscribe p2@T ${pair} ${LINE}`),
    ],
    unsubscribe: on('unsubscribe p1@T a', LINE, 'news.*'),
    leave: ['leave p1@T'],
    end: ['end p1@T a'],
    cut: on('cut a', 'command', 'event'),
    rename: on('rename p1@T a', 'p1@T', 'p2@T', 'no-at'),
    publish: [...on('publish T', LINE, `${LINE} low`), ...on('publish U', LINE, `${LINE} low`)],
    'hall subscribe': [
      ...on('hall subscribe T', LINE, 'news.*'),
      ...on('hall subscribe U', LINE, 'news.*'),
    ],
    'hall unsubscribe': [
      ...on('hall unsubscribe T', LINE, 'news.*'),
      ...on('hall unsubscribe U', LINE, 'news.*'),
    ],
    inject: on(
      'inject a',
      'null',
      '{"kind":":delete-route","orcName":"p1@T"}',
      '{"kind":":rename","orcName":"p1@T","to":"stolen@T"}',
      `{"kind":":announce","orcName":"p1@T",${arpOf('a', 4001, 0)}}`,
      '{"kind":":disconn-line","lineId":"nobody-holds-this","orcName":"p1@T"}',
      `{"kind":":conn-line","lineId":"nobody-holds-this","orcName":"p1@T",${arpOf('a', 4001, 0)}}`,
      '{"kind":":disconn-line","lineId":"l1","orcName":"p1@T"}',
      `{"kind":":conn-line","lineId":"l1","orcName":"p1@T",${arpOf('a', 4001, 0)}}`,
      '{"kind":":delete-route","orcName":"p2@T"}',
      '{"kind":":rename","orcName":"p2@T","to":"stolen@T"}',
      `{"kind":":announce","orcName":"p2@T",${arpOf('a', 4001, 3)}}`,
      '{"kind":":disconn-line","lineId":"nobody-holds-this","orcName":"p2@T"}',
      '{"kind":":disconn-line","lineId":"l1","orcName":"p2@T"}',
    ),
    garble: on('garble U T', 'command null', 'event null'),
    stray: ['stray b null', 'stray c null', 'stray d null'],
    'uplink down': ['uplink down U T'],
    'uplink up': [],
    restart: on('restart', 'T', 'U'),
    crash: on('crash', 'T', 'U'),
    stall: ['stall a'],
    resume: [],
    hold: ['hold'],
    settle: ['settle'],
    arrive: [],
    climb: [],
    descend: [],
    repeat: [],
    reattach: ['reattach U T'],
  };
  it.each(stepKinds)('are all there, in order, when all is settled: %s', (kind) =>
    expect(listSteps(settledState, kind)).toEqual(all[kind]),
  );
  it.each<[StepKind, readonly string[]]>([
    ['arrive', ['arrive c']],
    ['climb', ['climb U T']],
    ['descend', ['descend U T']],
    ['repeat', ['repeat U T']],
    ['command', ['command p2@T c job', 'command p1@T c job']],
    ['leave', ['leave p2@T']],
    ['cut', ['cut c command', 'cut c event']],
  ])('are those of what is in flight while frames are held back: %s', (kind, steps) =>
    expect(listSteps(heldState, kind)).toEqual(steps),
  );
  it('are first words of everybody at the start', () => {
    const pairs = ['a', 'b', 'c', 'd'].map((pair) => `${pair} ${LINE}`);
    expect(listSteps(stateAfter([]), 'subscribe')).toEqual([
      ...on('subscribe p1@T', ...pairs),
      ...on('subscribe p2@T', ...pairs),
    ]);
  });
  it('let whoever has no endpoint on an open pair speak there too, nested', () =>
    expect(listSteps(movedState, 'command')).toEqual([
      ...['p1@T a', 'p1@T b', 'p2@T c'].map((own) => `command ${own} job`),
      ...['p2@T a', 'p2@T b', 'p1@T c'].map((nested) => `command ${nested} job`),
    ]));
  it('name an orc once, however many endpoints it has', () =>
    expect(listSteps(movedState, 'leave')).toEqual(['leave p1@T', 'leave p2@T']));
  it('bring up an uplink that is down', () => {
    const cut = stateAfter([{ kind: 'uplink down', below: low, above: top }]);
    expect(listSteps(cut, 'uplink up')).toEqual(['uplink up U T']);
    expect(listSteps(cut, 'uplink down')).toEqual([]);
    expect(listSteps(cut, 'reattach')).toEqual([]);
    expect(listSteps(cut, 'garble')).toEqual([]);
  });
});

describe('the bounds', () => {
  const joins = (state: typeof settledState, ...left: Feature[]) =>
    listSteps(state, 'join', boundsWithout(...left)).map((line) => line.slice('join '.length));

  it.each<[StepKind, Feature]>([
    ['cut', 'cuts'],
    ['rename', 'rename'],
    ['crash', 'overlaps'],
    ['hold', 'overlaps'],
  ])('leave out %s where %s is not offered', (kind, feature) => {
    expect(listSteps(settledState, kind)).not.toEqual([]);
    expect(listSteps(settledState, kind, boundsWithout(feature))).toEqual([]);
  });
  it('let an orc join where the router lets it: on a backend, beside itself, elsewhere, on a pair of another', () => {
    const p2s = ['p2@T a', 'p2@T b', 'p2@T c', 'p2@T d'];
    expect(joins(settledState, 'ee')).toEqual([
      'p1@T a',
      'p1@T c',
      'p1@T d',
      ...p2s.toSpliced(1, 1),
    ]);
    expect(joins(settledState, 'moves')).toEqual(['p1@T a', 'p1@T b', ...p2s]);
    expect(joins(settledState, 'both backends')).toEqual(['p1@T a', 'p1@T c', 'p1@T d', ...p2s]);
    expect(joins(settledState, 'shared pairs')).toEqual([
      ...on('p1@T', 'a', 'b', 'c', 'd'),
      ...on('p2@T', 'b', 'c', 'd'),
    ]);
    // p1 is on both backends already, so joining again by either pair leaves the other endpoint in place.
    expect(joins(movedState, 'moves')).toEqual(['p1@T a', 'p1@T b', 'p2@T c']);
    expect(joins(movedState, 'both backends')).toEqual(['p1@T c', 'p1@T d', ...p2s]);
    expect(joins(movedState, 'both backends', 'moves')).toEqual(['p2@T c']);
  });
  it('leave out commands on others’ pairs, hordes and renames that nobody offers', () => {
    expect(listSteps(settledState, 'command', boundsWithout('nested'))).toEqual([
      'command p1@T a job',
    ]);
    expect(listSteps(settledState, 'publish', boundsWithout('forward'))).toEqual(
      on('publish', `T ${LINE}`, `U ${LINE}`),
    );
    const frames = listSteps(settledState, 'inject');
    expect(listSteps(settledState, 'inject', boundsWithout('rename'))).toEqual(
      frames.filter((each) => !each.includes('stolen')),
    );
  });
  it('narrow raw frames and cuts to one pair', () => {
    const at = (pair: typeof a) => listSteps(movedState, 'cut', { ...bounds, at: pair });
    expect(listSteps(movedState, 'cut')).toHaveLength(6);
    expect(at(b)).toEqual(['cut b command', 'cut b event']);
    expect(at(d)).toEqual([]);
  });
});

describe('what is enabled', () => {
  it('is the legal part of the candidates, kind by kind', () => {
    expect(enabledOf(settledState, bounds, 'settle')).toEqual([]);
    expect(enabledOf(heldState, bounds, 'settle').map(formatStep)).toEqual(['settle']);
    expect(enabledOf(settledState, bounds, 'inject').map(formatStep)).toEqual(
      on(
        'inject a',
        'null',
        `{"kind":":announce","orcName":"p1@T",${arpOf('a', 4001, 0)}}`,
        '{"kind":":disconn-line","lineId":"nobody-holds-this","orcName":"p1@T"}',
        '{"kind":":delete-route","orcName":"p2@T"}',
        '{"kind":":rename","orcName":"p2@T","to":"stolen@T"}',
        `{"kind":":announce","orcName":"p2@T",${arpOf('a', 4001, 3)}}`,
        '{"kind":":disconn-line","lineId":"nobody-holds-this","orcName":"p2@T"}',
        '{"kind":":disconn-line","lineId":"l1","orcName":"p2@T"}',
      ),
    );
    const kinds = ['leave', 'hold', 'settle'] as const;
    expect(enabled(settledState, { ...bounds, kinds }).map(formatStep)).toEqual([
      'leave p1@T',
      'hold',
    ]);
  });
});

function on(before: string, ...rest: readonly string[]): string[] {
  return rest.map((each) => `${before} ${each}`);
}

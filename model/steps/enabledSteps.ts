/**
 * Enabled steps: every legal next step within given bounds, in one fixed order. The generator draws from it kind by
 * kind, the explorer walks all of it. Steps that a router must refuse, and hostile ones, are included as far as
 * `bounds` allows.
 */
import type {
  Feature,
  Horde,
  Json,
  NodeToken,
  OrcName,
  PairId,
  Step,
  StepKind,
  Uplink,
} from '#spec';
import { lineOf, linked, pairOf, stepFeatures, uplinkPair } from '#spec';
import { entriesOf } from '../arp.ts';
import type { State } from '../change.ts';
import { nodeOf } from '../change.ts';
import { legal } from './legality.ts';

export interface Bounds {
  readonly features: ReadonlySet<Feature>;
  readonly kinds: readonly StepKind[];
  /** Patterns that orcs and greathalls subscribe to. */
  readonly patterns: readonly string[];
  /** Topics that events are published on. */
  readonly topics: readonly string[];
  readonly hordes: readonly Horde[];
  /** Raw frames that are malformed in every state. */
  readonly frames: readonly Json[];
  readonly commands: readonly string[];
  /** Ill-formed names, as targets of renames that must be refused. */
  readonly illNames: readonly string[];
  /** The most subscriptions of one pattern at one endpoint. */
  readonly countCap: number;
  /** If given, raw frames are listed for this pair only, so that the generator has fewer candidates to enumerate. */
  readonly at?: PairId;
}

export const stepKinds = Object.keys(stepFeatures) as readonly StepKind[];

/** Returns every legal next step within the bounds, kind by kind. */
export function enabled(state: State, bounds: Bounds): Step[] {
  return bounds.kinds.flatMap((kind) => enabledOf(state, bounds, kind));
}

/** Returns the legal next steps of one kind; empty when a feature that it needs is out of bounds. */
export function enabledOf(state: State, bounds: Bounds, kind: StepKind): Step[] {
  return candidates(state, bounds, kind).filter((step) => legal(state, step) === null);
}

/**
 * Returns the candidate steps of one kind in fixed order, legal or not. The generator draws from them and asks `legal`
 * only about what it drew.
 */
export function candidates(state: State, bounds: Bounds, kind: StepKind): Step[] {
  if (!stepFeatures[kind].every((feature) => bounds.features.has(feature))) return [];
  return stepListings[kind](state, bounds);
}

type StepListing = (state: State, bounds: Bounds) => Step[];

/**
 * How the steps of each kind are listed. A table, because `match` would build all its branches for every generated
 * step.
 */
const stepListings: { readonly [Kind in StepKind]: StepListing } = {
  join: (state, bounds) => {
    const steps: Step[] = [];
    for (const { name: orc } of state.topology.orcs)
      for (const pair of joinablePairs(state, bounds, orc)) steps.push({ kind: 'join', orc, pair });
    return steps;
  },
  command: (state, bounds) =>
    speakers(state, bounds).flatMap(([orc, pair]) =>
      bounds.commands.map((name): Step => ({ kind: 'command', orc, pair, name })),
    ),
  subscribe: (state, bounds) => [
    ...endpointSubscribes(state, bounds),
    ...joiningSubscribes(state, bounds),
  ],
  unsubscribe: ({ history }, { patterns }) =>
    history.attachments.flatMap(({ orcName, pair }) =>
      patterns.map((topic): Step => ({ kind: 'unsubscribe', orc: orcName, pair, topic })),
    ),
  leave: ({ history }) =>
    [...new Set(history.attachments.map((each) => each.orcName))].map(
      (orc): Step => ({ kind: 'leave', orc }),
    ),
  end: ({ history }) =>
    history.attachments.map(({ orcName, pair }): Step => ({ kind: 'end', orc: orcName, pair })),
  cut: (state, bounds) =>
    openPairs(state, bounds).flatMap((pair): Step[] => [
      { kind: 'cut', pair, socket: 'command' },
      { kind: 'cut', pair, socket: 'event' },
    ]),
  stall: ({ history }) => history.open.map((pair): Step => ({ kind: 'stall', pair })),
  resume: ({ history }) => history.stalled.map((pair): Step => ({ kind: 'resume', pair })),
  rename: ({ history, topology }, { illNames }) =>
    history.attachments.flatMap(({ orcName, pair }) =>
      [...topology.orcs.map((orc) => orc.name), ...(illNames as OrcName[])].map(
        (to): Step => ({ kind: 'rename', orc: orcName, pair, to }),
      ),
    ),
  publish: ({ topology }, { topics, features, hordes }) =>
    topology.nodes.flatMap(({ token: node }) =>
      topics.flatMap((topic): Step[] => [
        { kind: 'publish', node, topic },
        ...(features.has('forward')
          ? hordes.map((forward): Step => ({ kind: 'publish', node, topic, forward }))
          : []),
      ]),
    ),
  'hall subscribe': ({ topology }, { patterns }) =>
    topology.nodes.flatMap(({ token: node }) =>
      patterns.map((topic): Step => ({ kind: 'hall subscribe', node, topic })),
    ),
  'hall unsubscribe': ({ topology }, { patterns }) =>
    topology.nodes.flatMap(({ token: node }) =>
      patterns.map((topic): Step => ({ kind: 'hall unsubscribe', node, topic })),
    ),
  hold: () => [{ kind: 'hold' }],
  settle: () => [{ kind: 'settle' }],
  arrive: ({ flights, topology }) =>
    [...new Set(flights.map((each) => each.pair))]
      .filter((id) => topology.pairs.some((pair) => pair.id === id))
      .map((pair): Step => ({ kind: 'arrive', pair })),
  climb: (state) => busyLinks(state).map((link): Step => ({ kind: 'climb', ...link })),
  descend: (state) => busyLinks(state).map((link): Step => ({ kind: 'descend', ...link })),
  repeat: (state) => busyLinks(state).map((link): Step => ({ kind: 'repeat', ...link })),
  inject: (state, bounds) => {
    const open = openPairs(state, bounds);
    return [
      ...open.flatMap((pair) =>
        bounds.frames.map((frame): Step => ({ kind: 'inject', pair, frame })),
      ),
      ...open.flatMap((pair) =>
        strayFrames(state, bounds, pair).map((frame): Step => ({ kind: 'inject', pair, frame })),
      ),
    ];
  },
  stray: (state, bounds) =>
    state.topology.pairs
      .filter(({ id, backend }) => bounds.features.has(backend) && !state.history.open.includes(id))
      .flatMap(({ id }) =>
        bounds.frames.map((frame): Step => ({ kind: 'stray', pair: id, frame })),
      ),
  garble: ({ history }, { frames }) =>
    linked(history).uplinks.flatMap((uplink) =>
      frames.flatMap((frame): Step[] => [
        { kind: 'garble', ...uplink, bus: 'command', frame },
        { kind: 'garble', ...uplink, bus: 'event', frame },
      ]),
    ),
  'uplink down': ({ history }) =>
    linked(history).uplinks.map((uplink): Step => ({ kind: 'uplink down', ...uplink })),
  'uplink up': ({ history }) =>
    history.down.map((uplink): Step => ({ kind: 'uplink up', ...uplink })),
  reattach: ({ history }) =>
    linked(history).uplinks.map((uplink): Step => ({ kind: 'reattach', ...uplink })),
  restart: ({ topology }) =>
    topology.nodes.map(({ token: node }): Step => ({ kind: 'restart', node })),
  crash: ({ topology }) => topology.nodes.map(({ token: node }): Step => ({ kind: 'crash', node })),
};

/** Lists subscriptions by an orc at the endpoints it has already. */
function endpointSubscribes({ history }: State, { patterns, countCap }: Bounds): Step[] {
  return history.attachments.flatMap(({ orcName, pair, subscriptions }) =>
    patterns
      .filter((topic) => countOf(subscriptions, topic) < countCap)
      .map((topic): Step => ({ kind: 'subscribe', orc: orcName, pair, topic })),
  );
}

/** Lists subscriptions by which an orc without any attachment joins. */
function joiningSubscribes(state: State, bounds: Bounds): Step[] {
  const attached = new Set(state.history.attachments.map((each) => each.orcName));
  const topics = bounds.patterns.filter((topic) => lineOf(topic) !== null);
  const steps: Step[] = [];
  for (const { name: orc } of state.topology.orcs)
    if (!attached.has(orc))
      for (const pair of joinablePairs(state, bounds, orc))
        for (const topic of topics) steps.push({ kind: 'subscribe', orc, pair, topic });
  return steps;
}

function openPairs({ history }: State, { at }: Bounds): readonly PairId[] {
  return at === undefined ? history.open : history.open.filter((pair) => pair === at);
}

/** Returns the links that have something in flight. */
function busyLinks({ topology, flights }: State): Uplink[] {
  return topology.uplinks.filter(({ below, above }) =>
    flights.some((each) => each.pair === uplinkPair(below, above)),
  );
}

const countOf = (
  subscriptions: readonly { readonly pattern: string; readonly count: number }[],
  pattern: string,
) => subscriptions.find((each) => each.pattern === pattern)?.count ?? 0;

/**
 * Returns the pairs by which an orc may join, given the features. Called for every orc at every step, so it creates
 * no closures.
 */
function joinablePairs({ history, topology }: State, { features }: Bounds, orc: OrcName): PairId[] {
  const pairs: PairId[] = [];
  for (const pair of topology.pairs) {
    if (!features.has(pair.backend)) continue;
    let isShared = false;
    let isAlone = true;
    let isBeside = true;
    for (const each of history.attachments) {
      const isHere = each.pair === pair.id;
      if (each.orcName !== orc) isShared ||= isHere;
      else if (!isHere) {
        isAlone = false;
        isBeside &&= each.node === pair.node && each.backend !== pair.backend;
      }
    }
    if (isShared && !features.has('shared pairs')) continue;
    if (isAlone || features.has(isBeside ? 'both backends' : 'moves')) pairs.push(pair.id);
  }
  return pairs;
}

/**
 * Lists the orcs with the pairs by which they may send a command: their endpoints, with the feature `nested` any open
 * pair.
 */
function speakers(state: State, { features }: Bounds): (readonly [OrcName, PairId])[] {
  const { attachments, open } = state.history;
  const own = attachments.map((each) => [each.orcName, each.pair] as const);
  if (!features.has('nested')) return own;
  const nested = open.flatMap((pair) =>
    state.topology.orcs
      .filter(({ name }) => !own.some(([orc, each]) => orc === name && each === pair))
      .map(({ name }) => [name, pair] as const),
  );
  return [...own, ...nested];
}

/**
 * Lists well formed internal frames that the law ignores or refuses on this pair: about another orc, repeated, or at
 * the wrong moment.
 */
function strayFrames(state: State, { features }: Bounds, pair: PairId): Json[] {
  const { node, port } = pairOf(state.topology, pair);
  const lines = linesAt(state, node);
  return state.topology.orcs.flatMap(({ name: orcName, nice }): Json[] => [
    { kind: ':delete-route', orcName },
    ...(features.has('rename') ? [{ kind: ':rename', orcName, to: `stolen@${node}` }] : []),
    { kind: ':announce', orcName, arp: { token: pair, port, hordes: [], nice } },
    ...lines.flatMap((lineId): Json[] => [
      { kind: ':disconn-line', lineId, orcName },
      ...(entriesOf(nodeOf(state, node), orcName).length > 0
        ? [{ kind: ':conn-line', lineId, orcName, arp: { token: pair, port, hordes: [], nice } }]
        : []),
    ]),
  ]);
}

function linesAt(state: State, token: NodeToken): string[] {
  const lines = new Set<string>(['nobody-holds-this']);
  for (const entry of nodeOf(state, token).entries)
    for (const { lineId } of entry.lines) lines.add(lineId);
  return [...lines];
}

/**
 * Enabled steps: every legal next step within bounds, in one fixed order.
 * The random generator draws from it kind by kind, an explorer walks all of it. Refused and adversarial steps are
 * part of it, and `bounds` says which.
 */

import { match } from 'ts-pattern';
import type { Feature, Horde, Json, NodeToken, OrcName, PairId, Step, StepKind } from '#spec';
import { lineOf, linked, pairOf, stepFeatures, uplinkPair } from '#spec';
import { entriesOf } from './arp.ts';
import type { State } from './change.ts';
import { nodeOf } from './change.ts';
import { legal } from './legal.ts';

export interface Bounds {
  readonly features: ReadonlySet<Feature>;
  readonly kinds: readonly StepKind[];
  /** Patterns orcs and greathalls subscribe to. */
  readonly patterns: readonly string[];
  /** Topics events are published on. */
  readonly topics: readonly string[];
  readonly hordes: readonly Horde[];
  /** Raw frames that are malformed whatever the state. */
  readonly frames: readonly Json[];
  readonly commands: readonly string[];
  /** Names no rename may get. */
  readonly illNames: readonly string[];
  /** Most subscriptions of one pattern at one endpoint. */
  readonly countCap: number;
  /** Only raw frames on this pair: narrows what a sampler has to list. */
  readonly at?: PairId;
}

export const stepKinds = Object.keys(stepFeatures) as readonly StepKind[];

/** Every legal next step within the bounds, kind by kind. */
export function enabled(state: State, bounds: Bounds): Step[] {
  return bounds.kinds.flatMap((kind) => enabledOf(state, bounds, kind));
}

/** The legal next steps of one kind; none when a feature it needs is out of bounds. */
export function enabledOf(state: State, bounds: Bounds, kind: StepKind): Step[] {
  return candidates(state, bounds, kind).filter((step) => legal(state, step) === null);
}

/** The steps of one kind in their fixed order, legal or not yet: a sampler asks `legal` of those it draws. */
export function candidates(state: State, bounds: Bounds, kind: StepKind): Step[] {
  if (!stepFeatures[kind].every((feature) => bounds.features.has(feature))) return [];
  const { attachments } = state.history;
  const open = state.history.open.filter((pair) => bounds.at === undefined || pair === bounds.at);
  const { nodes, orcs } = state.topology;
  return match(kind)
    .with('join', (kind) =>
      orcs.flatMap(({ name }) =>
        joinable(state, bounds, name).map((pair): Step => ({ kind, orc: name, pair })),
      ),
    )
    .with('command', (kind) =>
      speakers(state, bounds).flatMap(([orc, pair]) =>
        bounds.commands.map((name): Step => ({ kind, orc, pair, name })),
      ),
    )
    .with('subscribe', (kind) => [
      ...attachments.flatMap(({ orcName, pair, subscriptions }) =>
        bounds.patterns
          .filter((topic) => countOf(subscriptions, topic) < bounds.countCap)
          .map((topic): Step => ({ kind, orc: orcName, pair, topic })),
      ),
      ...orcs
        .filter(({ name }) => !attachments.some((each) => each.orcName === name))
        .flatMap(({ name }) =>
          joinable(state, bounds, name).flatMap((pair) =>
            bounds.patterns
              .filter((topic) => lineOf(topic) !== null)
              .map((topic): Step => ({ kind, orc: name, pair, topic })),
          ),
        ),
    ])
    .with('unsubscribe', (kind) =>
      attachments.flatMap(({ orcName, pair }) =>
        bounds.patterns.map((topic): Step => ({ kind, orc: orcName, pair, topic })),
      ),
    )
    .with('leave', (kind) =>
      [...new Set(attachments.map((each) => each.orcName))].map((orc): Step => ({ kind, orc })),
    )
    .with('end', (kind) =>
      attachments.map(({ orcName, pair }): Step => ({ kind, orc: orcName, pair })),
    )
    .with('cut', (kind) =>
      open.flatMap((pair): Step[] => [
        { kind, pair, socket: 'command' },
        { kind, pair, socket: 'event' },
      ]),
    )
    .with('rename', (kind) =>
      attachments.flatMap(({ orcName, pair }) =>
        [...orcs.map((orc) => orc.name), ...(bounds.illNames as OrcName[])].map(
          (to): Step => ({ kind, orc: orcName, pair, to }),
        ),
      ),
    )
    .with('publish', (kind) =>
      nodes.flatMap(({ token: node }) =>
        bounds.topics.flatMap((topic): Step[] => [
          { kind, node, topic },
          ...(bounds.features.has('forward')
            ? bounds.hordes.map((forward): Step => ({ kind, node, topic, forward }))
            : []),
        ]),
      ),
    )
    .with('hall subscribe', 'hall unsubscribe', (kind) =>
      nodes.flatMap(({ token: node }) =>
        bounds.patterns.map((topic): Step => ({ kind, node, topic })),
      ),
    )
    .with('hold', 'settle', (kind) => [{ kind }])
    .with('arrive', (kind) =>
      [...new Set(state.flights.map((each) => each.pair))]
        .filter((id) => state.topology.pairs.some((pair) => pair.id === id))
        .map((pair): Step => ({ kind, pair })),
    )
    .with('climb', 'descend', 'repeat', (kind) =>
      state.topology.uplinks
        .filter(({ below, above }) =>
          state.flights.some((each) => each.pair === uplinkPair(below, above)),
        )
        .map((link): Step => ({ kind, ...link })),
    )
    .with('inject', (kind) => [
      ...open.flatMap((pair) => bounds.frames.map((frame): Step => ({ kind, pair, frame }))),
      ...open.flatMap((pair) =>
        strays(state, bounds, pair).map((frame): Step => ({ kind, pair, frame })),
      ),
    ])
    .with('garble', (kind) =>
      linked(state.history).uplinks.flatMap((uplink) =>
        bounds.frames.flatMap((frame): Step[] => [
          { kind, ...uplink, bus: 'command', frame },
          { kind, ...uplink, bus: 'event', frame },
        ]),
      ),
    )
    .with('uplink down', (kind) =>
      linked(state.history).uplinks.map((uplink): Step => ({ kind, ...uplink })),
    )
    .with('uplink up', (kind) => state.history.down.map((uplink): Step => ({ kind, ...uplink })))
    .with('restart', 'crash', (kind) => nodes.map(({ token: node }): Step => ({ kind, node })))
    .exhaustive();
}

const countOf = (
  subscriptions: readonly { readonly pattern: string; readonly count: number }[],
  pattern: string,
) => subscriptions.find((each) => each.pattern === pattern)?.count ?? 0;

/** The pairs an orc may join by, as far as the features go. */
function joinable(state: State, { features }: Bounds, orc: OrcName): PairId[] {
  const { attachments } = state.history;
  const own = attachments.filter((each) => each.orcName === orc);
  return state.topology.pairs
    .filter(({ id, node, backend }) => {
      if (!features.has(backend)) return false;
      if (
        !features.has('shared pairs') &&
        attachments.some((each) => each.pair === id && each.orcName !== orc)
      )
        return false;
      if (own.every((each) => each.pair === id)) return true;
      const beside = own.every(
        (each) => each.node === node && (each.backend !== backend || each.pair === id),
      );
      return features.has(beside ? 'both backends' : 'moves');
    })
    .map((pair) => pair.id);
}

/** Who may say a command by which pair: its endpoints, and with `nested` any open pair. */
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

/** Well formed internal frames that the law ignores or refuses on this pair: foreign, repeated or out of place. */
function strays(state: State, { features }: Bounds, pair: PairId): Json[] {
  const { node, port } = pairOf(state.topology, pair);
  const lines = linesIn(state, node);
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

function linesIn(state: State, token: NodeToken): string[] {
  const lines = new Set<string>(['nobody-holds-this']);
  for (const entry of nodeOf(state, token).entries)
    for (const { lineId } of entry.lines) lines.add(lineId);
  return [...lines];
}

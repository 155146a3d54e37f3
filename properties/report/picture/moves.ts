/**
 * Moves: a trace as movements from one participant to another, step by step; all diagrams are made
 * from it. Participants are the nodes, highest first, then the pairs of clients with the orcs on them.
 */

import type { NodeToken, OrcName, PairId, Scenario, Step, Topology } from '#spec';
import { factsOfStep, HALL, levelsAbove, namedBy, uplinkPair } from '#spec';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import { arpLabel, observationLabel } from '../../wording/labels.ts';
import { stepLabel } from '../../wording/steps.ts';
import { EndedPairs } from './attachments.ts';
import { courseOf } from './course.ts';
import type { Mark, MarkedObservation } from './sightings.ts';
import { markObservations } from './sightings.ts';
import { updateStanding } from './standing.ts';

export interface Participant {
  readonly kind: 'node' | 'pair';
  readonly name: string;
  /** For a pair: the orcs that were on it at any time of the scenario. */
  readonly orcs: readonly OrcName[];
}

export interface DiagramMove {
  readonly mark: Mark;
  readonly from: Participant;
  /** The same as `from` if nothing travels. */
  readonly to: Participant;
  readonly what: 'step' | 'end' | 'message' | 'event' | 'refusal' | 'closed' | 'doing';
  readonly label: string;
}

export interface StepMoves {
  readonly frame: TraceFrame;
  /** The step itself comes first; before it only the attachment of its pair, where that is over. */
  readonly moves: readonly DiagramMove[];
}

export interface Sequence {
  readonly participants: readonly Participant[];
  readonly scenes: readonly StepMoves[];
}

/** Returns all steps up to the failing one. Of the epilogue it returns only steps that differ. */
export function sequenceOf(trace: Trace): Sequence {
  const cast = participantsOf(trace.scenario);
  const standing = new Map<OrcName, Set<PairId>>();
  const ended = new EndedPairs(trace.scenario);
  const scenes: StepMoves[] = [];
  for (const frame of trace.frames) {
    const anew = ended.take(frame);
    const moves = [
      ...(anew === null ? [] : [attachmentMove(anew, trace, cast)]),
      ...movesOf(frame, trace, cast, standing),
    ];
    updateStanding(standing, frame, trace.scenario.topology);
    if (!frame.epilogue || frame.differences.length > 0) scenes.push({ frame, moves });
  }
  return { participants: cast.all, scenes };
}

/** The input by which the node is told that a pair which was over is attached anew. */
function attachmentMove(pair: PairId, { scenario }: Trace, index: ParticipantIndex): DiagramMove {
  const node = scenario.topology.pairs.find(({ id }) => id === pair)?.node as NodeToken;
  const [from, to] = [index.pair(pair, node), index.node(node)];
  return { mark: 'done', from, to, what: 'step', label: `${pair} attaches anew` };
}

interface ParticipantIndex {
  readonly all: readonly Participant[];
  node(token: NodeToken): Participant;
  /** Returns the participant at the other end of a pair; for the pair of an uplink that is the lower node. */
  pair(pair: PairId, node: NodeToken): Participant;
}

function participantsOf({ topology, steps }: Scenario): ParticipantIndex {
  const nodes = new Map(
    sortHighestFirst(topology).map((name) => [
      name,
      { kind: 'node', name, orcs: [] } as Participant,
    ]),
  );
  const pairs = new Map<PairId, Participant>();
  for (const token of nodes.keys())
    for (const { id, node } of topology.pairs) {
      if (node !== token) continue;
      const users = steps.flatMap((step) =>
        'orc' in step && 'pair' in step && step.pair === id
          ? namedBy(step, 'orc').filter((name) => name !== '')
          : [],
      );
      if (users.length > 0 || steps.some((step) => 'pair' in step && step.pair === id))
        pairs.set(id, { kind: 'pair', name: id, orcs: [...new Set(users)] });
    }
  const lower = new Map(
    topology.uplinks.map(({ below, above }) => [`${above} ${uplinkPair(below, above)}`, below]),
  );
  const nowhere: Participant = { kind: 'node', name: '?', orcs: [] };
  const node = (token: NodeToken) => nodes.get(token) ?? nowhere;
  return {
    all: [...nodes.values(), ...pairs.values()],
    node,
    pair: (pair, at) => {
      const below = lower.get(`${at} ${pair}`);
      return pairs.get(pair) ?? node(below ?? at);
    },
  };
}

/** Sorts the nodes by the longest path upwards, then in the topology's order. */
function sortHighestFirst(topology: Topology): NodeToken[] {
  const depths = levelsAbove(topology);
  return topology.nodes
    .map(({ token }) => token)
    .sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
}

function movesOf(
  frame: TraceFrame,
  trace: Trace,
  index: ParticipantIndex,
  standing: ReadonlyMap<OrcName, ReadonlySet<PairId>>,
): DiagramMove[] {
  const { topology } = trace.scenario;
  const moves = stepMoves(frame.step, topology, index, standing);
  const hearings = hearingMoves(frame, topology, index);
  const sightings = markObservations(frame);
  for (const each of sightings) {
    const move = moveOf(each, index, sightings);
    moves.push(move);
    // Places the moves of the orcs that hear an emission directly below the emission.
    if (each.observation.kind === 'emission')
      for (const [at, hearing] of [...hearings.entries()].toReversed())
        if (hearing.from === move.from && hearing.mark !== 'missing')
          moves.push(...hearings.splice(at, 1));
  }
  const isListed = (hearing: DiagramMove) =>
    moves.some(
      ({ what, mark, from, to }) =>
        what === 'event' && mark === hearing.mark && from === hearing.from && to === hearing.to,
    );
  return [...moves, ...hearings.filter((hearing) => !isListed(hearing))];
}

function stepMoves(
  step: Step,
  { pairs }: Topology,
  index: ParticipantIndex,
  standing: ReadonlyMap<OrcName, ReadonlySet<PairId>>,
): DiagramMove[] {
  const nodeOf = (pair: PairId) => pairs.find(({ id }) => id === pair)?.node as NodeToken;
  const label = stepLabel(step);
  const moveAt = (place: Participant): DiagramMove => {
    // A fault that travels nowhere ends something at its place.
    const what = factsOfStep(step).isFault ? 'end' : 'step';
    return { mark: 'done', from: place, to: place, what, label };
  };
  const moveAcross = (from: Participant, to: Participant): DiagramMove => ({
    mark: 'done',
    from,
    to,
    what: 'step',
    label,
  });
  const moveUp = (pair: PairId): DiagramMove => {
    const node = nodeOf(pair);
    return moveAcross(index.pair(pair, node), index.node(node));
  };
  const course = courseOf(step);
  switch (course.place) {
    case 'node':
      return [moveAt(index.node(course.node))];
    case 'pair':
      return course.direction === 'up'
        ? [moveUp(course.pair)]
        : [moveAt(index.pair(course.pair, nodeOf(course.pair)))];
    case 'pairs of':
      return [...(standing.get(course.orc) ?? [])].map(moveUp);
    case 'link': {
      const [below, above] = [index.node(course.below), index.node(course.above)];
      if (course.direction === 'still') return [moveAt(below)];
      return [course.direction === 'up' ? moveAcross(below, above) : moveAcross(above, below)];
    }
    case 'nothing':
      return [];
    default:
      return course satisfies never;
  }
}

function moveOf(
  { mark, observation: seen }: MarkedObservation,
  index: ParticipantIndex,
  all: readonly MarkedObservation[],
): DiagramMove {
  const label = observationLabel(seen);
  switch (seen.kind) {
    case 'frame': {
      const to = index.pair(seen.pair, seen.node);
      return { mark, from: index.node(seen.node), to, what: 'event', label };
    }
    case 'message': {
      const to = index.node(seen.above);
      const others = all.flatMap((each) =>
        each.mark !== mark && mark !== 'done' && each.observation.kind === 'message'
          ? [each.observation.message]
          : [],
      );
      const said = label + arpLabel(seen.message, others);
      return { mark, from: index.node(seen.below), to, what: 'message', label: said };
    }
    case 'closed': {
      const to = index.pair(seen.pair, seen.node);
      return { mark, from: index.node(seen.node), to, what: 'closed', label };
    }
    case 'handled': {
      const at = index.all.find(({ kind, name }) => kind === 'pair' && name === seen.pair);
      const place = at ?? index.node(seen.pair as string as NodeToken);
      return { mark, from: place, to: place, what: 'doing', label };
    }
    case 'emission':
    case 'refusal':
    case 'dispatch': {
      const at = index.node(seen.node);
      return { mark, from: at, to: at, what: seen.kind === 'refusal' ? 'refusal' : 'doing', label };
    }
    default:
      return seen satisfies never;
  }
}

/** Returns a move for every orc that hears by an emitter, and for every orc whose hearing, or not hearing, breaks the law. */
function hearingMoves(
  { reasons, step }: TraceFrame,
  topology: Topology,
  index: ParticipantIndex,
): DiagramMove[] {
  if (step.kind !== 'publish') return [];
  const isOnEmitter = (pair: PairId) =>
    pair === HALL || topology.pairs.some(({ id, backend }) => id === pair && backend === 'ee');
  return reasons.flatMap(({ place, says, heard }): DiagramMove[] => {
    const { orcName, node, pair } = place;
    const from = index.node(node);
    const move = {
      from,
      to: pair === HALL ? from : index.pair(pair, node),
      what: 'event',
    } as const;
    if (says === 'must' && heard === 0)
      return [{ ...move, mark: 'missing', label: `${orcName} hears it` }];
    if (says === 'must not' && heard > 0)
      return [{ ...move, mark: 'surplus', label: `${orcName} hears it` }];
    if (heard === 0 || !isOnEmitter(pair)) return [];
    const often = heard > 1 ? ` ${heard} times` : '';
    const mark = heard > 1 ? 'surplus' : 'done';
    return [{ ...move, mark, label: `${orcName} hears it${often}` }];
  });
}

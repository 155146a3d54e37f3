/**
 * Traffic: what moves in one step, as marks on the carriers of the drawing: links, pairs and nodes. The step itself comes first,
 * then the observations in their order. It says nothing about how a mark looks.
 */
import { match } from 'ts-pattern';
import type { NodeToken, Observation, PairId, Topology } from '#spec';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import { phraseOfObservation } from '../../wording/phrases.ts';
import { phraseOfStep, stepMark } from '../../wording/steps.ts';
import { courseOf } from './course.ts';
import type { Sighting } from './sightings.ts';
import { sightingsOf } from './sightings.ts';

export interface TrafficMark {
  /** The node, pair or link on which the mark is drawn: a `nodeKey`, `pairKey` or `linkKey`. */
  readonly carrierKey: string;
  readonly direction: 'up' | 'down' | 'still';
  /** Short text, for the drawing. */
  readonly label: string;
  /** What the mark means, as a sentence. */
  readonly title: string;
  readonly sign: 'step' | Sighting['sign'];
  readonly wrong: boolean;
}

export const nodeKey = (node: NodeToken) => `node ${node}`;
export const pairKey = (pair: PairId) => `pair ${pair}`;
export const linkKey = (below: NodeToken, above: NodeToken) => `link ${below}/${above}`;

export function trafficOf({ scenario, frames }: Trace, index: number): TrafficMark[] {
  const frame = frames[index];
  if (!frame) return [];
  const { topology } = scenario;
  return [
    ...inputsOf(frame, frames[index - 1]),
    ...sightingsOf(frame).map(({ observation, sign, wrong }) => ({
      ...observationMark(observation, topology),
      title: phraseOfObservation(observation).replace(/ {2,}/g, ' '),
      sign,
      wrong,
    })),
  ];
}

/** Returns the marks of the step itself: on the pairs that it names, or at its node. They are wrong where the router threw. */
function inputsOf({ step, facts }: TraceFrame, before: TraceFrame | undefined): TrafficMark[] {
  const isCrash = facts.some(({ kind }) => kind === 'crash');
  const mark = (carrierKey: string, direction: TrafficMark['direction']): TrafficMark => ({
    carrierKey,
    direction,
    label: isCrash ? `✗ ${stepMark(step)}` : stepMark(step),
    title: isCrash ? `${phraseOfStep(step)}: the router throws` : phraseOfStep(step),
    sign: 'step',
    wrong: isCrash,
  });
  const course = courseOf(step);
  switch (course.place) {
    case 'node':
      return [mark(nodeKey(course.node), 'still')];
    case 'pair':
      return [mark(pairKey(course.pair), course.direction)];
    case 'pairs of':
      return socketsOf(course.orc, before).map((pair) => mark(pairKey(pair), 'up'));
    case 'link':
      return [mark(linkKey(course.below, course.above), course.direction)];
    case 'nothing':
      return [];
    default:
      return course satisfies never;
  }
}

/** Returns the pairs on which an orc was before the step. */
function socketsOf(orc: string, before: TraceFrame | undefined): PairId[] {
  const routes = before?.tables.flatMap(({ expected }) => expected.routes) ?? [];
  return [
    ...new Set(routes.filter(({ orcName }) => orcName === orc).map(({ socket }) => socket)),
  ].filter((socket) => !socket.includes('/'));
}

function observationMark(
  observation: Observation,
  topology: Topology,
): Pick<TrafficMark, 'carrierKey' | 'direction' | 'label'> {
  return match(observation)
    .with({ kind: 'frame' }, ({ pair, event }) => ({
      carrierKey: carrierOf(topology, pair),
      direction: 'down' as const,
      label: event.id,
    }))
    .with({ kind: 'emission' }, ({ node, event }) => ({
      carrierKey: nodeKey(node),
      direction: 'still' as const,
      label: `emits ${event.id}`,
    }))
    .with({ kind: 'message' }, ({ below, above, message }) => ({
      carrierKey: linkKey(below, above),
      direction: 'up' as const,
      label:
        message.kind === 'command'
          ? `${message.name} ${message.orcName}`
          : `${message.kind} ${message.orcName}${'lineId' in message ? ` ${message.lineId}` : ''}`,
    }))
    .with({ kind: 'refusal' }, ({ node, fault }) => ({
      carrierKey: nodeKey(node),
      direction: 'still' as const,
      label: `refuses ${fault}`,
    }))
    .with({ kind: 'closed' }, ({ pair }) => ({
      carrierKey: pairKey(pair),
      direction: 'still' as const,
      label: 'closed',
    }))
    .with({ kind: 'dispatch' }, ({ node, name }) => ({
      carrierKey: nodeKey(node),
      direction: 'still' as const,
      label: `dispatch ${name}`,
    }))
    .with({ kind: 'handled' }, ({ orcName, pair }) => ({
      carrierKey: pairKey(pair),
      direction: 'still' as const,
      label: `handled by ${orcName}`,
    }))
    .exhaustive();
}

/** Returns the key of the drawing's part that carries a pair: the link of a lower node's pair, otherwise the client's pair. */
export function carrierOf({ uplinks }: Topology, pair: PairId): string {
  const link = uplinks.find(({ below, above }) => pair === `${below}/${above}`);
  return link ? linkKey(link.below, link.above) : pairKey(pair);
}

/**
 * Traffic: what moves in one step, as marks on the carriers of the drawing: links, pairs and nodes. The
 * step itself comes first, then the observations in their order. Contains nothing about how a mark looks.
 */
import { match } from 'ts-pattern';
import type { NodeToken, Observation, PairId, Step, Topology } from '#spec';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import { phraseOfObservation, phraseOfStep } from '../../wording/phrases.ts';
import type { Sighting } from './sightings.ts';
import { sightingsOf } from './sightings.ts';

export interface TrafficMark {
  /** Key of the carrier. */
  readonly on: string;
  readonly way: 'up' | 'down' | 'still';
  /** Short text, for the drawing. */
  readonly label: string;
  /** The full text. */
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
    ...inputsOf(frame.step, frames[index - 1]),
    ...sightingsOf(frame).map(({ observation, sign, wrong }) => ({
      ...observationMark(observation, topology),
      title: phraseOfObservation(observation).replace(/ {2,}/g, ' '),
      sign,
      wrong,
    })),
  ];
}

/** Marks for the step itself: on the pairs that it names, or at its node. */
function inputsOf(step: Step, before: TraceFrame | undefined): TrafficMark[] {
  const title = phraseOfStep(step);
  const mark = (on: string, way: TrafficMark['way'], label: string): TrafficMark => ({
    on,
    way,
    label,
    title,
    sign: 'step',
    wrong: false,
  });
  switch (step.kind) {
    case 'publish':
      return [mark(nodeKey(step.node), 'still', `publish ${step.topic}`)];
    case 'hall subscribe':
    case 'hall unsubscribe':
      return [mark(nodeKey(step.node), 'still', `${step.kind} ${step.topic}`)];
    case 'leave':
      return socketsOf(step.orc, before).map((pair) =>
        mark(pairKey(pair), 'up', `leave ${step.orc}`),
      );
    case 'cut':
      return [mark(pairKey(step.pair), 'still', `${step.socket} socket lost`)];
    case 'end':
      return [mark(pairKey(step.pair), 'still', `${step.orc} ends`)];
    case 'inject':
      return [mark(pairKey(step.pair), 'up', 'raw frame')];
    case 'garble':
      return [
        mark(linkKey(step.below, step.above), step.bus === 'command' ? 'up' : 'down', 'raw frame'),
      ];
    case 'hold':
    case 'settle':
      return [];
    case 'arrive':
      return [mark(pairKey(step.pair), 'up', 'arrives')];
    case 'climb':
      return [mark(linkKey(step.below, step.above), 'up', 'arrives')];
    case 'descend':
      return [mark(linkKey(step.below, step.above), 'down', 'arrives')];
    case 'join':
    case 'command':
    case 'subscribe':
    case 'unsubscribe':
    case 'rename':
      return [mark(pairKey(step.pair), 'up', `${step.kind} ${step.orc}`)];
    case 'uplink down':
      return [mark(linkKey(step.below, step.above), 'still', 'lost')];
    case 'uplink up':
      return [mark(linkKey(step.below, step.above), 'up', 'comes back')];
    case 'restart':
      return [mark(nodeKey(step.node), 'still', 'restarts')];
    case 'crash':
      return [mark(nodeKey(step.node), 'still', 'crashes')];
    case 'repeat':
      return [mark(linkKey(step.below, step.above), 'up', 'twice')];
    default:
      return step satisfies never;
  }
}

/** The pairs on which an orc was before the step. */
function socketsOf(orc: string, before: TraceFrame | undefined): PairId[] {
  const routes = before?.tables.flatMap(({ expected }) => expected.routes) ?? [];
  return [
    ...new Set(routes.filter(({ orcName }) => orcName === orc).map(({ socket }) => socket)),
  ].filter((socket) => !socket.includes('/'));
}

function observationMark(
  observation: Observation,
  topology: Topology,
): Pick<TrafficMark, 'on' | 'way' | 'label'> {
  return match(observation)
    .with({ kind: 'frame' }, ({ node, pair, event }) => ({
      on: carrierOf(topology, node, pair),
      way: 'down' as const,
      label: event.id,
    }))
    .with({ kind: 'emission' }, ({ node, event }) => ({
      on: nodeKey(node),
      way: 'still' as const,
      label: `emits ${event.id}`,
    }))
    .with({ kind: 'message' }, ({ below, above, message }) => ({
      on: linkKey(below, above),
      way: 'up' as const,
      label:
        message.kind === 'command'
          ? `${message.name} ${message.orcName}`
          : `${message.kind} ${message.orcName}${'lineId' in message ? ` ${message.lineId}` : ''}`,
    }))
    .with({ kind: 'refusal' }, ({ node, fault }) => ({
      on: nodeKey(node),
      way: 'still' as const,
      label: `refuses ${fault}`,
    }))
    .with({ kind: 'closed' }, ({ pair }) => ({
      on: pairKey(pair),
      way: 'still' as const,
      label: 'closed',
    }))
    .with({ kind: 'dispatch' }, ({ node, name }) => ({
      on: nodeKey(node),
      way: 'still' as const,
      label: `dispatch ${name}`,
    }))
    .with({ kind: 'handled' }, ({ orcName, pair }) => ({
      on: pairKey(pair),
      way: 'still' as const,
      label: `handled by ${orcName}`,
    }))
    .exhaustive();
}

/** Key of the carrier of a frame: the link for a pair of a lower node, otherwise the client's pair. */
function carrierOf({ uplinks }: Topology, node: NodeToken, pair: PairId): string {
  const link = uplinks.find(({ below, above }) => above === node && pair === `${below}/${above}`);
  return link ? linkKey(link.below, link.above) : pairKey(pair);
}

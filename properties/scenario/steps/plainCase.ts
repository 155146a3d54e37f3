/**
 * Plain cases: the candidates that are the ordinary case of their kind, such as a first join, or an event that somebody should
 * hear. The generator draws most steps from them. These functions run for every candidate, so they create no closures.
 */
import type { State } from '#model';
import type { OrcName, PairId, Step, Topology } from '#spec';
import { lineOf } from '#spec';

export function isPlainCase({ history, topology }: State, step: Step): boolean {
  const { attachments, halls } = history;
  switch (step.kind) {
    case 'join':
      return isFresh(attachments, topology, step);
    case 'command':
    case 'subscribe':
      return attachmentAt(attachments, step.orc, step.pair) !== null;
    case 'unsubscribe':
      return subscribes(attachmentAt(attachments, step.orc, step.pair), step.topic);
    case 'hall unsubscribe':
      for (const hall of halls)
        if (hall.node === step.node && subscribes(hall, step.topic)) return true;
      return false;
    case 'rename':
      for (const { orcName } of attachments) if (orcName === step.to) return false;
      return true;
    case 'publish': {
      const lineId = step.forward === undefined ? lineOf(step.topic) : null;
      if (lineId === null) return false;
      for (const { subscriptions } of attachments)
        for (const known of subscriptions) if (known.lineId === lineId) return true;
      return false;
    }
    case 'leave':
    case 'end':
    case 'cut':
    case 'hall subscribe':
    case 'inject':
    case 'garble':
    case 'stray':
    case 'stall':
    case 'resume':
    case 'uplink down':
    case 'uplink up':
    case 'reattach':
    case 'restart':
    case 'crash':
    case 'hold':
    case 'settle':
    case 'arrive':
    case 'climb':
    case 'descend':
    case 'repeat':
      return true;
    default:
      return step satisfies never;
  }
}

type Attachments = State['history']['attachments'];

/** Whether the orc is attached nowhere, or only at the same node on the other backend. */
function isFresh(
  attachments: Attachments,
  { pairs }: Topology,
  { orc, pair: id }: Extract<Step, { readonly kind: 'join' }>,
): boolean {
  const pair = pairs.find((each) => each.id === id);
  for (const { orcName, node, backend } of attachments)
    if (orcName === orc && (node !== pair?.node || backend === pair.backend)) return false;
  return true;
}

function attachmentAt(attachments: Attachments, orc: OrcName, pair: PairId) {
  for (const each of attachments) if (each.orcName === orc && each.pair === pair) return each;
  return null;
}

function subscribes(
  endpoint: { readonly subscriptions: readonly { readonly pattern: string }[] } | null,
  pattern: string,
): boolean {
  if (endpoint)
    for (const known of endpoint.subscriptions) if (known.pattern === pattern) return true;
  return false;
}

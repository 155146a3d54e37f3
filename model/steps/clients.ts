/**
 * Clients: which frames a client sends for a step, on which pair, and which requests the client refuses itself. They
 * are computed from the history alone, which is all that a client knows. Separate because the model's network and the
 * fabric that drives routers have the same clients. Nothing is sent or remembered here.
 */
import type { Arp, History, LineId, Observation, OrcName, PairId, Step } from '#spec';
import { attachmentOf, hasVariant, lineOf, pairOf } from '#spec';

interface ClientFrame {
  readonly pair: PairId;
  readonly frame: unknown;
}

export type ClientStep = Extract<
  Step,
  {
    readonly kind: 'join' | 'command' | 'subscribe' | 'unsubscribe' | 'leave' | 'rename' | 'inject';
  }
>;

/**
 * Returns the frames the client sends for this step, in order. The caller must have ruled out an
 * `unsubscribe` that the client refuses.
 */
export function clientFramesOf(step: ClientStep, history: History): readonly ClientFrame[] {
  switch (step.kind) {
    case 'join':
      return [commandFrame(history, step.orc, step.pair, 'join', true)];
    case 'command':
      return [commandFrame(history, step.orc, step.pair, step.name, false)];
    case 'subscribe': {
      const { orc, pair, topic } = step;
      const lineId = lineOf(topic);
      if (lineId === null) return [];
      const arp = arpOf(history, orc, pair);
      return [{ pair, frame: { kind: ':conn-line', lineId, orcName: orc, arp } }];
    }
    case 'unsubscribe': {
      const { orc, pair, topic } = step;
      const lineId = lineOf(topic);
      if (lineId === null || holdsByAnother(history, step, lineId)) return [];
      return [{ pair, frame: { kind: ':disconn-line', lineId, orcName: orc } }];
    }
    case 'leave':
      return history.attachments
        .filter((each) => each.orcName === step.orc)
        .map(({ pair, orcName }) => ({ pair, frame: { kind: ':delete-route', orcName } }));
    case 'rename': {
      const { orc, pair, to } = step;
      return [{ pair, frame: { kind: ':rename', orcName: orc, to } }];
    }
    case 'inject':
      return [{ pair: step.pair, frame: step.frame }];
    default:
      return step satisfies never;
  }
}

/** Whether subscriptions form a set, and another pattern of the orc there is on the line. @clause LINE-9 */
function holdsByAnother(
  history: History,
  { orc, pair, topic }: Extract<Step, { readonly kind: 'unsubscribe' }>,
  lineId: LineId,
): boolean {
  if (!hasVariant(history.topology, 'set subscriptions')) return false;
  const others = attachmentOf(history, orc, pair)?.subscriptions ?? [];
  return others.some((each) => each.lineId === lineId && each.pattern !== topic);
}

/** Returns the refusal by a client or greathall that has no such subscription; null if it has one. @clause EVENT-10 */
export function unsubscribeRefusal(
  step: Extract<Step, { readonly kind: 'unsubscribe' | 'hall unsubscribe' }>,
  history: History,
): Observation | null {
  const { topic } = step;
  const holder =
    step.kind === 'unsubscribe'
      ? attachmentOf(history, step.orc, step.pair)
      : history.halls.find((hall) => hall.node === step.node);
  if (holder?.subscriptions.some((each) => each.pattern === topic)) return null;
  const node = step.kind === 'unsubscribe' ? pairOf(history.topology, step.pair).node : step.node;
  return { kind: 'refusal', node, fault: 'NOT_SUBSCRIBED', detail: `no subscription to ${topic}` };
}

function commandFrame(
  history: History,
  orc: OrcName,
  pair: PairId,
  name: string,
  join: boolean,
): ClientFrame {
  const arp = arpOf(history, orc, pair);
  return { pair, frame: { kind: 'command', name, orcName: orc, arp, join } };
}

/** Returns the `arp` by which a client describes itself. Its token is the id of the pair it speaks on (ADR 1.1). */
function arpOf({ topology }: History, orc: OrcName, pair: PairId): Arp {
  const { port } = pairOf(topology, pair);
  const nice = topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
  return { token: pair, port, hordes: [], nice };
}

/**
 * Clients: the frames that a step has its client send, and on which pair. They are computed from the history alone,
 * which is all that a client knows. The fabric opens a pair at its first use; nothing is sent or remembered here.
 */
import type { Arp, History, Json, OrcName, PairId, Step } from '#spec';
import { lineOf, pairOf } from '#spec';
import { cloneFrame } from './flights.ts';

export interface ClientFrame {
  readonly pair: PairId;
  readonly frame: unknown;
}

type ClientStep = Extract<
  Step,
  {
    readonly kind: 'join' | 'command' | 'subscribe' | 'unsubscribe' | 'leave' | 'rename' | 'inject';
  }
>;

/**
 * The frames in order; null when the client itself refuses the step, because it holds no such subscription.
 * @clause EVENT-10
 */
export function clientFramesOf(step: ClientStep, history: History): readonly ClientFrame[] | null {
  switch (step.kind) {
    case 'join':
      return [buildCommand(history, step.orc, step.pair, 'join', true)];
    case 'command':
      return [buildCommand(history, step.orc, step.pair, step.name, false)];
    case 'subscribe': {
      const { orc, pair, topic } = step;
      const lineId = lineOf(topic);
      const arp = arpOf(history, orc, pair);
      return lineId === null
        ? []
        : [{ pair, frame: { kind: ':conn-line', lineId, orcName: orc, arp } }];
    }
    case 'unsubscribe': {
      const { orc, pair, topic } = step;
      const held = history.attachments
        .find((each) => each.orcName === orc && each.pair === pair)
        ?.subscriptions.find((each) => each.pattern === topic);
      if (!held) return null;
      const { lineId } = held;
      return lineId === null
        ? []
        : [{ pair, frame: { kind: ':disconn-line', lineId, orcName: orc } }];
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
      return [{ pair: step.pair, frame: cloneFrame(step.frame as Json) }];
    default:
      return step satisfies never;
  }
}

function buildCommand(
  history: History,
  orc: OrcName,
  pair: PairId,
  name: string,
  join: boolean,
): ClientFrame {
  const arp = arpOf(history, orc, pair);
  return { pair, frame: { kind: 'command', name, orcName: orc, arp, join } };
}

function arpOf({ topology }: History, orc: OrcName, pair: PairId): Arp {
  const nice = topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
  return { token: pair, port: pairOf(topology, pair).port, hordes: [], nice };
}

/**
 * History: what the clients of a network know from their requests and from the answers. It uses no table. The audience law reads
 * it, and the clients of the model and of the harness act by it.
 */
import type { Step } from '../scenario/steps.ts';
import { hasVariant, sameUplink } from '../scenario/topology.ts';
import type { NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Attachment, History } from './attachments.ts';
import {
  attachmentOf,
  closed,
  crashNode,
  endAttachments,
  freeStaleSpeaker,
  freeTwiceAttached,
  joinOrc,
  openPair,
  renameOrc,
  restartNode,
  resumePair,
  stallPair,
} from './attachments.ts';
import { recountHolders } from './subscriptions.ts';

function countSubscription(
  history: History,
  orc: OrcName,
  pair: PairId,
  topic: string,
  change: 1 | -1,
): History {
  const isMeant = (each: Attachment) => each.orcName === orc && each.pair === pair;
  const most = highestCount(history);
  return {
    ...history,
    attachments: recountHolders(history.attachments, isMeant, topic, change, most),
  };
}

/** How often one pattern can be subscribed to at once. @clause LINE-9 */
const highestCount = ({ topology }: History) =>
  hasVariant(topology, 'set subscriptions') ? 1 : Number.POSITIVE_INFINITY;

function countHallSubscription(
  history: History,
  node: NodeToken,
  topic: string,
  change: 1 | -1,
): History {
  return {
    ...history,
    halls: recountHolders(
      history.halls,
      (hall) => hall.node === node,
      topic,
      change,
      highestCount(history),
    ),
  };
}

function applyStep(history: History, step: Step, refused: boolean): History {
  switch (step.kind) {
    case 'join':
      return joinOrc(openPair(history, step.pair), step.orc, step.pair);
    case 'command':
      return freeStaleSpeaker(openPair(history, step.pair), step.orc, step.pair);
    case 'subscribe': {
      const attached = attachmentOf(history, step.orc, step.pair)
        ? freeStaleSpeaker(history, step.orc, step.pair)
        : joinOrc(openPair(history, step.pair), step.orc, step.pair);
      return countSubscription(attached, step.orc, step.pair, step.topic, 1);
    }
    case 'unsubscribe':
      // The client itself knows whether it holds the subscription. A router's refusal does not bring the subscription back.
      return countSubscription(
        freeStaleSpeaker(history, step.orc, step.pair),
        step.orc,
        step.pair,
        step.topic,
        -1,
      );
    case 'leave':
      return endAttachments(history, (each) => each.orcName === step.orc);
    case 'end':
      return endAttachments(
        history,
        (each) => each.orcName === step.orc && each.pair === step.pair,
      );
    case 'cut':
      return closed(history, step.pair);
    case 'rename':
      return refused ? history : renameOrc(history, step.orc, step.to);
    case 'inject':
      return openPair(history, step.pair);
    case 'hall subscribe':
      return countHallSubscription(history, step.node, step.topic, 1);
    case 'hall unsubscribe':
      return countHallSubscription(history, step.node, step.topic, -1);
    case 'uplink down': {
      const { below, above } = step;
      return { ...freeTwiceAttached(history, below), down: [...history.down, { below, above }] };
    }
    case 'uplink up':
      return {
        ...freeTwiceAttached(history, step.below),
        down: history.down.filter((each) => !sameUplink(each, step)),
      };
    case 'reattach':
      // Both ends hold the link to be up, before this step and after it. The orcs are announced, as when a link comes back.
      return freeTwiceAttached(history, step.below);
    case 'restart':
      return restartNode(history, step.node);
    case 'crash':
      return crashNode(history, step.node);
    case 'stall':
      return stallPair(history, step.pair);
    case 'resume':
      return resumePair(history, step.pair);
    case 'publish':
    case 'garble':
    case 'stray':
    case 'arrive':
    case 'climb':
    case 'descend':
    case 'repeat':
      return history;
    case 'hold':
      return { ...history, held: true };
    case 'settle':
      return { ...history, held: false };
    default:
      return step satisfies never;
  }
}

/** Returns the history after a step and what came back to the clients: refusals, and pairs that a router closed. */
export function advanceHistory(
  history: History,
  step: Step,
  answers: readonly Observation[],
): History {
  let after = applyStep(
    history,
    step,
    answers.some((answer) => answer.kind === 'refusal'),
  );
  for (const answer of answers) if (answer.kind === 'closed') after = closed(after, answer.pair);
  return after;
}

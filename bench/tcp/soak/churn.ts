/**
 * Churn: draws from the seed what the clients do in one round, and does it all at once. Separate from the clients,
 * which only do what churn asks for. Each client does one thing per round, so that the state at the end does not depend
 * on which of two clients was quicker. (What an orc hears that leaves and comes back at once is left free by the law.)
 */
import { setImmediate } from 'node:timers/promises';
import type { Chance } from '#properties';
import { oneOf, percent, weighted } from '#properties';
import type { NodeToken, OrcName } from '#spec';
import type { SoakClient } from './soakClient.ts';

export const acts = [
  'arrive',
  'subscribe',
  'unsubscribe',
  'command',
  'second joins',
  'second leaves',
  'leave',
  'command socket cut',
  'event socket cut',
  'killed',
  'back at once',
] as const;
type Act = (typeof acts)[number];
export type ActCounts = Record<Act | 'uplink cut', number>;

export interface ChurnContext {
  readonly clients: readonly SoakClient[];
  readonly nodes: readonly NodeToken[];
  readonly tally: ActCounts;
  readonly note: (step: { readonly kind: 'hold' | 'settle' }) => void;
}

/** Number of lines. Few enough that lines have several subscribers, and subscribers several subscriptions. */
const LINES = 40;

export function drawTopic(chance: Chance): string {
  return `soak::<line-${chance.below(LINES)}>.changed`;
}

export interface PlannedAct {
  readonly client: SoakClient;
  readonly act: Act;
}

/** Draws the acts of a round, for about a seventh of the clients. */
export function planActs({ clients }: ChurnContext, chance: Chance): PlannedAct[] {
  return clients
    .filter(() => percent(chance, 15))
    .map((client) => ({ client, act: drawAct(client, chance) }));
}

function drawAct(client: SoakClient, chance: Chance): Act {
  if (client.pair === null) return 'arrive';
  const two = client.attachedOrcs.length > 1;
  return weighted<Act>(chance, [
    ['subscribe', 30],
    ['unsubscribe', 22],
    ['command', 5],
    ['second joins', two ? 0 : 10],
    ['second leaves', two ? 10 : 0],
    ['leave', 8],
    ['command socket cut', 5],
    ['event socket cut', 5],
    ['killed', 5],
    ['back at once', 3],
  ]);
}

/**
 * Performs the acts. Resolves when the arriving clients have arrived, and waits for nothing else. Calls `onPause` at
 * some of the moments between two acts.
 */
export async function performActs(
  context: ChurnContext,
  plannedActs: readonly PlannedAct[],
  chance: Chance,
  onPause: () => void,
): Promise<void> {
  const arriving: Promise<void>[] = [];
  for (const { client, act } of plannedActs) {
    context.tally[act]++;
    const done = perform(context, client, act, chance);
    if (done) arriving.push(done);
    // Yields to the event loop, so that what was sent so far is written to the sockets now and not in one large write
    // later.
    if (percent(chance, 30)) await setImmediate();
    if (percent(chance, 25)) onPause();
  }
  await Promise.all(arriving);
}

function perform(
  context: ChurnContext,
  client: SoakClient,
  act: Act,
  chance: Chance,
): Promise<void> | null {
  const [first, second] = client.names;
  const speaker = client.attachedOrcs.length > 0 ? oneOf(chance, client.attachedOrcs) : first;
  switch (act) {
    case 'arrive':
      return arriveAndSubscribe(context, client, chance);
    case 'subscribe':
      client.subscribe(speaker, drawTopic(chance));
      return null;
    case 'unsubscribe': {
      const topics = client.topicsOf(speaker);
      if (topics.length > 0) client.unsubscribe(speaker, oneOf(chance, topics));
      return null;
    }
    case 'command':
      client.command(speaker);
      return null;
    case 'second joins': {
      const other = client.attachedOrcs.includes(first) ? second : first;
      client.join(other);
      client.subscribe(other, drawTopic(chance));
      return null;
    }
    case 'second leaves':
      client.leave(speaker);
      return null;
    case 'leave':
      for (const orc of client.attachedOrcs) client.leave(orc);
      return null;
    case 'command socket cut':
      client.cut('command');
      return null;
    case 'event socket cut':
      client.cut('event');
      return null;
    case 'killed':
      client.cut('both');
      return null;
    case 'back at once':
      context.note({ kind: 'hold' });
      client.cut(oneOf(chance, ['command', 'event', 'both'] as const));
      context.note({ kind: 'settle' });
      return arriveAndSubscribe(context, client, chance);
    default:
      return act satisfies never;
  }
}

/**
 * Makes the client join, mostly at the node of its name, and subscribe. All choices are drawn before the first await.
 */
async function arriveAndSubscribe(
  context: ChurnContext,
  client: SoakClient,
  chance: Chance,
): Promise<void> {
  const home = client.names[0].slice(client.names[0].indexOf('@') + 1) as NodeToken;
  const node = percent(chance, 70) ? home : oneOf(chance, context.nodes);
  const joining: [OrcName, string[]][] = client.names
    .slice(0, percent(chance, 30) ? 2 : 1)
    .map((orc) => [orc, Array.from({ length: 1 + chance.below(3) }, () => drawTopic(chance))]);
  await client.arrive(node);
  for (const [orc, topics] of joining) {
    client.join(orc);
    for (const topic of topics) client.subscribe(orc, topic);
  }
}

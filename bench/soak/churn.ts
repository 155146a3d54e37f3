/**
 * Churn: what the guests do in one round, drawn from the seed, and done all at once.
 * It stands apart from the guests, who only do as they are told. Each guest does one thing a round, so that what a
 * round ends in does not hang on which of two guests was quicker; one that comes back at once is left free by the law.
 */
import { setImmediate } from 'node:timers/promises';
import type { Chance } from '#properties';
import { oneOf, percent, weighted } from '#properties';
import type { NodeToken, OrcName } from '#spec';
import type { Guest } from './guest.ts';

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
export type Act = (typeof acts)[number];
export type Tally = Record<Act | 'uplink cut', number>;

export interface Party {
  readonly guests: readonly Guest[];
  readonly nodes: readonly NodeToken[];
  readonly tally: Tally;
  readonly note: (step: { readonly kind: 'hold' | 'settle' }) => void;
}

/** Few enough that lines have several subscribers and several subscriptions each. */
const LINES = 40;

export function topicOf(chance: Chance): string {
  return `soak::<line-${chance.below(LINES)}>.changed`;
}

export interface Deed {
  readonly guest: Guest;
  readonly act: Act;
}

/** About a seventh of the guests, and what each is to do. */
export function planned({ guests }: Party, chance: Chance): Deed[] {
  return guests
    .filter(() => percent(chance, 15))
    .map((guest) => ({ guest, act: actOf(guest, chance) }));
}

function actOf(guest: Guest, chance: Chance): Act {
  if (guest.pair === null) return 'arrive';
  const two = guest.present.length > 1;
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

/** Done when those who arrive have arrived; nothing else is waited for. `between` runs now and then meanwhile. */
export async function churned(
  party: Party,
  deeds: readonly Deed[],
  chance: Chance,
  between: () => void,
): Promise<void> {
  const arriving: Promise<void>[] = [];
  for (const { guest, act } of deeds) {
    party.tally[act]++;
    const done = perform(party, guest, act, chance);
    if (done) arriving.push(done);
    // What was said so far gets a head start, or it would all be one write.
    if (percent(chance, 30)) await setImmediate();
    if (percent(chance, 25)) between();
  }
  await Promise.all(arriving);
}

function perform(party: Party, guest: Guest, act: Act, chance: Chance): Promise<void> | null {
  const [first, second] = guest.names;
  const speaker = guest.present.length > 0 ? oneOf(chance, guest.present) : first;
  switch (act) {
    case 'arrive':
      return settledIn(party, guest, chance);
    case 'subscribe':
      guest.subscribe(speaker, topicOf(chance));
      return null;
    case 'unsubscribe': {
      const topics = guest.topicsOf(speaker);
      if (topics.length > 0) guest.unsubscribe(speaker, oneOf(chance, topics));
      return null;
    }
    case 'command':
      guest.command(speaker);
      return null;
    case 'second joins': {
      const other = guest.present.includes(first) ? second : first;
      guest.join(other);
      guest.subscribe(other, topicOf(chance));
      return null;
    }
    case 'second leaves':
      guest.leave(speaker);
      return null;
    case 'leave':
      for (const orc of guest.present) guest.leave(orc);
      return null;
    case 'command socket cut':
      guest.cut('command');
      return null;
    case 'event socket cut':
      guest.cut('event');
      return null;
    case 'killed':
      guest.cut('both');
      return null;
    case 'back at once':
      party.note({ kind: 'hold' });
      guest.cut(oneOf(chance, ['command', 'event', 'both'] as const));
      party.note({ kind: 'settle' });
      return settledIn(party, guest, chance);
    default:
      return act satisfies never;
  }
}

/** It comes, mostly to the node of its name, and subscribes. What is drawn is drawn before anything is waited for. */
async function settledIn(party: Party, guest: Guest, chance: Chance): Promise<void> {
  const home = guest.names[0].slice(guest.names[0].indexOf('@') + 1) as NodeToken;
  const node = percent(chance, 70) ? home : oneOf(chance, party.nodes);
  const joining: [OrcName, string[]][] = guest.names
    .slice(0, percent(chance, 30) ? 2 : 1)
    .map((orc) => [orc, Array.from({ length: 1 + chance.below(3) }, () => topicOf(chance))]);
  await guest.arrive(node);
  for (const [orc, topics] of joining) {
    guest.join(orc);
    for (const topic of topics) guest.subscribe(orc, topic);
  }
}

/**
 * Situations of a line: who holds it at the step's node and how often, and what has happened to it.
 */
import type { Attachment, LineId } from '#spec';
import type { Situation } from './situation.ts';

export const lineSituations: readonly Situation[] = [
  {
    id: 'a count of two or more',
    of: 'line',
    needs: [],
    lead: (subject) => subject.subscribe(2),
    holds: ({ endpoints, lineId }) => countOn(endpoints, lineId) >= 2,
  },
  {
    id: 'a count of four or more',
    of: 'line',
    needs: [],
    effort: 5,
    lead: (subject) => subject.subscribe(4),
    holds: ({ endpoints, lineId }) => countOn(endpoints, lineId) >= 4,
  },
  {
    id: 'two patterns of one endpoint are on the line',
    of: 'line',
    needs: [],
    lead: (subject) => subject.subscribe() ?? subject.subscribeTo(0, '*'),
    holds: ({ endpoints, lineId }) => patternsOn(endpoints, lineId) >= 2,
  },
  {
    id: 'both endpoints of the orc hold the line',
    of: 'line',
    needs: ['ee', 'axon', 'both backends'],
    places: { sockets: 1, emitters: 1 },
    lead: (subject) =>
      subject.subscribe() ??
      subject.join(subject.pairOnOtherBackend()) ??
      subject.subscribeAt(subject.pairOnOtherBackend()),
    holds: ({ endpoints: [first, second], lineId }) =>
      first !== undefined &&
      second !== undefined &&
      holdsLine(first, lineId) &&
      holdsLine(second, lineId),
  },
  {
    id: 'the second carrier',
    of: 'line',
    needs: [],
    places: { others: 1, sockets: 2 },
    lead: (subject) => subject.subscribe() ?? subject.addCarriers(2),
    holds: (view) => carriers(view) >= 2,
  },
  {
    id: 'the third carrier',
    of: 'line',
    needs: [],
    places: { others: 2, sockets: 3 },
    effort: 3,
    lead: (subject) => subject.subscribe() ?? subject.addCarriers(3),
    holds: (view) => carriers(view) >= 3,
  },
  {
    id: 'the fourth carrier',
    of: 'line',
    needs: [],
    places: { others: 3, sockets: 4 },
    effort: 5,
    lead: (subject) => subject.subscribe() ?? subject.addCarriers(4),
    holds: (view) => carriers(view) >= 4,
  },
  {
    id: 'greathall holds the line',
    of: 'line',
    needs: ['greathall'],
    lead: (subject) => subject.hallSubscribe(),
    holds: ({ isHallHolding }) => isHallHolding,
  },
  {
    id: 'greathall and an orc on ee hold the line',
    of: 'line',
    needs: ['greathall', 'ee'],
    places: { emitters: 1, isOnEmitter: true },
    lead: (subject) => subject.subscribe() ?? subject.hallSubscribe(),
    holds: ({ isHallHolding, emitterOrcs }) => isHallHolding && emitterOrcs > 0,
  },
  {
    id: 'two orcs on ee hold the line',
    of: 'line',
    needs: ['ee'],
    places: { emitters: 1, isOnEmitter: true, others: 1 },
    effort: 3,
    lead: (subject) => subject.subscribe() ?? subject.subscribeOther(1),
    holds: ({ emitterOrcs }) => emitterOrcs >= 2,
  },
  {
    id: 'greathall once held the line',
    of: 'line',
    needs: ['greathall'],
    turn: 'first',
    lead: (subject) => subject.hallSubscribe() ?? subject.hallUnsubscribe(),
    holds: ({ line, isHallHolding }) => line?.wasHalls === true && !isHallHolding,
  },
  {
    id: 'a lower node carries the line',
    of: 'line',
    needs: ['nodes'],
    places: { lowerNodes: 1, others: 1 },
    lead: (subject) => subject.subscribeBelow(1),
    holds: ({ lowerCarriers }) => lowerCarriers > 0,
  },
  {
    id: 'two lower nodes carry the line',
    of: 'line',
    needs: ['nodes'],
    places: { lowerNodes: 2, others: 2 },
    effort: 4,
    lead: (subject) => subject.subscribeBelow(1) ?? subject.subscribeBelow(2),
    holds: ({ lowerCarriers }) => lowerCarriers >= 2,
  },
  {
    id: 'a lower node and a client carry the line',
    of: 'line',
    needs: ['nodes'],
    places: { lowerNodes: 1, others: 1 },
    lead: (subject) => subject.subscribe() ?? subject.subscribeBelow(1),
    holds: ({ lowerCarriers, clientCarriers, emitterOrcs }) =>
      lowerCarriers > 0 && clientCarriers + emitterOrcs > 0,
  },
  {
    id: 'the line had ended and is held again',
    of: 'line',
    needs: [],
    turn: 'first',
    lead: (subject) =>
      subject.lineMemory()?.hasEnded
        ? subject.subscribe()
        : (subject.subscribe() ?? subject.unsubscribe()),
    holds: ({ line, clientCarriers, emitterOrcs, lowerCarriers }) =>
      line?.hasEnded === true && clientCarriers + emitterOrcs + lowerCarriers > 0,
  },
  {
    id: 'unheard events on the line',
    of: 'line',
    needs: [],
    turn: 'first',
    lead: (subject) => subject.publishUnheard(),
    holds: ({ line }) => line !== null && line.unheardCount >= 2,
  },
  {
    id: 'the fourth event of the line',
    of: 'line',
    needs: [],
    effort: 5,
    lead: (subject) => subject.subscribe() ?? subject.publish(),
    holds: ({ line }) => line !== null && line.eventCount >= 4,
  },
  {
    id: 'the 17th event of the line',
    of: 'line',
    needs: [],
    effort: 18,
    lead: (subject) => subject.subscribe() ?? subject.publish(),
    holds: ({ line }) => line !== null && line.eventCount >= 16,
  },
];

function carriers({
  clientCarriers,
  lowerCarriers,
  emitterOrcs,
}: Parameters<Situation['holds']>[0]) {
  return clientCarriers + lowerCarriers + (emitterOrcs > 0 ? 1 : 0);
}

/** Returns how many subscriptions to the line the orc has at the endpoint where it has most of them. */
function countOn(endpoints: readonly Attachment[], lineId: LineId | null): number {
  if (lineId === null) return 0;
  let most = 0;
  for (const { subscriptions } of endpoints) {
    let count = 0;
    for (const each of subscriptions) if (each.lineId === lineId) count += each.count;
    if (count > most) most = count;
  }
  return most;
}

function patternsOn(endpoints: readonly Attachment[], lineId: LineId | null): number {
  if (lineId === null) return 0;
  let most = 0;
  for (const { subscriptions } of endpoints) {
    let count = 0;
    for (const each of subscriptions) if (each.lineId === lineId) count++;
    if (count > most) most = count;
  }
  return most;
}

function holdsLine({ subscriptions }: Attachment, lineId: LineId | null): boolean {
  if (lineId !== null) for (const each of subscriptions) if (each.lineId === lineId) return true;
  return false;
}

/**
 * Situations of an orc: where it is attached, and what has happened to it under its present name.
 */
import type { Situation } from './situation.ts';

export const orcSituations: readonly Situation[] = [
  {
    id: 'the orc is on both backends',
    of: 'orc',
    needs: ['ee', 'axon', 'both backends'],
    places: { sockets: 1, emitters: 1 },
    lead: (subject) => subject.attach() ?? subject.join(subject.pairOnOtherBackend()),
    holds: ({ endpoints }) => {
      for (const { backend } of endpoints) if (backend !== endpoints[0]?.backend) return true;
      return false;
    },
  },
  {
    id: 'the orc was renamed',
    of: 'orc',
    needs: ['rename'],
    places: { others: 1 },
    turn: 'first',
    lead: (subject) => subject.renameInto(),
    holds: ({ orc }) => orc?.wasRenamed === true,
  },
  {
    id: 'the name was freed by a rename and is used again',
    of: 'orc',
    needs: ['rename'],
    places: { others: 1 },
    turn: 'first',
    lead: (subject) =>
      subject.orcMemory()?.isNameFreed ? subject.attach() : (subject.attach() ?? subject.rename()),
    holds: ({ orc }) => orc?.isNameReused === true,
  },
  {
    id: 'the orc left and is back',
    of: 'orc',
    needs: [],
    turn: 'first',
    lead: (subject) =>
      subject.orcMemory()?.hasLeft ? subject.attach() : (subject.attach() ?? subject.leave()),
    holds: ({ orc }) => orc?.isBack === true,
  },
  {
    id: 'a takeover happened',
    of: 'orc',
    needs: ['moves'],
    places: { sockets: 2 },
    lead: (subject) => subject.attach() ?? subject.join(subject.pairOnSameBackend()),
    holds: ({ orc }) => orc?.wasTakenOver === true,
  },
  {
    id: 'the orc came from another node',
    of: 'orc',
    needs: ['moves', 'nodes'],
    places: { uplinks: 1 },
    lead: (subject) => subject.moveToOtherNode(),
    holds: ({ orc }) => orc?.wasMoved === true,
  },
  {
    id: 'the orc has two attachments of one backend',
    of: 'orc',
    needs: ['moves'],
    places: { sockets: 2 },
    lead: (subject) => subject.attach() ?? subject.join(subject.pairOnSameBackend()),
    holds: ({ endpoints: [first, second, third] }) =>
      second !== undefined && (third !== undefined || first?.backend === second.backend),
  },
  {
    id: 'the orc has a nested entry',
    of: 'orc',
    needs: ['nested', 'ee', 'axon'],
    places: { sockets: 1, emitters: 1, others: 1 },
    lead: (subject) => subject.attach() ?? subject.sendNestedCommand(),
    holds: ({ isNested }) => isNested,
  },
  {
    id: 'an endpoint of the orc ended alone',
    of: 'orc',
    needs: ['single ends'],
    turn: 'first',
    lead: (subject) =>
      subject.orcMemory()?.hasLostEndpoint ? subject.attach() : (subject.attach() ?? subject.end()),
    holds: ({ orc, endpoints }) => orc?.hasLostEndpoint === true && endpoints.length > 0,
  },
  {
    id: 'the orc lost its pair and is back',
    of: 'orc',
    needs: ['cuts'],
    turn: 'first',
    lead: (subject) =>
      subject.orcMemory()?.hasLostPair ? subject.attach() : (subject.attach() ?? subject.cut()),
    holds: ({ orc, endpoints }) => orc?.hasLostPair === true && endpoints.length > 0,
  },
  {
    id: 'the orc lost its node and is back',
    of: 'orc',
    needs: ['heal', 'nodes'],
    turn: 'first',
    lead: (subject) =>
      subject.orcMemory()?.hasLostNode ? subject.attach() : (subject.attach() ?? subject.restart()),
    holds: ({ orc, endpoints }) => orc?.hasLostNode === true && endpoints.length > 0,
  },
  {
    id: 'the orc has given up a line',
    of: 'orc',
    needs: [],
    turn: 'first',
    lead: (subject) => subject.subscribe() ?? subject.unsubscribe(),
    holds: ({ orc }) => orc?.hasGivenUpLine === true,
  },
  {
    id: 'a request of the orc was refused',
    of: 'orc',
    needs: [],
    lead: (subject) => subject.attach() ?? subject.unsubscribe(2),
    holds: ({ orc }) => orc?.wasRefused === true,
  },
  {
    id: 'the orc has sent two commands',
    of: 'orc',
    needs: [],
    lead: (subject) => subject.attach() ?? subject.sendCommand(),
    holds: ({ orc }) => orc !== null && orc.commandCount >= 2,
  },
  {
    id: 'the orc’s nice is not 0',
    of: 'orc',
    needs: ['nice'],
    places: { isNice: true },
    lead: (subject) => subject.attach(),
    holds: ({ orc }) => orc !== null && orc.nice !== 0,
  },
  {
    id: 'the orc holds several lines',
    of: 'orc',
    needs: [],
    lead: (subject) => subject.subscribe() ?? subject.subscribeTo(1),
    holds: ({ endpoints }) => mostLinesOnOneEndpoint(endpoints) >= 2,
  },
  {
    id: 'the orc holds four lines',
    of: 'orc',
    needs: [],
    effort: 5,
    lead: (subject) =>
      subject.subscribe() ??
      subject.subscribeTo(1) ??
      subject.subscribeTo(2) ??
      subject.subscribeTo(3),
    holds: ({ endpoints }) => mostLinesOnOneEndpoint(endpoints) >= 4,
  },
  {
    id: 'the orc subscribes to topics without a line',
    of: 'orc',
    needs: [],
    lead: (subject) => subject.attach() ?? subject.subscribeBroadcast(),
    holds: ({ endpoints }) => {
      for (const { subscriptions } of endpoints)
        for (const { lineId } of subscriptions) if (lineId === null) return true;
      return false;
    },
  },
];

/** Returns, over all endpoints, the largest number of different lines that are held at one of them. */
function mostLinesOnOneEndpoint(endpoints: Parameters<Situation['holds']>[0]['endpoints']): number {
  let most = 0;
  for (const { subscriptions } of endpoints) {
    let count = 0;
    for (let at = 0; at < subscriptions.length; at++) {
      const lineId = subscriptions[at]?.lineId ?? null;
      if (lineId === null) continue;
      let isFirst = true;
      for (let earlier = 0; earlier < at; earlier++)
        if (subscriptions[earlier]?.lineId === lineId) isFirst = false;
      if (isFirst) count++;
    }
    if (count > most) most = count;
  }
  return most;
}

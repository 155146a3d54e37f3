/**
 * Situations of a pair, a node and an uplink: which other orcs are there, and what has been lost or has come back.
 */
import type { Situation } from './situation.ts';
import type { NodeMemory, UplinkMemory } from './view.ts';

export const pairSituations: readonly Situation[] = [
  {
    id: 'a shared pair',
    of: 'pair',
    needs: ['shared pairs'],
    places: { others: 1 },
    lead: (subject) => subject.attach() ?? subject.addOrcs(2),
    holds: ({ orcsBehind }) => orcsBehind >= 2,
  },
  {
    id: 'more than eight orcs behind the pair',
    of: 'pair',
    needs: ['shared pairs'],
    places: { others: 8 },
    effort: 10,
    lead: (subject) => subject.attach() ?? subject.addOrcs(9),
    holds: ({ orcsBehind }) => orcsBehind > 8,
  },
  {
    id: 'an equal port',
    of: 'pair',
    needs: ['axon'],
    places: { sockets: 2, equalPort: true },
    lead: (subject) => subject.attach(),
    holds: ({ pair }) => pair?.hasEqualPort === true,
  },
  {
    id: 'the pair is the emitter’s',
    of: 'pair',
    needs: ['ee'],
    places: { emitters: 1, isOnEmitter: true },
    lead: (subject) => subject.attach(),
    holds: ({ pair }) => pair?.isEmitter === true,
  },
  {
    id: 'the pair was lost and is used anew',
    of: 'pair',
    needs: ['cuts'],
    turn: 'first',
    lead: (subject) =>
      subject.pairMemory()?.wasLost ? subject.attach() : (subject.attach() ?? subject.cut()),
    holds: ({ pair }) => pair?.wasLost === true && pair.isUsedAnew,
  },
  {
    id: 'the pair was closed and is used anew',
    of: 'pair',
    needs: [],
    turn: 'first',
    lead: (subject) =>
      subject.pairMemory()?.wasClosed ? subject.attach() : (subject.attach() ?? subject.leave()),
    holds: ({ pair }) => pair?.wasClosed === true && pair.isUsedAnew,
  },
  {
    id: 'another orc has a nested entry by the pair',
    of: 'pair',
    needs: ['nested', 'ee', 'axon'],
    places: { others: 1, sockets: 1, emitters: 1 },
    effort: 4,
    lead: (subject) => subject.attach() ?? subject.letOtherNest(),
    holds: ({ hasGuest }) => hasGuest,
  },
];

export const nodeSituations: readonly Situation[] = [
  {
    id: 'the node has two uplinks',
    of: 'node',
    needs: ['nodes'],
    places: { uplinks: 2 },
    lead: (subject) => subject.attach(),
    holds: ({ node, at }) => node.uplinks.length >= 2 || at.uplinks.length >= 2,
  },
  {
    id: 'of two uplinks one is down',
    of: 'node',
    needs: ['nodes', 'heal'],
    places: { uplinks: 2 },
    effort: 3,
    turn: 'late',
    lead: (subject) => subject.uplinkDown(0) ?? subject.uplinkUp(1),
    holds: ({ node, at }) => isHalfDown(node) || isHalfDown(at),
  },
  {
    id: 'two nodes above one another are above',
    of: 'node',
    needs: ['nodes'],
    places: { uplinks: 1, depth: 2 },
    lead: (subject) => subject.attach(),
    holds: ({ node }) => node.way.length > node.uplinks.length,
  },
  {
    id: 'the node has lower nodes',
    of: 'node',
    needs: ['nodes'],
    places: { lowerNodes: 1 },
    lead: (subject) => subject.attach(),
    holds: ({ at }) => at.lowerLinks.length > 0,
  },
  {
    id: 'the router has restarted',
    of: 'node',
    needs: ['heal', 'nodes'],
    turn: 'first',
    lead: (subject) => subject.restart(),
    holds: ({ node, at }) => node.restartCount > 0 || at.restartCount > 0,
  },
  {
    id: 'a router above has restarted',
    of: 'node',
    needs: ['heal', 'nodes'],
    places: { uplinks: 1 },
    turn: 'first',
    lead: (subject) => subject.restartAbove(),
    holds: ({ node: { nodesAbove } }) => {
      for (const above of nodesAbove) if (above.restartCount > 0) return true;
      return false;
    },
  },
  {
    id: 'a link to a lower node is down',
    of: 'node',
    needs: ['nodes', 'heal'],
    places: { lowerNodes: 1 },
    turn: 'late',
    lead: (subject) => subject.lowerDown(),
    holds: ({ at }) => anyDown(at.lowerLinks),
  },
  {
    id: 'a link to a lower node has returned',
    of: 'node',
    needs: ['nodes', 'heal'],
    places: { lowerNodes: 1 },
    turn: 'first',
    lead: (subject) => subject.lowerDown() ?? subject.lowerUp(),
    holds: ({ at }) => mostReturns(at.lowerLinks) >= 1,
  },
];

export const uplinkSituations: readonly Situation[] = [
  {
    id: 'an uplink is down',
    of: 'uplink',
    needs: ['nodes', 'heal'],
    places: { uplinks: 1 },
    turn: 'late',
    lead: (subject) => subject.uplinkDown(0),
    holds: ({ node }) => anyDown(node.way),
  },
  {
    id: 'an uplink has returned',
    of: 'uplink',
    needs: ['nodes', 'heal'],
    places: { uplinks: 1 },
    turn: 'first',
    lead: (subject) => subject.cycleUplink(),
    holds: ({ node }) => mostReturns(node.way) >= 1,
  },
  {
    id: 'an uplink has returned twice',
    of: 'uplink',
    needs: ['nodes', 'heal'],
    places: { uplinks: 1 },
    turn: 'first',
    effort: 4,
    lead: (subject) => subject.cycleUplink(),
    holds: ({ node }) => mostReturns(node.way) >= 2,
  },
  {
    id: 'an uplink has returned four times',
    of: 'uplink',
    needs: ['nodes', 'heal'],
    places: { uplinks: 1 },
    turn: 'first',
    effort: 9,
    lead: (subject) => subject.cycleUplink(),
    holds: ({ node }) => mostReturns(node.way) >= 4,
  },
  {
    id: 'an uplink was attached a second time',
    of: 'uplink',
    needs: ['nodes', 'heal', 'reattachment'],
    places: { uplinks: 1 },
    turn: 'first',
    lead: (subject) => subject.reattach(),
    holds: ({ node }) => anyAttachedTwice(node.way),
  },
];

export const flightSituations: readonly Situation[] = [
  {
    id: 'frames are held back',
    of: 'node',
    needs: ['overlaps'],
    turn: 'last',
    lead: (subject) => subject.hold(),
    holds: ({ isHeld }) => isHeld,
  },
  {
    id: 'an event of the line is in flight',
    of: 'line',
    needs: ['overlaps', 'interleaving', 'nodes'],
    places: { uplinks: 1 },
    turn: 'last',
    lead: (subject) => subject.subscribe() ?? subject.hold() ?? subject.publishAbove(),
    holds: ({ isLineEventFlying }) => isLineEventFlying,
  },
  {
    id: 'a message is on its way up',
    of: 'uplink',
    needs: ['overlaps', 'interleaving', 'nodes'],
    places: { uplinks: 1 },
    turn: 'last',
    lead: (subject) => subject.attach() ?? subject.hold() ?? subject.sendUp(),
    holds: ({ isMessageClimbing }) => isMessageClimbing,
  },
  {
    id: 'something is in flight on the pair',
    of: 'pair',
    needs: ['overlaps', 'interleaving'],
    turn: 'last',
    lead: (subject) => subject.attach() ?? subject.hold() ?? subject.sendCommand(),
    holds: ({ isPairBusy }) => isPairBusy,
  },
  {
    id: 'the pair is lost and its node has not noticed',
    of: 'pair',
    needs: ['overlaps', 'interleaving', 'cuts'],
    turn: 'last',
    lead: (subject) => subject.attach() ?? subject.hold() ?? subject.cut(),
    holds: ({ isLossUnnoticed }) => isLossUnnoticed,
  },
];

function anyDown(links: readonly UplinkMemory[]): boolean {
  for (const { isDown } of links) if (isDown) return true;
  return false;
}

function anyAttachedTwice(links: readonly UplinkMemory[]): boolean {
  for (const { wasAttachedTwice } of links) if (wasAttachedTwice) return true;
  return false;
}

function mostReturns(links: readonly UplinkMemory[]): number {
  let most = 0;
  for (const { returnCount } of links) if (returnCount > most) most = returnCount;
  return most;
}

function isHalfDown({ uplinks }: NodeMemory): boolean {
  let down = 0;
  for (const { isDown } of uplinks) if (isDown) down++;
  return down > 0 && down < uplinks.length;
}

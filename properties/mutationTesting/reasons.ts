/**
 * Reasons: the clauses (only musts) for which every mutant is also caught by another clause, each with the reason why. Separate
 * from the law, because it is about how clauses are judged. A reason that is no longer true fails the suite.
 */
import type { ClauseId } from '#spec';

export const reasonsForNoOwnMutant: Partial<Readonly<Record<ClauseId, string>>> = {
  'ARP-1':
    'What a table holds at the start is still in it when somebody joins, and a scenario may begin with that: then ARP-2, which says what a join puts into a table, objects to it.',
  'ARP-4':
    'An entry too many comes with the message that makes it: ARP-2 says what a join inserts, and ARP-5 what it takes over.',
  'HEAL-2':
    'A node that begins anew is told of those below it as after any return of an uplink: where the uplink comes back only later, HEAL-1 objects.',
  'LINE-3':
    'An entry that a line makes is an entry: where the orc is behind a lower node on both backends, ARP-2 names the one too many at its next command.',
  'ROUTE-6':
    'An orc that comes back may have come back elsewhere before: then this is a takeover as well, which brings no lines (ARP-5).',
  'ROUTE-7':
    'One of two endpoints may end by the loss of its pair while the other is on another socket that has taken it over: ROUTE-5 names the same loss.',
  'PRUNE-1':
    'A greathall below that holds the line hears what crosses a link for nothing, though only its own node should serve it: LINE-7 objects.',
  'PRUNE-2':
    'A greathall below hears it here too (LINE-7); and when everyone has left, SAFE-3 says what is still sent.',
  'PRUNE-3': 'A result may be forwarded to a horde first: then EVENT-9 says where it goes.',
  'EVENT-7':
    'A router answers an event with its frames at once, so that none can be late unless it is missing when it is due, or comes again: EVENT-1 and EVENT-5 say so first.',
  'EVENT-11':
    'A copy that is missing is a handler that did not run: EVENT-10 asks for exactly those that match.',
  'EVENT-13':
    'Whoever hears nothing because another does not read hears nothing: EVENT-1 asks for the same copy. That it is for the stall shows in a second run without it.',
  'EVENT-14':
    'A kept event that comes twice, or too late, is one more for EVENT-5 or EVENT-7, and a pair that is closed takes entries out of the table.',
  'WAYS-1':
    'A way is told by a message and chosen by its path: what is kept wrongly is passed on wrongly, or chosen, and WAYS-4 or WAYS-2 objects to the same step.',
  'WAYS-2':
    'Another choice is another path, which the nodes above are told: WAYS-4 says what they are told.',
  'WAYS-3':
    'What an uplink is told too much is a message too many, and a message of which the law says when it goes up: HEAL-1 of announcements, WAYS-4 of the others.',
  'WAYS-4':
    'An uplink that is told too little has a table in which too little stands, which WAYS-1 and WAYS-2 speak of; and who cannot be reached is deaf.',
  'WAYS-5':
    'A takeover where there is none takes lines and ways away and tells it: WAYS-1, WAYS-2 and ROUTE-5 object as well.',
  'WAYS-6':
    'A command that is handled twice breaks ARP-2, and what goes round for ever throws the harness out, which SAFE-1 would say of any router.',
  'WAYS-7':
    'A first word that is not taken is a join that is not taken: ARP-2 says what a join puts into a table.',
  'WAYS-8': 'A frame too many on a link is one that EVENT-5 or PRUNE-1 speaks of too.',
  'WAYS-9':
    'A trail that is wrong stands in frames of events on a line, of which WAYS-8 says what is in them.',
  'WAYS-10': 'Whoever is deaf once a way is lost does not hear: EVENT-1 says so of any event.',
};

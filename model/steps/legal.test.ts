/**
 * Legal steps: for each refused step, the sentence that says why and what to do, next to a similar step that is legal.
 * Authors of scenarios read these sentences, and the shrinker uses the check.
 */
import { describe, expect, it } from 'vitest';
import type { Json, OrcName, PairId, Step, Topology } from '#spec';
import { GREATHALL, horde, nodeToken, orcName, pairId, uplinkPair } from '#spec';
import { advance, start } from '../network.ts';
import { legal } from './legality.ts';

const [top, low] = [nodeToken('T'), nodeToken('U')];
const [p1, p2, p3] = [orcName('p1@T'), orcName('p2@T'), orcName('p3@T')];
const [a, b, c, e] = [pairId('a'), pairId('b'), pairId('c'), pairId('e')];
const uplink = { below: low, above: top };
const link = uplinkPair(low, top);
const topology: Topology = {
  nodes: [
    { token: top, horde: horde('top') },
    { token: low, horde: horde('low') },
  ],
  uplinks: [uplink],
  orcs: [p1, p2, p3].map((name) => ({ name, nice: 0 })),
  pairs: [
    { id: a, node: top, backend: 'axon', port: 4001 },
    { id: b, node: top, backend: 'axon', port: 4002 },
    { id: c, node: low, backend: 'axon', port: 4003 },
    { id: e, node: top, backend: 'ee', port: null },
  ],
};
const LINE = 'wh::<l1>.x';

const join = (orc: OrcName, pair: PairId): Step => ({ kind: 'join', orc, pair });
const subscribe = (orc: OrcName, pair: PairId, topic = LINE): Step => ({
  kind: 'subscribe',
  orc,
  pair,
  topic,
});
const rename = (orc: OrcName, pair: PairId, to: string): Step => ({
  kind: 'rename',
  orc,
  pair,
  // Ill-formed names are allowed here: the router is expected to refuse them.
  to: to as OrcName,
});
const inject = (pair: PairId, frame: Json): Step => ({ kind: 'inject', pair, frame });
const garble = (bus: 'command' | 'event', frame: Json): Step => ({
  kind: 'garble',
  ...uplink,
  bus,
  frame,
});
const stall = (pair: PairId): Step => ({ kind: 'stall', pair });
const resume = (pair: PairId): Step => ({ kind: 'resume', pair });
const stray = (pair: PairId, frame: Json): Step => ({ kind: 'stray', pair, frame });
const leave = (orc: OrcName): Step => ({ kind: 'leave', orc });
const [hold, settle]: Step[] = [{ kind: 'hold' }, { kind: 'settle' }];
const arrive = (pair: PairId): Step => ({ kind: 'arrive', pair });
const climb: Step = { kind: 'climb', ...uplink };
const descend: Step = { kind: 'descend', ...uplink };
const repeat: Step = { kind: 'repeat', ...uplink };
const down: Step = { kind: 'uplink down', ...uplink };
const up: Step = { kind: 'uplink up', ...uplink };
const event = { topic: LINE, id: 'e1', payload: null };
const deleteRoute = (name: OrcName): Json => ({ kind: ':delete-route', orcName: name });
const command = { kind: 'command', orcName: p1, name: 'job', join: false } as const;
const arp = { token: 's1', port: 4001, hordes: [], nice: 0 };

/** Returns what `legal` says of the last step. The steps before it must all be legal. */
function faultOf(steps: readonly (Step | undefined)[]): string | null {
  let state = start(topology);
  const all = steps.filter((step) => step !== undefined);
  for (const [index, step] of all.entries()) {
    const said = legal(state, step);
    if (index === all.length - 1) return said;
    expect(said).toBeNull();
    state = advance(state, step, index).state;
  }
  return null;
}

type Case = [sentence: string, ...steps: readonly (Step | undefined)[]];

describe('a step that is not legal says why', () => {
  it.each<Case>([
    ['greathall is local to its node; use "hall subscribe"', join(GREATHALL, a)],
    [
      'greathall is local to its node; use "hall subscribe"',
      { kind: 'command', orc: GREATHALL, pair: a, name: 'job' },
    ],
    [
      'a command’s name does not start with ":"; use "inject" for a raw frame',
      join(p1, a),
      { kind: 'command', orc: p1, pair: a, name: ':rename' },
    ],
    ['a pattern with <> names no line', subscribe(p1, a, 'wh::<>.x')],
    ['a pattern with <> names no line', { kind: 'hall subscribe', node: top, topic: '<>' }],
    ['"l:1" is no line id: none of < > : $ may be in it', subscribe(p1, a, 'wh::<l:1>.x')],
    ['greathall subscribes by "hall subscribe"', subscribe(GREATHALL, a)],
    [
      'p1@T stands elsewhere and has no endpoint on b; join there first',
      join(p1, a),
      subscribe(p1, b),
    ],
    [
      'p1@T has no endpoint on a, and news.* holds no line that would make one',
      subscribe(p1, a, 'news.*'),
    ],
    [
      'p1@T has no endpoint on b; join there first',
      join(p1, a),
      join(p2, b),
      { kind: 'unsubscribe', orc: p1, pair: b, topic: LINE },
    ],
    ['p1@T has joined nowhere; it cannot leave', join(p2, a), leave(p1)],
    [
      'p1@T has no endpoint on b that could end',
      join(p1, a),
      join(p2, b),
      { kind: 'end', orc: p1, pair: b },
    ],
    ['b is not open; it cannot be stalled', join(p1, a), stall(b)],
    ['a is stalled already', join(p1, a), stall(a), stall(a)],
    ['a is not stalled; say "stall" first', join(p1, a), resume(a)],
    ['e has no socket to read; it cannot be stalled', join(p1, e), stall(e)],
    ['what is on its way to a is not known; settle first', join(p1, a), hold, stall(a)],
    ['what is on its way to a is not known; settle first', join(p1, a), stall(a), hold, resume(a)],
    ['a is not open; it cannot be stalled', join(p1, a), stall(a), leave(p1), stall(a)],
    ['b is not open; it cannot be cut', join(p1, a), { kind: 'cut', pair: b, socket: 'event' }],
    ['p1@T has no endpoint on b; join there first', join(p1, a), join(p2, b), rename(p1, b, p3)],
    [
      'p1@T has two attachments or is free; let it leave first',
      join(p1, a),
      join(p1, c),
      rename(p1, c, p3),
    ],
    [
      'orc "p9@T" is not declared in the topology; declare it there',
      join(p1, a),
      rename(p1, a, 'p9@T'),
    ],
    [
      'p2@T stands at another node, which U cannot know; choose another name',
      join(p1, c),
      join(p2, a),
      rename(p1, c, p2),
    ],
    [
      'whether a name is taken is known when all is settled; settle first',
      join(p1, a),
      hold,
      rename(p1, a, p3),
    ],
    ['the uplink of U to T is down already', down, down],
    ['the uplink of U to T is up', up],
    [
      'the uplink of T to U is not declared in the topology',
      { kind: 'uplink down', below: top, above: low },
    ],
    [
      'the uplink of T to U is not declared in the topology',
      { kind: 'uplink up', below: top, above: low },
    ],
    [
      'the uplink of U to T is down; say "uplink up"',
      down,
      { kind: 'reattach', below: low, above: top },
    ],
    [
      'the uplink of T to U is not declared in the topology',
      { kind: 'reattach', below: top, above: low },
    ],
    ['U has yet to hear that the uplink of U to T is down; let that descend first', hold, down, up],
    [
      'the links of a restarted node come back at once; while frames are held say "crash"',
      hold,
      { kind: 'restart', node: top },
    ],
    ['frames are held back already', hold, hold],
    ['nothing is held back; "hold" comes first', settle],
    ['nothing is held back; "hold" comes first', join(p1, c), climb],
    ['nothing is in flight on the command bus of c', hold, join(p1, a), arrive(c)],
    [`nothing is in flight on the command bus of ${link}`, hold, join(p1, c), climb],
    [`nothing is in flight on the event bus of ${link}`, hold, join(p1, c), arrive(c), descend],
    [`nothing is in flight on the command bus of ${link}`, hold, join(p1, c), repeat],
    [`what comes next on ${link} is no internal message`, hold, join(p1, c), arrive(c), repeat],
    [`what comes next on ${link} is no internal message`, hold, down, repeat],
    [
      'the uplink of U to T is down, and an end may have yet to hear of it; settle first',
      hold,
      down,
      garble('command', null),
    ],
    [
      ':delete-route would be honoured on e; "inject" is for frames the law refuses or ignores',
      join(p1, e),
      inject(e, deleteRoute(p1)),
    ],
    [
      'T has yet to hear of the uplink of U to T; let that climb first',
      hold,
      down,
      { kind: 'descend', ...uplink },
      up,
      garble('command', null),
    ],
    ['a is attached; say "inject"', join(p1, a), stray(a, null)],
    ['whether a is over by then is not known; settle first', hold, stray(a, null)],
    [
      'the frame reads as a message; "garble" is for malformed ones',
      garble('command', deleteRoute(p1)),
    ],
    ['the frame reads as an event; "garble" is for malformed ones', garble('event', event)],
    [
      'what it meets on its way is not known; settle first, or inject a malformed frame',
      join(p1, a),
      hold,
      inject(a, deleteRoute(p2)),
    ],
    ['a well formed command is a step "command" or "join"', inject(a, { ...command, arp })],
    [
      ':delete-route would be honoured on a; "inject" is for frames the law refuses or ignores',
      join(p1, a),
      inject(a, deleteRoute(p1)),
    ],
    [
      ':conn-line would be honoured on a; "inject" is for frames the law refuses or ignores',
      inject(a, { kind: ':conn-line', orcName: p1, lineId: 'l1', arp }),
    ],
    [
      ':disconn-line would be honoured on a; "inject" is for frames the law refuses or ignores',
      subscribe(p1, a),
      subscribe(p1, a),
      inject(a, { kind: ':disconn-line', orcName: p1, lineId: 'l1' }),
    ],
  ])('%s', (sentence, ...steps) => expect(faultOf(steps)).toBe(sentence));
});

describe('a step stands', () => {
  it.each<Case>([
    ['a command, whatever it is called', { kind: 'command', orc: p1, pair: a, name: 'job:' }],
    ['an orc’s first word on a line', subscribe(p1, a)],
    ['a pattern on no line at an endpoint', join(p1, a), subscribe(p1, a, 'news.*')],
    ['a line of any other signs', subscribe(p1, a, 'wh::<l-1.β>.x')],
    [
      'an unsubscribe of what was never subscribed',
      join(p1, a),
      { kind: 'unsubscribe', orc: p1, pair: a, topic: LINE },
    ],
    ['a departure', join(p1, a), leave(p1)],
    ['an endpoint’s end', join(p1, a), { kind: 'end', orc: p1, pair: a }],
    ['a cut', join(p1, a), { kind: 'cut', pair: a, socket: 'command' }],
    ['a stall', join(p1, a), stall(a)],
    ['a resume', join(p1, a), stall(a), subscribe(p1, a), resume(a)],
    [
      'a stall of a pair that stalled and was lost',
      join(p1, a),
      stall(a),
      { kind: 'cut', pair: a, socket: 'event' },
      join(p1, a),
      stall(a),
    ],
    ['a rename to a free name', join(p1, a), rename(p1, a, p3)],
    ['a rename that the law refuses', join(p1, a), rename(p1, a, 'no-at')],
    ['a rename to greathall', join(p1, a), rename(p1, a, GREATHALL)],
    ['a rename to a name that its node knows', join(p1, a), join(p2, c), rename(p1, a, p2)],
    ['a link that comes back', down, up],
    ['a link that comes back when its loss was heard', hold, down, descend, up],
    ['a frame let go', hold, join(p1, c), arrive(c)],
    ['a message let go', hold, join(p1, c), arrive(c), climb],
    [
      'an event let go',
      join(p1, c),
      hold,
      { kind: 'publish', node: top, topic: 'news.x' },
      descend,
    ],
    ['an internal message twice', join(p1, c), hold, leave(p1), arrive(c), repeat],
    [
      'an internal message twice, an event on its way beside it',
      join(p1, c),
      hold,
      { kind: 'publish', node: top, topic: 'news.x' },
      leave(p1),
      arrive(c),
      repeat,
    ],
    ['a restart when all is settled', { kind: 'restart', node: top }],
    ['the end of holding back', hold, settle],
    ['a malformed frame on a pair', hold, inject(a, { kind: ':delete-route' })],
    ['a malformed frame on each bus of a link', garble('command', event)],
    ['a malformed frame on the event bus', garble('event', deleteRoute(p1))],
    ['another’s departure', join(p1, a), join(p2, b), inject(b, deleteRoute(p1))],
    ['any frame on a pair that was never attached', stray(a, deleteRoute(p1))],
    [
      'any frame on a pair that is over',
      join(p1, a),
      { kind: 'cut', pair: a, socket: 'event' },
      stray(a, deleteRoute(p1)),
    ],
    ['a departure of nobody, on a pair that it opens', inject(a, deleteRoute(p1))],
    [
      'a line that is not held',
      join(p1, a),
      inject(a, { kind: ':disconn-line', orcName: p1, lineId: 'l1' }),
    ],
  ])('%s', (_, ...steps) => expect(faultOf(steps)).toBeNull());
});

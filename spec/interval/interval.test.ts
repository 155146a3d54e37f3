/**
 * The interval law on hand-written logs: each rule of it, and each case that its first draft got wrong.
 */
import { describe, expect, it } from 'vitest';
import type { Entry, Log, Request, Topology } from '../index.ts';
import { horde, intervalsOf, judgedBy, nodeToken, orcName, pairId } from '../index.ts';

const [below, above] = [nodeToken('T'), nodeToken('B')];
const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
const [s1, s2, e1] = [pairId('s1'), pairId('s2'), pairId('e1')];
const topic = 'wh::<l1>.changed';

const topology: Topology = {
  nodes: [
    { token: below, horde: horde('hT') },
    { token: above, horde: horde('hB') },
  ],
  uplinks: [{ below, above }],
  orcs: [
    { name: p1, nice: 0 },
    { name: p2, nice: 0 },
  ],
  pairs: [
    { id: s1, node: below, backend: 'axon', port: 1 },
    { id: s2, node: above, backend: 'axon', port: 2 },
    { id: e1, node: below, backend: 'ee', port: null },
  ],
};

type Line = Request | 'settled' | readonly ['ack' | 'refused', number] | readonly ['heard', string];

/** A request's number is its index among all lines, and so is its time; events are heard on pair s1. */
function logOf(...lines: readonly Line[]): Log {
  const entries = lines.map((line, at): Entry => {
    if (line === 'settled') return { at, kind: 'settled' };
    if (!Array.isArray(line)) return { at, kind: 'requested', request: at, step: line as Request };
    const [what, which] = line;
    if (what === 'heard')
      return {
        at,
        kind: 'heard',
        node: below,
        pair: s1,
        event: { topic, id: which, payload: null },
      };
    return { at, kind: what === 'ack' ? 'acknowledged' : 'refused', request: which };
  });
  return { topology, entries };
}

const join: Request = { kind: 'join', orc: p1, pair: s1 };
const subscribe: Request = { kind: 'subscribe', orc: p1, pair: s1, topic };
const unsubscribe: Request = { kind: 'unsubscribe', orc: p1, pair: s1, topic };
const leave: Request = { kind: 'leave', orc: p1 };
const publish: Request = { kind: 'publish', node: above, topic };
const link = { below, above };

/** Formats the audience of the log's last event. */
function formatAudience(...lines: readonly Line[]): string {
  const interval = intervalsOf(logOf(...lines)).at(-1);
  const who = (places: readonly { readonly orcName: string }[] = []) =>
    places.map((each) => each.orcName).join(' ') || 'nobody';
  return `must ${who(interval?.must)}, may ${who(interval?.may)}`;
}

const BOTH = 'must p1@T, may p1@T';
const MAY = 'must nobody, may p1@T';
const NOBODY = 'must nobody, may nobody';

describe('the interval law', () => {
  it('says must where the subscription was settled before, and no end of it came before the event was at rest', () => {
    expect(formatAudience(subscribe, 'settled', publish, 'settled')).toBe(BOTH);
    expect(formatAudience(subscribe, ['ack', 0], publish, ['ack', 2])).toBe(BOTH);
  });

  it('says may where the subscription was not known to be settled', () => {
    expect(formatAudience(subscribe, publish, 'settled')).toBe(MAY);
    expect(formatAudience(publish, subscribe, 'settled')).toBe(MAY);
    expect(formatAudience(subscribe, publish, ['ack', 1])).toBe(MAY);
  });

  it('says may where an end was asked for before the event was at rest, and nobody once the end was settled', () => {
    expect(formatAudience(subscribe, 'settled', publish, unsubscribe, 'settled')).toBe(MAY);
    expect(formatAudience(subscribe, 'settled', leave, publish, 'settled')).toBe(MAY);
    expect(formatAudience(subscribe, 'settled', leave, ['ack', 2], publish, 'settled')).toBe(
      NOBODY,
    );
  });

  it('says that who subscribed after the event was at rest may not hear', () => {
    expect(formatAudience(publish, ['ack', 0], subscribe, 'settled')).toBe(NOBODY);
  });

  it('lets a withheld acknowledgement widen may and never must', () => {
    const lines = [subscribe, 'settled', unsubscribe, publish, 'settled'] as const;
    expect(formatAudience(...lines)).toBe(MAY);
    expect(formatAudience(subscribe, 'settled', unsubscribe, 'settled', publish, 'settled')).toBe(
      NOBODY,
    );
  });

  it('says nobody must hear what was never known to be at rest', () => {
    expect(formatAudience(subscribe, 'settled', publish)).toBe(MAY);
    expect(judgedBy(logOf(subscribe, 'settled', publish)).breaches).toEqual([]);
  });

  it('waits with must for all that the orc asked for before, on which a later word may rest (LINE-4)', () => {
    const beside: Request = { kind: 'subscribe', orc: p1, pair: e1, topic };
    const second: Request = { kind: 'join', orc: p1, pair: e1 };
    const joined: readonly Line[] = [join, 'settled', second, 'settled'];
    expect(formatAudience(...joined, subscribe, beside, ['ack', 5], publish, 'settled')).toBe(
      'must nobody, may p1@T p1@T',
    );
    expect(
      formatAudience(...joined, subscribe, beside, ['ack', 5], ['ack', 4], publish, 'settled'),
    ).toBe('must p1@T p1@T, may p1@T p1@T');
  });

  it('judges an orc with two attachments again when the older is gone and all is settled (ROUTE-5)', () => {
    const moved: readonly Line[] = [
      subscribe,
      'settled',
      { kind: 'join', orc: p1, pair: s2 },
      { kind: 'subscribe', orc: p1, pair: s2, topic },
      'settled',
    ];
    expect(formatAudience(...moved, publish, 'settled')).toBe('must nobody, may p1@T p1@T');
    const cut: Request = { kind: 'cut', pair: s1, socket: 'event' };
    expect(formatAudience(...moved, cut, 'settled', publish, 'settled')).toBe(BOTH);
    expect(formatAudience(...moved, cut, publish, 'settled')).toBe('must nobody, may p1@T p1@T');
  });

  it('judges an orc again that left, settled and joined anew (docs/SPEC.md#free)', () => {
    const left: readonly Line[] = [subscribe, leave, 'settled', subscribe, 'settled'];
    expect(formatAudience(...left, publish, 'settled')).toBe(BOTH);
    expect(formatAudience(subscribe, leave, subscribe, 'settled', publish, 'settled')).toBe(MAY);
    expect(
      formatAudience(subscribe, 'settled', leave, subscribe, 'settled', publish, 'settled'),
    ).toBe(MAY);
  });

  it('follows an uplink: down, coming back, and up again', () => {
    const down: Request = { kind: 'uplink down', ...link };
    const up: Request = { kind: 'uplink up', ...link };
    const lost: readonly Line[] = [subscribe, 'settled', down];
    expect(formatAudience(...lost, publish, 'settled')).toBe(MAY);
    expect(formatAudience(...lost, 'settled', publish, 'settled')).toBe(NOBODY);
    expect(formatAudience(...lost, 'settled', up, publish, 'settled')).toBe(MAY);
    expect(formatAudience(...lost, 'settled', up, 'settled', publish, 'settled')).toBe(BOTH);
  });

  it('says nobody must hear over what a fault it does not know may have ended', () => {
    const unknown = { kind: 'a fault of a later law', ...link } as unknown as Request;
    expect(formatAudience(subscribe, 'settled', unknown, 'settled', publish, 'settled')).toBe(MAY);
    const up: Request = { kind: 'uplink up', ...link };
    expect(formatAudience(subscribe, 'settled', unknown, up, 'settled', publish, 'settled')).toBe(
      BOTH,
    );
  });

  it('takes a rename for no end (ARP-8)', () => {
    const rename: Request = { kind: 'rename', orc: p1, pair: s1, to: p2 };
    expect(formatAudience(subscribe, 'settled', publish, rename, 'settled')).toBe(BOTH);
    expect(formatAudience(subscribe, 'settled', rename, publish, 'settled')).toBe(
      'must p2@T, may p2@T',
    );
    expect(
      formatAudience(subscribe, 'settled', rename, ['refused', 2], 'settled', publish, 'settled'),
    ).toBe(BOTH);
    const result: Request = { kind: 'publish', node: below, topic: `${p1}::job.finished` };
    expect(formatAudience(join, 'settled', rename, result, 'settled')).toBe(
      'must nobody, may p2@T',
    );
    expect(formatAudience(join, 'settled', rename, 'settled', result, 'settled')).toBe(NOBODY);
  });

  it('says of an event that is forwarded from afar only who may hear (EVENT-9)', () => {
    const afar: Request = { ...publish, forward: horde('hT') };
    expect(formatAudience(subscribe, 'settled', afar, 'settled')).toBe(MAY);
    expect(
      formatAudience(subscribe, 'settled', { ...publish, forward: horde('hB') }, 'settled'),
    ).toBe(BOTH);
  });

  it('has greathall hear what passes on its way to somebody (LINE-7)', () => {
    const hall: Request = { kind: 'hall subscribe', node: below, topic };
    expect(formatAudience(hall, 'settled', publish, 'settled')).toBe(NOBODY);
    expect(formatAudience(hall, subscribe, 'settled', publish, 'settled')).toBe(
      'must p1@T greathall, may p1@T greathall',
    );
  });

  it('refuses a log that goes back in time, and reads one that was JSON', () => {
    const { entries } = logOf(subscribe, 'settled', publish, 'settled');
    expect(() => intervalsOf({ topology, entries: entries.toReversed() })).toThrow(/goes back/);
    const log = { topology, entries };
    expect(intervalsOf(JSON.parse(JSON.stringify(log)))).toEqual(intervalsOf(log));
  });
});

describe('breaches', () => {
  const breaches = (...lines: readonly Line[]) =>
    judgedBy(logOf(...lines)).breaches.map(({ what, request }) => `${what} e${request}`);
  const before: readonly Line[] = [subscribe, 'settled', publish];

  it.each<[string, readonly Line[], readonly string[]]>([
    ['nothing where all is as it must be', [['heard', 'e2'], 'settled'], []],
    ['what is missing', ['settled'], ['missing e2']],
    ['a double (EVENT-5)', [['heard', 'e2'], ['heard', 'e2'], 'settled'], ['double e2']],
    ['what comes after all was at rest', ['settled', ['heard', 'e2']], ['late e2']],
    ['an event that nobody published', [['heard', 'e2'], ['heard', 'e9'], 'settled'], ['stray e2']],
    [
      'a later event before an earlier one (EVENT-7)',
      [publish, ['heard', 'e3'], ['heard', 'e2'], 'settled'],
      ['disordered e2'],
    ],
  ])('tell %s', (_, lines, found) => expect(breaches(...before, ...lines)).toEqual(found));

  it('name an event that was heard where nobody may, and one that was altered (EVENT-8)', () => {
    expect(breaches(join, 'settled', publish, ['heard', 'e2'], 'settled')).toEqual(['surplus e2']);
    const deep: Request = { ...publish, payload: [1] };
    expect(breaches(subscribe, 'settled', deep, ['heard', 'e2'], 'settled')).toEqual([
      'altered e2',
    ]);
  });
});

describe('with several ways', () => {
  const news = { topic: 'news', payload: null };
  const heard = (at: number): Entry => ({
    at,
    kind: 'heard',
    node: below,
    pair: null,
    event: { ...news, id: 'e0' },
  });
  const broadcast: Entry = {
    at: 0,
    kind: 'requested',
    request: 0,
    step: { kind: 'publish', node: below, ...news },
  };
  const crash: Entry = {
    at: 2,
    kind: 'requested',
    request: 2,
    step: { kind: 'crash', node: below },
  };
  const log = (...entries: Entry[]): Log => ({
    topology: { ...topology, variants: ['ways'] },
    entries,
  });
  const breaches = (...entries: Entry[]) => judgedBy(log(...entries)).breaches;

  it('a node that began anew may hear a broadcast once more, and no oftener', () => {
    expect(breaches(broadcast, heard(1), crash, heard(3))).toEqual([]);
    const doubled = [expect.objectContaining({ what: 'double' })];
    expect(breaches(broadcast, heard(1), heard(3))).toEqual(doubled);
    expect(breaches(broadcast, heard(1), crash, heard(3), heard(4))).toEqual(doubled);
  });
});

/**
 * Hostile frames: what a broken or malicious peer puts on a bus. Well formed messages and events of the scenario's own
 * names with something wrong in them, and plain nonsense; all of it JSON that a transport would let through.
 * Only what the law reads as malformed comes out of here (SAFE-1). It knows no router and no schedule.
 */
import type { Json } from '#spec';
import { readEvent, readMessage } from '#spec';
import type { Chance } from '../scenario/chance.ts';
import { oneOf, percent } from '../scenario/chance.ts';
import { kinds, odd, PROTOTYPED } from './oddValues.ts';

export type Bus = 'command' | 'event';

/** Names that mean something where the frame goes: what is half right does more harm. */
export interface Names {
  readonly orcs: readonly string[];
  readonly lines: readonly string[];
  readonly tokens: readonly string[];
}

type Loose = Record<string, unknown>;

/** A malformed frame for the bus; a fresh one each time. */
export function drawHostile(chance: Chance, bus: Bus, names: Names): Json {
  const read = bus === 'command' ? readMessage : readEvent;
  for (let draws = 0; draws < 20; draws++) {
    const frame = drawFrame(chance, bus, names);
    if (typeof read(frame) === 'string') return frame as Json;
  }
  return null;
}

function drawFrame(chance: Chance, bus: Bus, names: Names): unknown {
  if (percent(chance, 10)) return odd(chance);
  if (percent(chance, 10)) return nonsense(chance, 3);
  // What belongs on the other bus is malformed as it is.
  const strayed = percent(chance, 4);
  const frame = (bus === 'command') === strayed ? event(chance, names) : message(chance, names);
  for (let faults = strayed ? 0 : 1 + chance.below(3); faults > 0; faults--) spoil(chance, frame);
  return percent(chance, 97) ? frame : wrapped(chance, frame);
}

const KINDS = ['command', ':conn-line', ':disconn-line', ':delete-route', ':rename', ':announce'];

function message(chance: Chance, { orcs, lines, tokens }: Names): Loose {
  const kind = oneOf(chance, KINDS);
  const arp = {
    token: oneOf(chance, tokens),
    port: 4000 + chance.below(20),
    hordes: chance.below(2) === 0 ? [] : [oneOf(chance, tokens)],
    nice: chance.below(3),
  };
  const said = { kind, orcName: oneOf(chance, orcs) };
  switch (kind) {
    case 'command':
      return { ...said, name: 'job.start', join: chance.below(2) === 0, arp };
    case ':conn-line':
      return { ...said, lineId: oneOf(chance, lines), arp };
    case ':disconn-line':
      return { ...said, lineId: oneOf(chance, lines) };
    case ':rename':
      return { ...said, to: oneOf(chance, orcs) };
    case ':announce':
      return { ...said, arp };
    default:
      return said;
  }
}

function event(chance: Chance, { orcs, lines, tokens }: Names): Loose {
  const topic = oneOf(chance, [
    `wh::<${oneOf(chance, lines)}>.changed`,
    `${oneOf(chance, orcs)}::job.finished`,
    'news.flash',
  ]);
  const plain = { topic, id: `h${chance.below(1000)}`, payload: null };
  return percent(chance, 20) ? { ...plain, forward: oneOf(chance, tokens) } : plain;
}

/** One thing wrong with the frame, or with what it says of its sender. */
function spoil(chance: Chance, frame: Loose): void {
  const { arp } = frame;
  const deeper = typeof arp === 'object' && arp !== null && !Array.isArray(arp);
  const at = deeper && percent(chance, 40) ? (arp as Loose) : frame;
  const key = oneOf(chance, [...Object.keys(at), 'orcName']);
  switch (chance.below(8)) {
    case 0:
      delete at[key];
      return;
    case 1:
      own(at, oneOf(chance, PROTOTYPED), odd(chance));
      return;
    case 2:
      own(frame, 'kind', oneOf(chance, kinds));
      return;
    case 3:
      own(at, key, [at[key]]);
      return;
    case 4: {
      const value = at[key];
      delete at[key];
      own(at, chance.below(2) === 0 ? key.toUpperCase() : `${key} `, value);
      return;
    }
    case 5:
      own(at, key, typeof at[key] === 'number' ? String(at[key]) : odd(chance));
      return;
    default:
      own(at, key, odd(chance));
  }
}

/** As `JSON.parse` does it: `__proto__` becomes a key like others. */
function own(record: Loose, key: string, value: unknown): void {
  if (key !== '__proto__') {
    record[key] = value;
    return;
  }
  const open = { enumerable: true, writable: true, configurable: true };
  Object.defineProperty(record, key, { ...open, value });
}

function wrapped(chance: Chance, frame: Loose): unknown {
  return oneOf(chance, [() => [frame], () => ({ frame }), () => JSON.stringify(frame)])();
}

/** Any JSON, a few levels deep, with keys that mean something elsewhere. */
function nonsense(chance: Chance, levels: number): unknown {
  if (levels === 0 || percent(chance, 30)) return odd(chance);
  const count = chance.below(4);
  if (chance.below(2) === 0)
    return Array.from({ length: count }, () => nonsense(chance, levels - 1));
  const record: Loose = {};
  for (let at = 0; at < count; at++) own(record, oneOf(chance, KEYS), nonsense(chance, levels - 1));
  return record;
}

const KEYS = ['kind', 'orcName', 'lineId', 'arp', 'topic', 'id', 'payload', ...PROTOTYPED];

/**
 * Hostile frames: what a broken or malicious peer may send on a bus: well-formed messages and events with something
 * made wrong, or random JSON. Only frames that the law reads as malformed are returned (SAFE-1). It knows no router
 * and no schedule.
 */
import type { Json } from '#spec';
import { readEvent, readMessage } from '#spec';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf, percent } from '../scenario/values/chance.ts';
import { drawOddValue, oddKinds, PROTOTYPE_NAMES } from './oddValues.ts';

export type Bus = 'command' | 'event';

/** The scenario's names. A frame with real names gets further into a router than random JSON. */
export interface Names {
  readonly orcs: readonly string[];
  readonly lines: readonly string[];
  readonly tokens: readonly string[];
}

type LooseRecord = Record<string, unknown>;

/** Draws a new malformed frame for the bus. */
export function drawHostile(chance: Chance, bus: Bus, names: Names): Json {
  const read = bus === 'command' ? readMessage : readEvent;
  for (let draws = 0; draws < 20; draws++) {
    const frame = drawUnchecked(chance, bus, names);
    if (typeof read(frame) === 'string') return frame as Json;
  }
  return null;
}

/** Draws a well-formed message or event for a link that is down, where it must have no effect either. */
export function drawGenuine(chance: Chance, bus: Bus, names: Names): Json {
  const read = bus === 'command' ? readMessage : readEvent;
  for (let draws = 0; draws < 20; draws++) {
    const frame = bus === 'command' ? drawMessage(chance, names) : drawEvent(chance, names);
    if (typeof read(frame) !== 'string') return frame as Json;
  }
  return { kind: ':delete-route', orcName: 'nobody@nowhere' };
}

function drawUnchecked(chance: Chance, bus: Bus, names: Names): unknown {
  if (percent(chance, 10)) return drawOddValue(chance);
  if (percent(chance, 10)) return drawNonsense(chance, 3);
  // A well-formed frame of the other bus is malformed on this one.
  const isStray = percent(chance, 4);
  const frame =
    (bus === 'command') === isStray ? drawEvent(chance, names) : drawMessage(chance, names);
  for (let faults = isStray ? 0 : 1 + chance.below(3); faults > 0; faults--)
    spoilFrame(chance, frame);
  return percent(chance, 97) ? frame : wrapFrame(chance, frame);
}

const MESSAGE_KINDS = [
  'command',
  ':conn-line',
  ':disconn-line',
  ':delete-route',
  ':rename',
  ':announce',
];

function drawMessage(chance: Chance, { orcs, lines, tokens }: Names): LooseRecord {
  const kind = oneOf(chance, MESSAGE_KINDS);
  const arp = {
    token: oneOf(chance, tokens),
    port: 4000 + chance.below(20),
    hordes: chance.below(2) === 0 ? [] : [oneOf(chance, tokens)],
    nice: chance.below(3),
  };
  const base = { kind, orcName: oneOf(chance, orcs) };
  switch (kind) {
    case 'command':
      return { ...base, name: 'job.start', join: chance.below(2) === 0, arp };
    case ':conn-line':
      return { ...base, lineId: oneOf(chance, lines), arp };
    case ':disconn-line':
      return { ...base, lineId: oneOf(chance, lines) };
    case ':rename':
      return { ...base, to: oneOf(chance, orcs) };
    case ':announce':
      return { ...base, arp };
    default:
      return base;
  }
}

function drawEvent(chance: Chance, { orcs, lines, tokens }: Names): LooseRecord {
  const topic = oneOf(chance, [
    `wh::<${oneOf(chance, lines)}>.changed`,
    `${oneOf(chance, orcs)}::job.finished`,
    'news.flash',
  ]);
  const plain = { topic, id: `h${chance.below(1000)}`, payload: null };
  return percent(chance, 20) ? { ...plain, forward: oneOf(chance, tokens) } : plain;
}

/** Makes one field of the frame, or of its `arp`, wrong. */
function spoilFrame(chance: Chance, frame: LooseRecord): void {
  const { arp } = frame;
  const deeper = typeof arp === 'object' && arp !== null && !Array.isArray(arp);
  const at = deeper && percent(chance, 40) ? (arp as LooseRecord) : frame;
  const key = oneOf(chance, [...Object.keys(at), 'orcName']);
  switch (chance.below(8)) {
    case 0:
      delete at[key];
      return;
    case 1:
      setOwn(at, oneOf(chance, PROTOTYPE_NAMES), drawOddValue(chance));
      return;
    case 2:
      setOwn(frame, 'kind', oneOf(chance, oddKinds));
      return;
    case 3:
      setOwn(at, key, [at[key]]);
      return;
    case 4: {
      const value = at[key];
      delete at[key];
      setOwn(at, chance.below(2) === 0 ? key.toUpperCase() : `${key} `, value);
      return;
    }
    case 5:
      setOwn(at, key, typeof at[key] === 'number' ? String(at[key]) : drawOddValue(chance));
      return;
    default:
      setOwn(at, key, drawOddValue(chance));
  }
}

/** Sets an own property even for `__proto__`, as `JSON.parse` does. */
function setOwn(record: LooseRecord, key: string, value: unknown): void {
  if (key !== '__proto__') {
    record[key] = value;
    return;
  }
  const open = { enumerable: true, writable: true, configurable: true };
  Object.defineProperty(record, key, { ...open, value });
}

function wrapFrame(chance: Chance, frame: LooseRecord): unknown {
  return oneOf(chance, [() => [frame], () => ({ frame }), () => JSON.stringify(frame)])();
}

/** Draws random JSON, at most `levels` deep, with keys that have a meaning in real frames. */
function drawNonsense(chance: Chance, levels: number): unknown {
  if (levels === 0 || percent(chance, 30)) return drawOddValue(chance);
  const count = chance.below(4);
  if (chance.below(2) === 0)
    return Array.from({ length: count }, () => drawNonsense(chance, levels - 1));
  const record: LooseRecord = {};
  for (let at = 0; at < count; at++)
    setOwn(record, oneOf(chance, KEYS), drawNonsense(chance, levels - 1));
  return record;
}

const KEYS = ['kind', 'orcName', 'lineId', 'arp', 'topic', 'id', 'payload', ...PROTOTYPE_NAMES];

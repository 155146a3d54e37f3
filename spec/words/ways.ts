/**
 * Ways: the words and fields of the law with `ways`, and how they are parsed. A node that declares them sends each field on every link; a
 * client knows none of them.
 */
import type { NodeToken } from './names.ts';
import { isName } from './names.ts';
import type { Stamp } from './table.ts';
import { byUnit } from './table.ts';

/** The two nodes of a link, as the receiver of a frame sees them. */
export interface LinkEnds {
  readonly sender: NodeToken;
  readonly receiver: NodeToken;
}

/** The most nodes on a path. */
export const PATH_LIMIT = 64;

/** Compares stamps: by run, then by count. A stamp that a node never saw counts as less than any. */
export function compareStamps(one: Stamp | undefined, other: Stamp): number {
  return one === undefined ? -1 : one[0] - other[0] || one[1] - other[1];
}

/** Compares paths: the shorter first, of equally long ones by the first token that differs, from the top. @clause WAYS-2 */
export function comparePaths(one: readonly NodeToken[], other: readonly NodeToken[]): number {
  if (one.length !== other.length) return one.length - other.length;
  const at = one.findIndex((token, index) => token !== other[index]);
  return at < 0 ? 0 : byUnit(one[at] as NodeToken, other[at] as NodeToken);
}

const hasDoubles = (names: readonly unknown[]) => new Set(names).size < names.length;

/** Parses a list of names without doubles. */
export function readNames<Name extends string>(
  value: unknown,
  field: string,
  isNameHere: (each: unknown) => boolean,
): readonly Name[] | string {
  return Array.isArray(value) && value.every(isNameHere) && !hasDoubles(value)
    ? (value as Name[])
    : `${field}: expected a list of names, none of them twice`;
}

/** Parses a path that a lower node tells. Only a command's may hold the receiver (WAYS-3). @clause SAFE-1 */
export function readPath(
  value: unknown,
  { sender, receiver }: LinkEnds,
  mayHoldReceiver: boolean,
): readonly NodeToken[] | string {
  const path = readNames<NodeToken>(value, 'arp.path', isName);
  if (typeof path === 'string') return path;
  if (path[0] !== sender) return `arp.path: expected ${sender} first, which sent it`;
  if (path.length > PATH_LIMIT) return `arp.path: expected at most ${PATH_LIMIT} nodes`;
  if (!mayHoldReceiver && path.includes(receiver)) return `arp.path: it leads through ${receiver}`;
  return path;
}

/** Parses the nodes that an event has crossed: the sender last, the receiver not among them. @clause SAFE-1 WAYS-9 */
export function readTrail(
  value: unknown,
  { sender, receiver }: LinkEnds,
): readonly NodeToken[] | string {
  const trail = readNames<NodeToken>(value, 'trail', isName);
  if (typeof trail === 'string') return trail;
  if (trail.at(-1) !== sender) return `trail: expected ${sender} last, which sent it`;
  return trail.includes(receiver) ? `trail: it has crossed ${receiver}` : trail;
}

/** Parses who numbered a command or broadcast, and how. @clause SAFE-1 */
export function readStamp(frame: {
  readonly from?: unknown;
  readonly stamp?: unknown;
}): { readonly from: NodeToken; readonly stamp: Stamp } | string {
  const { from, stamp } = frame;
  if (!Object.hasOwn(frame, 'from') || !isName(from)) return 'from: expected a name';
  return Array.isArray(stamp) && stamp.length === 2 && stamp.every(Number.isSafeInteger)
    ? { from: from as NodeToken, stamp: stamp as unknown as Stamp }
    : 'stamp: expected two integers, the run and the count';
}

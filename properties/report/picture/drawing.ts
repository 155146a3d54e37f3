/**
 * Drawing: a topology as boxes and lines with coordinates in px, with room for what the scenes of its steps show.
 * `drawTrace.ts` makes it and the page draws it; this file has the types and sizes.
 */
import type { NodeToken, OrcName, PairId } from '#spec';
import type { TraceFrame } from '../../lockstep/trace.ts';

export interface Box {
  /** Coordinates of the upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface DrawnLink {
  readonly key: string;
  /** From the upper end to the lower end. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** The area in which the marks of the link are written. */
  readonly label: Box;
}

/** All lengths in px. Keys are those of `traffic.ts`. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly ({ readonly token: NodeToken } & Box)[];
  readonly pairs: readonly ({ readonly id: PairId } & Box)[];
  /** Links between nodes, and from nodes to the pairs of their clients. */
  readonly links: readonly DrawnLink[];
  /** For each node, how many idle pairs of clients are left out: no orc and no mark was ever on them. */
  readonly folded: readonly { readonly node: NodeToken; readonly pairs: number }[];
}

/** Height of one line of text, in px. */
export const ROW = 16;
/** Height of the title of a box, in px. */
export const HEAD = 38;
/** Longer labels are cut to this many characters. */
export const LABEL_LIMIT = 26;

export function shortenText(text: string, limit = LABEL_LIMIT): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** An orc on a pair, with the number of lines it holds there. */
export interface StandingOrc {
  readonly name: OrcName;
  readonly lines: number;
}

/** Returns the orcs on each pair after the step, by the model's tables. */
export function orcsByPair({
  tables,
}: Pick<TraceFrame, 'tables'>): ReadonlyMap<PairId, readonly StandingOrc[]> {
  const orcs = new Map<PairId, StandingOrc[]>();
  for (const { expected } of tables)
    for (const { orcName, socket, lines } of expected.routes) {
      const there = orcs.get(socket as PairId) ?? [];
      there.push({ name: orcName, lines: lines.length });
      orcs.set(socket as PairId, there);
    }
  return orcs;
}

/** Returns the title of a node: its token, and its horde where that has another name. */
export const nodeTitle = (token: NodeToken, horde: string): string =>
  horde === token ? token : `${token} horde ${horde}`;

/**
 * Drawing: a topology on paper, as boxes and lines in px, and who stands where after a step.
 * What the page draws and `layout.ts` works out; here is nothing but the measure of things.
 */
import type { NodeToken, PairId } from '#spec';
import type { TraceFrame } from '../../lockstep/trace.ts';

export interface Box {
  /** Of its left upper corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Link {
  readonly key: string;
  /** From the upper end to the lower one. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Where its marks are written. */
  readonly label: Box;
}

/** In px. Keys are those of the traffic. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly ({ readonly token: NodeToken } & Box)[];
  readonly pairs: readonly ({ readonly id: PairId } & Box)[];
  /** Between nodes, and from nodes to their clients' pairs. */
  readonly links: readonly Link[];
}

/** Height of one line of text in the drawing. */
export const ROW = 16;
/** Height of the title of a box. */
export const HEAD = 38;
/** Longest label that is written out. */
export const LABEL_LIMIT = 26;

export function shortenText(text: string, limit = LABEL_LIMIT): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** Who stands on a client's pair after the step, by the model, with the lines it holds there. */
export function orcsAt(
  { tables }: Pick<TraceFrame, 'tables'>,
  pair: PairId,
): { readonly name: string; readonly lines: number }[] {
  return tables
    .flatMap(({ expected }) => expected.routes)
    .filter(({ socket }) => socket === pair)
    .map(({ orcName, lines }) => ({ name: orcName, lines: lines.length }));
}

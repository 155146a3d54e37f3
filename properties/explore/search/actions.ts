/**
 * Actions: everything that can happen in a world, as numbers, and the meaning of each frame in flight. Computed once before the
 * search, so that the machine only looks them up.
 */

import type { Layout } from './layout.ts';
import {
  CONN,
  countBitAt,
  DELETE,
  DISCONN,
  entryBitAt,
  frameOf,
  heldBitAt,
  JOIN,
  lostFrameOf,
} from './layout.ts';
import type { World } from './world.ts';

export const CUT = 4;
export const PUBLISH = 5;
export const ARRIVE = 6;
export const CLIMB = 7;

/** Something that can happen. `kind` is a message kind or one of the constants above. */
export interface Action {
  readonly kind: number;
  /** Index of the orc; for CLIMB, of the link. */
  readonly orc: number;
  readonly line: number;
}

export function actionsOf({ bounds, topology }: World, { orcs, lines }: Layout): Action[] {
  const range = (count: number) => Array.from({ length: count }, (_, at) => at);
  const own = range(orcs).flatMap((orc): Action[] => [
    { kind: JOIN, orc, line: 0 },
    ...range(lines).map((line) => ({ kind: CONN, orc, line })),
    ...range(lines).map((line) => ({ kind: DISCONN, orc, line })),
    { kind: DELETE, orc, line: 0 },
    ...(bounds.cuts ? [{ kind: CUT, orc, line: 0 }] : []),
  ]);
  if (!bounds.interleaved)
    return [...own, ...range(lines).map((line) => ({ kind: PUBLISH, orc: 0, line }))];
  return [
    ...own,
    ...range(orcs).map((orc) => ({ kind: ARRIVE, orc, line: 0 })),
    ...range(topology.uplinks.length).map((link) => ({ kind: CLIMB, orc: link, line: 0 })),
  ];
}

/** Returns the mask of all bits of one node on an orc's path, in the orc's word. */
export function placeMaskOf(layout: Layout, place: number): number {
  let bits = 1 << entryBitAt(layout, place);
  for (let line = 0; line < layout.lines; line++)
    bits |=
      place === 0
        ? layout.countMask << (countBitAt(layout, line) + layout.countBits)
        : 1 << heldBitAt(layout, line, place);
  return bits;
}

/** Returns the links, those with the highest upper node first. */
export function topDownLinksOf({ linkEnds }: Layout): number[] {
  const heightOf = (node: number): number =>
    Math.max(
      0,
      ...linkEnds.filter(({ below }) => below === node).map(({ above }) => heightOf(above) + 1),
    );
  return linkEnds
    .map(({ above }, link) => ({ link, height: heightOf(above) }))
    .sort((a, b) => a.height - b.height)
    .map(({ link }) => link);
}

/** Returns the meaning of each frame, by its number. */
export function frameActionsOf(layout: Layout): Action[] {
  const said: Action[] = [{ kind: -1, orc: 0, line: 0 }];
  for (let orc = 0; orc < layout.orcs; orc++)
    for (const kind of [JOIN, DELETE, CONN, DISCONN] as const)
      for (let line = 0; line < (kind === JOIN || kind === DELETE ? 1 : layout.lines); line++)
        said[frameOf(layout, orc, kind, line)] = { kind, orc, line };
  said[lostFrameOf(layout)] = { kind: CUT, orc: 0, line: 0 };
  return said;
}

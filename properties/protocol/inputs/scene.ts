/**
 * A scene: what a router has been given before, and one more input. Played on a router it tells what came out and what the table
 * was before and after. The page of inputs shows what the model does; a test has our router do the same.
 */
import type { ClauseId, Effect, Input, NodeToken, PairId, RouterKind, Table } from '#spec';
import { here } from './world.ts';

export interface Scene {
  /** The situation, for people. */
  readonly title: string;
  readonly before: readonly Input[];
  readonly input: Input;
  /** The clauses that say so. */
  readonly clauses: readonly ClauseId[];
}

export interface SceneGroup {
  /** The input that the scenes of the group have in common, as a heading. */
  readonly title: string;
  /** What holds for all of them. */
  readonly introduction: string;
  readonly scenes: readonly Scene[];
}

/** What a node knows at a moment, as far as it shows. */
export interface Standing {
  readonly table: Table;
  /** The pairs that are attached. */
  readonly pairs: readonly PairId[];
  /** The uplinks that are up. */
  readonly uplinks: readonly NodeToken[];
}

export interface PlayedScene {
  readonly before: Standing;
  readonly effects: readonly Effect[];
  readonly after: Standing;
}

/** Inputs that come one after the other, in lists as deep as the words of a scene nest them. */
type InputList = Input | readonly InputList[];

const flatten = (list: InputList): Input[] => ('kind' in list ? [list] : list.flatMap(flatten));

export const scene = (
  title: string,
  before: readonly InputList[],
  input: Input,
  ...clauses: readonly ClauseId[]
): Scene => ({ title, before: flatten(before), input, clauses });

/** Plays a scene on a new router of the kind. */
export function playScene(kind: RouterKind, { before, input }: Scene): PlayedScene {
  const router = kind.create(here);
  const pairs = new Set<PairId>();
  const uplinks = new Set<NodeToken>();
  const give = (each: Input) => {
    const effects = router.handle(each);
    followLinks(each, effects, pairs, uplinks);
    return effects;
  };
  const standing = (): Standing => ({
    table: router.table?.() ?? { node: here.token, routes: [] },
    pairs: [...pairs],
    uplinks: [...uplinks],
  });
  for (const each of before) give(each);
  const atFirst = standing();
  return { before: atFirst, effects: give(input), after: standing() };
}

/** Follows which pairs are attached and which uplinks are up. */
function followLinks(
  input: Input,
  effects: readonly Effect[],
  pairs: Set<PairId>,
  uplinks: Set<NodeToken>,
): void {
  if (input.kind === 'attached') pairs.add(input.pair);
  if (input.kind === 'lost') pairs.delete(input.pair);
  if (input.kind === 'uplink up') uplinks.add(input.uplink);
  if (input.kind === 'uplink down') uplinks.delete(input.uplink);
  for (const effect of effects) if (effect.kind === 'close') pairs.delete(effect.pair);
}

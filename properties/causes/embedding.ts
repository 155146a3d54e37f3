/**
 * Embedding: whether one scenario contains another, apart from the names: all its steps, in their order, with other steps between
 * them. So a scenario can be asked whether it contains the trigger of a bug that is known already.
 */
import type { Scenario, Step } from '#spec';
import type { StepOutline } from './outline.ts';
import { outlinesOf } from './outline.ts';

/** How many steps are compared for one question, at most: of many equal steps, any may stand for any, in more ways than can be tried. */
const COMPARISONS = 5_000;

/**
 * Whether `whole` contains every step of `part`, in the same order and with one name for each name of `part`. Any step by which an
 * orc attaches counts as its join. False if that was not found within a given number of comparisons.
 */
export function embeds(whole: Scenario, part: Scenario): boolean {
  if (part.steps.length > whole.steps.length) return false;
  const joins = outlinesOf({ ...whole, steps: whole.steps.map(asJoin) });
  const forms = outlinesOf(whole).map((each, at) => [each, joins[at] as StepOutline]);
  return isMatched(outlinesOf(part), forms, new Map(), { left: COMPARISONS });
}

function asJoin(step: Step): Step {
  if (step.kind !== 'command' && step.kind !== 'subscribe') return step;
  return { kind: 'join', orc: step.orc, pair: step.pair };
}

function isMatched(
  [first, ...rest]: readonly StepOutline[],
  among: readonly (readonly StepOutline[])[],
  names: ReadonlyMap<string, string>,
  comparisons: { left: number },
): boolean {
  if (!first) return true;
  for (const [at, forms] of among.entries()) {
    if (among.length - at <= rest.length || comparisons.left-- <= 0) return false;
    const same = forms.find(({ text }) => text === first.text);
    const extended = same ? matchNames(first.names, same.names, names) : null;
    if (extended && isMatched(rest, among.slice(at + 1), extended, comparisons)) return true;
  }
  return false;
}

/** Extends the one-to-one mapping of names by those of one more step; null when they contradict it. */
function matchNames(
  ours: readonly string[],
  theirs: readonly string[],
  known: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | null {
  const names = new Map(known);
  const taken = new Set(known.values());
  for (const [at, name] of ours.entries()) {
    const other = theirs[at] as string;
    const before = names.get(name);
    if (before === undefined ? taken.has(other) : before !== other) return null;
    names.set(name, other);
    taken.add(other);
  }
  return names;
}

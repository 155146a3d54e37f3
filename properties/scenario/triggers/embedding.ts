/**
 * Embedding: whether one scenario contains another, apart from the names: all its steps, in their order, with other steps between
 * them. So a scenario can be asked whether it contains the trigger of a bug that is known already.
 */
import type { Step } from '#spec';
import type { StepOutline, StepsOnTopology } from './outline.ts';
import { outlinesOf, standsFor, triggerOutlinesOf } from './outline.ts';

/** How many steps are compared for one question, at most: of many equal steps, any may stand for any, in more ways than can be tried. */
const COMPARISONS = 5_000;

/**
 * Whether `whole` contains every step of `part`, in the same order and with one name for each name of `part`. Any step by which an
 * orc attaches counts as its join. False if that was not found within a given number of comparisons.
 */
export function embeds(whole: StepsOnTopology, part: StepsOnTopology): boolean {
  if (part.steps.length > whole.steps.length) return false;
  const isEqual = (one: StepOutline, other: StepOutline) => one.text === other.text;
  return new Matching(isEqual).find(outlinesOf(part), formsOf(whole, outlinesOf), new Map());
}

/**
 * Whether a run of `whole` that fails at its last step fails by the trigger: that step can stand for the `last` one of the trigger,
 * and the steps before it contain some that can stand for the others, with one name for each name.
 */
export function endsAs(whole: StepsOnTopology, trigger: StepsOnTopology, last: Step): boolean {
  const forms = formsOf(whole, triggerOutlinesOf);
  const [ending] = triggerOutlinesOf({ ...trigger, steps: [last] });
  const before = triggerOutlinesOf(trigger);
  const matching = new Matching(standsFor);
  return (forms.at(-1) ?? []).some((failing) => {
    const names =
      ending && standsFor(failing, ending)
        ? matchNames(ending.names, failing.names, new Map())
        : null;
    return names !== null && matching.find(before, forms.slice(0, -1), names);
  });
}

/** For each step, its outline, and that of the join that it may count as. */
function formsOf<Outline>(
  whole: StepsOnTopology,
  outlines: (of: StepsOnTopology) => readonly Outline[],
): readonly (readonly Outline[])[] {
  const joins = outlines({ ...whole, steps: whole.steps.map(asJoin) });
  return outlines(whole).map((each, at) => [each, joins[at] as Outline]);
}

function asJoin(step: Step): Step {
  if (step.kind !== 'command' && step.kind !== 'subscribe') return step;
  return { kind: 'join', orc: step.orc, pair: step.pair };
}

/** Looks for steps among others, within a number of comparisons. */
class Matching<Outline extends StepOutline> {
  readonly #standsFor: (step: Outline, part: Outline) => boolean;
  #left = COMPARISONS;

  constructor(standsFor: (step: Outline, part: Outline) => boolean) {
    this.#standsFor = standsFor;
  }

  /** Whether the parts are among the steps, in their order, under names that extend the given ones. */
  find(
    [first, ...rest]: readonly Outline[],
    among: readonly (readonly Outline[])[],
    names: ReadonlyMap<string, string>,
  ): boolean {
    if (!first) return true;
    for (const [at, forms] of among.entries()) {
      if (among.length - at <= rest.length || this.#left-- <= 0) return false;
      const same = forms.find((each) => this.#standsFor(each, first));
      const extended = same ? matchNames(first.names, same.names, names) : null;
      if (extended && this.find(rest, among.slice(at + 1), extended)) return true;
    }
    return false;
  }
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

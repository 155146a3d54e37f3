/**
 * Twins: two smallest scenarios of one bug, such as one on `ee` and one on axon. They fail alike; or one can be changed into the
 * other, one difference at a time, so that the router fails on the way too, where two different bugs would both be absent.
 */
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { embeds } from '../scenario/triggers/embedding.ts';
import { shapeOf } from '../scenario/triggers/outline.ts';
import { legalize } from '../shrink/edit.ts';
import type { Ask, Failure } from '../shrink/shrinker.ts';

/** A smallest scenario and how it fails. */
export interface Root {
  readonly scenario: Scenario;
  readonly failure: NonNullable<Failure>;
}

type Change = (scenario: Scenario) => Scenario;

/** Scenarios that differ in more places than this are not compared: the ways from one to the other double with each. */
const MAX_CHANGES = 5;

/** Steps that deliver what others sent: that two failures come at such a step says nothing about what they have in common. */
const DELIVERIES: readonly (string | undefined)[] = ['settle', 'arrive', 'climb', 'descend'];

/**
 * Whether two failures have the role in common, or both the clause and the kind of step: the parts of a signature. A frame and the
 * hearing that it leads to count as one role; so do what comes twice or late and what comes at all though it must not.
 */
export function areAlike(one: NonNullable<Failure>, other: NonNullable<Failure>): boolean {
  const [clause, role, kind] = one.signature.split('|');
  const [otherClause, otherRole, otherKind] = other.signature.split('|');
  if (familyOf(role) === familyOf(otherRole)) return true;
  return clause === otherClause && kind === otherKind && !DELIVERIES.includes(kind);
}

const familyOf = (role = '') =>
  role.replace(/^frame /, 'hearing ').replace(/double|late$/, 'surplus');

/**
 * Whether the differences between two scenarios can be made one after the other so that every scenario between fails, and at least
 * one of these contains neither of the two and has not the shape of either. Asks at most 2 to the power of the number of differences.
 */
export async function areLinked(one: Scenario, other: Scenario, ask: Ask): Promise<boolean> {
  if (one.steps.length !== other.steps.length) return false;
  const changes = changesBetween(one, other);
  if (changes.length > MAX_CHANGES) return false;
  const shapes = [shapeOf(one), shapeOf(other)];
  const all = (1 << changes.length) - 1;
  /** Whether the scenario with these changes, a bit each, fails, and if so, whether it has the shape of one of the two. */
  const test = async (taken: number): Promise<'passes' | 'between' | 'at an end'> => {
    let scenario = one;
    for (const [at, change] of changes.entries())
      if (taken & (1 << at)) scenario = change(scenario);
    const legal = 'steps' in parseScenario(scenario) ? legalize(scenario, (same) => same) : null;
    if (legal?.steps.length !== scenario.steps.length) return 'passes';
    const [failure] = await ask([legal]);
    if (!failure) return 'passes';
    const isAtEnd =
      shapes.includes(shapeOf(legal)) || [one, other].some((end) => embeds(legal, end));
    return isAtEnd ? 'at an end' : 'between';
  };
  const seen = new Set<string>();
  const pending = [{ taken: 0, wasBetween: false }];
  for (let from = pending.pop(); from; from = pending.pop())
    // The first change may be made together with another, because a step often needs the topology that it comes with.
    for (const at of changes.keys())
      for (const taken of [from.taken | (1 << at), from.taken | (1 << at) | 1]) {
        if (taken === all && from.wasBetween) return true;
        const key = `${taken} ${from.wasBetween}`;
        if (taken === all || seen.has(key)) continue;
        seen.add(key);
        const result = await test(taken);
        if (result !== 'passes')
          pending.push({ taken, wasBetween: from.wasBetween || result === 'between' });
      }
  return false;
}

/** The differences between two scenarios of equally many steps, as changes of the first: that of the topology is the first. */
function changesBetween(one: Scenario, other: Scenario): readonly Change[] {
  const changes: Change[] = [];
  const { topology } = other;
  if (JSON.stringify(one.topology) !== JSON.stringify(topology))
    changes.push((scenario) => ({ ...scenario, topology }));
  for (const [at, step] of other.steps.entries())
    if (JSON.stringify(step) !== JSON.stringify(one.steps[at]))
      changes.push((scenario) => ({ ...scenario, steps: scenario.steps.with(at, step) }));
  return changes;
}

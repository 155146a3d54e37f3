/**
 * Twins: two smallest scenarios of the same bug, such as one on `ee` and one on axon. One is changed into the other, one difference
 * at a time; they are twins if the router fails on the way too, since two different bugs would both be absent there.
 */
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { legalize } from '../shrink/edit.ts';
import type { Ask, Failure } from '../shrink/shrinker.ts';
import { shapeOf } from './outline.ts';

/** A smallest scenario and how it fails. */
export interface Root {
  readonly scenario: Scenario;
  readonly failure: NonNullable<Failure>;
}

type Change = (scenario: Scenario) => Scenario;

/** Scenarios that differ in more places than this are not compared: the ways from one to the other double with each. */
const MAX_CHANGES = 5;

/**
 * Whether two roots are of one bug: they have the same signature, or the same shape and fail alike, or a chain of failing scenarios leads from one to the
 * other. Asks at most 2 to the power of the number of differences.
 */
export async function areTwins(one: Root, other: Root, ask: Ask): Promise<boolean> {
  if (one.failure.signature === other.failure.signature) return true;
  if (one.scenario.steps.length !== other.scenario.steps.length) return false;
  const alike = areAlike(one.failure, other.failure);
  if (alike && shapeOf(one.scenario) === shapeOf(other.scenario)) return true;
  const changes = changesBetween(one.scenario, other.scenario);
  if (changes.length > MAX_CHANGES) return false;
  const isFailing = async (taken: number): Promise<boolean> => {
    let scenario = one.scenario;
    for (const [at, change] of changes.entries())
      if (taken & (1 << at)) scenario = change(scenario);
    const legal = 'steps' in parseScenario(scenario) ? legalize(scenario, (same) => same) : null;
    if (legal?.steps.length !== scenario.steps.length) return false;
    const [failure] = await ask([legal]);
    return failure != null;
  };
  return await isReachable(changes.length, alike, isFailing);
}

/**
 * Whether all changes can be made one after the other so that every scenario between fails. The first change may be made together
 * with another, because a step often needs the topology that it comes with. `atOnce`: whether nothing needs to lie between.
 */
async function isReachable(
  count: number,
  atOnce: boolean,
  isFailing: (taken: number) => Promise<boolean>,
): Promise<boolean> {
  const all = (1 << count) - 1;
  const seen = new Set([0]);
  const pending = [0];
  for (let taken = pending.pop(); taken !== undefined; taken = pending.pop())
    for (let at = 0; at < count; at++)
      for (const next of [taken | (1 << at), taken | (1 << at) | 1]) {
        if (next === all && (taken !== 0 || atOnce)) return true;
        if (seen.has(next)) continue;
        seen.add(next);
        if (await isFailing(next)) pending.push(next);
      }
  return false;
}

/**
 * Whether two failures have the role or the kind of step in common: the second and third part of a signature. Wrong values of a
 * table entry, such as `route lines` and `route token`, count as one role.
 */
export function areAlike(one: NonNullable<Failure>, other: NonNullable<Failure>): boolean {
  const [, role, kind] = one.signature.split('|');
  const [, otherRole, otherKind] = other.signature.split('|');
  return (
    role === otherRole || kind === otherKind || (isValueOfRoute(role) && isValueOfRoute(otherRole))
  );
}

const isValueOfRoute = (role = '') => /^route (?!missing|surplus)/.test(role);

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

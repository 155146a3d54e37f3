/** Random scenarios for fast-check: drawn by the harness's generator, shrunk with the harness's edits. */
import type { Arbitrary } from 'fast-check';
import type { Scenario } from '#spec';
import { ScenarioArbitrary } from '../scenario/arbitrary.ts';
import type { ScenarioOptions } from '../scenario/draw.ts';
import { smallerScenarios } from './neighbours.ts';

/** Creates an arbitrary of legal scenarios, for `fc.assert(fc.asyncProperty(scenario(), ...))`. */
export function scenario(options: ScenarioOptions = {}): Arbitrary<Scenario> {
  return new ScenarioArbitrary(options, smallerScenarios);
}

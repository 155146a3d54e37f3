/**
 * Steps: what happens to a network from outside, one at a time. Their types and the features they need derive from the registry
 * (`stepRegistry.ts`).
 */
import type { StepWith } from './stepFields.ts';
import { stepFields } from './stepFields.ts';
import type { StepFacts } from './stepRegistry.ts';
import { stepRegistry } from './stepRegistry.ts';
import type { Topology } from './topology.ts';
import { hasUplink } from './topology.ts';

export type StepKind = keyof typeof stepRegistry;

/** The type of the steps of one kind. */
export type StepOf<Kind extends StepKind> = {
  [Each in Kind]: StepWith<Each, (typeof stepRegistry)[Each]['fields'][number]>;
}[Kind];

export type Step = StepOf<StepKind>;

/** The kinds of step with this `part`. */
export type KindOfPart<Part extends StepFacts['part']> = {
  [Kind in StepKind]: (typeof stepRegistry)[Kind]['part'] extends Part ? Kind : never;
}[StepKind];

export const factsOfStep = (step: { readonly kind: StepKind }): StepFacts =>
  stepRegistry[step.kind];

/** The features that a kind of step needs, besides those of the pair it uses. */
export const stepFeatures = Object.fromEntries(
  Object.entries(stepRegistry).map(([kind, { features }]) => [kind, features]),
) as { readonly [Kind in StepKind]: (typeof stepRegistry)[Kind]['features'] };

/**
 * Returns a sentence for each name in the step that the topology does not declare. A field that a log leaves out is not looked
 * up.
 */
export function stepFaults(step: Step, topology: Topology): string[] {
  const declared: Readonly<Record<'orc' | 'pair' | 'node', readonly string[]>> = {
    orc: topology.orcs.map(({ name }) => name),
    pair: topology.pairs.map(({ id }) => id),
    node: topology.nodes.map(({ token }) => token),
  };
  const told = step as { readonly [field: string]: unknown };
  const faults = stepRegistry[step.kind].fields.flatMap((field) => {
    const { declaredAs } = stepFields[field];
    const name = told[field];
    return declaredAs === null || typeof name !== 'string' || declared[declaredAs].includes(name)
      ? []
      : `${declaredAs} ${JSON.stringify(name)} is not declared in the topology; declare it there`;
  });
  // An uplink is declared by both its ends together.
  if ('below' in step && !hasUplink(topology, step))
    faults.push(
      `uplink ${step.below} to ${step.above} is not declared in the topology; declare it there`,
    );
  return faults;
}

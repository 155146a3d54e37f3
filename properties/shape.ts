/**
 * Shapes: whether a router in this process gave what its contract says, and the sentence for one that did not. Types say so to
 * whoever writes TypeScript; a router in JavaScript is told here. What is costly to ask is asked only where judging failed.
 */
import type { Effect, Network, Router } from '#spec';
import { wireAnswers, wireTable } from '#spec';
import type { StepRecord } from './record.ts';
import { Undriven } from './undriven.ts';

/** Throws for what is no router. */
export function routerOf(given: Router): Router {
  if (typeof given?.handle === 'function') return given;
  throw new Error(
    `create() gave ${named(given)}; expected a router with handle(input) (spec/router.ts)`,
  );
}

/** Throws for what is no network. */
export function networkOf(given: Network): Network {
  const lacks = (['apply', 'close'] as const).filter((name) => typeof given?.[name] !== 'function');
  if (lacks.length === 0) return given;
  throw new Error(
    `create() gave ${named(given)} without ${lacks.map((name) => `${name}()`).join(' and ')}; expected a network (spec/network.ts)`,
  );
}

/** Throws for what is no list. */
export function listed(given: readonly Effect[]): readonly Effect[] {
  if (Array.isArray(given)) return given;
  const late = (given as unknown) instanceof Promise ? ', at once' : '';
  throw new Error(`handle() gave ${named(given)}, where a list of effects is expected${late}`);
}

/** An effect of no kind that there is. */
export function strange(effect: never): never {
  const kind = JSON.stringify((effect as { readonly kind?: unknown } | null)?.kind);
  throw new Error(
    `handle() gave an effect of kind ${kind}, where send, write, emit, close, refuse or dispatch is expected`,
  );
}

/** What of a step's answer is not as the contract says; null where all is. */
export function misshapen({ index, observed, tables }: StepRecord): Undriven | null {
  const faults = [
    ...faultsOf('apply()', wireAnswers.observations.safeParse({ observations: observed })),
    ...tables.flatMap(({ node, observed: table }) =>
      table === null ? [] : faultsOf(`the table of ${node}`, wireTable.safeParse(table)),
    ),
  ];
  return faults.length === 0
    ? null
    : new Undriven(
        `at step ${index} it gave what its contract does not allow:\n  ${faults.join('\n  ')}`,
      );
}

type Parsed = ReturnType<typeof wireTable.safeParse | typeof wireAnswers.observations.safeParse>;

function faultsOf(what: string, { error }: Parsed): string[] {
  return (error?.issues ?? [])
    .slice(0, 3)
    .map(({ path, message }) => `${[what, ...path].join(', ')}: ${message}`);
}

function named(given: unknown): string {
  if (given === null) return 'null';
  if (given instanceof Promise) return 'a promise';
  return typeof given === 'object' ? 'an object' : String(given);
}

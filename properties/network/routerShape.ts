/**
 * Router shape: checks at run time that a router in this process returns what its contract says, and explains a mistake to its
 * author. TypeScript authors learn it from the types already, JavaScript authors only here. The contents of the answers are
 * validated by `lockstep/answerShape.ts`.
 */
import type { Effect, Network, Router } from '#spec';

/** Throws unless the value is a router. */
export function requireRouter(given: Router): Router {
  if (typeof given?.handle === 'function') return given;
  throw new Error(
    `create() gave ${describeValue(given)}; expected a router with handle(input) (spec/router.ts)`,
  );
}

/** Throws unless the value is a network. */
export function requireNetwork(given: Network): Network {
  const missingMethods = (['apply', 'close'] as const).filter(
    (name) => typeof given?.[name] !== 'function',
  );
  if (missingMethods.length === 0) return given;
  throw new Error(
    `create() gave ${describeValue(given)} without ${missingMethods.map((name) => `${name}()`).join(' and ')}; expected a network (spec/network.ts)`,
  );
}

/** Throws unless the value is an array. */
export function requireEffects(given: readonly Effect[]): readonly Effect[] {
  if (Array.isArray(given)) return given;
  const late = (given as unknown) instanceof Promise ? ', at once' : '';
  throw new Error(
    `handle() gave ${describeValue(given)}, where a list of effects is expected${late}`,
  );
}

/** Throws for an effect of an unknown kind. */
export function rejectEffect(effect: never): never {
  const kind = JSON.stringify((effect as { readonly kind?: unknown } | null)?.kind);
  throw new Error(
    `handle() gave an effect of kind ${kind}, where send, write, emit, close, refuse or dispatch is expected`,
  );
}

function describeValue(given: unknown): string {
  if (given === null) return 'null';
  if (given instanceof Promise) return 'a promise';
  return typeof given === 'object' ? 'an object' : String(given);
}

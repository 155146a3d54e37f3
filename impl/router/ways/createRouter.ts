/**
 * Creates our router: under the law with `ways` or without. It stands apart, since of the two only this one knows the other.
 */
import type { RouterOptions, Variant } from '#spec';
import type { PairLimits } from '../core.ts';
import { createHops } from '../hops.ts';
import type { PartylineRouter } from '../router.ts';
import { createRouterOf } from '../router.ts';
import { createWaysHops } from './waysHops.ts';

/** `limits`: how much is kept for one client's pair; null for no limit. `variants`: of the law that the router keeps. */
export function createRouter(
  options: RouterOptions,
  limits: PairLimits | null = null,
  variants: readonly Variant[] = [],
): PartylineRouter {
  const create = variants.includes('ways') ? createWaysHops : createHops;
  return createRouterOf(create(options, limits, variants));
}

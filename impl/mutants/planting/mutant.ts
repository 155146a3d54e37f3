/**
 * Mutants: our router with one planted fault, modelled on how such routers really fail. Each names the clause that
 * must catch it. A mutant is a layer around the correct router: it changes what goes in, what comes out, or what the
 * table shows.
 */

import type {
  Backend,
  ClauseId,
  Effect,
  Feature,
  Input,
  NodeToken,
  PairId,
  Router,
  RouterKind,
  RouterOptions,
  Table,
  Variant,
} from '#spec';
import { usualFeatures } from '#spec';
import { createRouter } from '../../router/ways/createRouter.ts';

/** `whole tables` is among them, because a fault may keep state that no table shows. */
const UNDECLARED_FEATURES: readonly Feature[] = ['handlers', 'stall', 'whole tables'];

export interface Mutant {
  readonly id: string;
  /** The clause that the fault breaks; the first finding may name a closely related one. */
  readonly clause: ClauseId;
  readonly fault: string;
  readonly kind: RouterKind;
  readonly plant: FaultLayer;
  /**
   * Features of which each alone reveals the fault; without any of them it stays hidden. Empty: the fault shows without a
   * feature.
   */
  readonly shownBy: readonly Feature[];
}

/** What a planted fault may use: the correct router, its options, and what the transport has told it. */
export interface SoundRouter {
  readonly options: RouterOptions;
  readonly handle: (input: Input) => readonly Effect[];
  readonly table: () => Table;
  readonly size: () => number;
  /** The attached pairs of lower nodes. A lost pair is removed only after its `lost` input was handled. */
  readonly lower: ReadonlySet<PairId>;
  /** The backend of each pair that was ever attached. */
  readonly backends: ReadonlyMap<PairId, Backend>;
  /** The nodes above that are attached, each with this node's port there. */
  readonly uplinks: ReadonlyMap<NodeToken, number>;
}

/** The faulty router's `handle`, and its `table` and `size` where they are faulty too. */
interface FaultyRouter {
  readonly handle: (input: Input) => readonly Effect[];
  readonly table?: () => Table;
  readonly size?: () => number;
}

export type FaultLayer = (right: SoundRouter) => FaultyRouter;

export function defineMutant(
  id: string,
  clause: ClauseId,
  fault: string,
  plant: FaultLayer,
  ...shownBy: readonly Feature[]
): Mutant {
  return { id, clause, fault, plant, shownBy, kind: kindWith(id, plant) };
}

/** A mutant of our router under the law with a variant. */
export function defineVariantMutant(
  variant: Variant,
  ...[id, clause, fault, plant]: [id: string, clause: ClauseId, fault: string, plant: FaultLayer]
): Mutant {
  return { id, clause, fault, plant, shownBy: [], kind: kindWith(id, plant, [variant]) };
}

/** Returns the kind of a router with the faults of both mutants. */
export function combineMutants(one: Mutant, other: Mutant): RouterKind {
  return kindWith(`${one.id} and ${other.id}`, (right) => {
    const first = one.plant(right);
    const second = other.plant({
      ...right,
      handle: first.handle,
      table: first.table ?? right.table,
      size: first.size ?? right.size,
    });
    return { ...first, ...second };
  });
}

function kindWith(name: string, plant: FaultLayer, variants: readonly Variant[] = []): RouterKind {
  return {
    level: 'router',
    version: '0.1.0',
    features: [...usualFeatures.filter((each) => !UNDECLARED_FEATURES.includes(each)), ...variants],
    name: `mutant ${name}`,
    create: (options) => plantFault(options, plant, variants),
  };
}

function plantFault(
  options: RouterOptions,
  plant: FaultLayer,
  variants: readonly Variant[],
): Router {
  const inner = createRouter(options, null, variants);
  const table = () => inner.table();
  const lower = new Set<PairId>();
  const backends = new Map<PairId, Backend>();
  const uplinks = new Map<NodeToken, number>();
  const handle = (input: Input) => inner.handle(input);
  const size = () => inner.size();
  const faulty = plant({ options, handle, table, size, lower, backends, uplinks });
  return {
    handle(input) {
      if (input.kind === 'attached' && input.node !== null) lower.add(input.pair);
      if (input.kind === 'attached') backends.set(input.pair, input.backend);
      if (input.kind === 'uplink up') uplinks.set(input.uplink, input.port);
      if (input.kind === 'uplink down') uplinks.delete(input.uplink);
      const effects = faulty.handle(input);
      if (input.kind === 'lost') lower.delete(input.pair);
      return effects;
    },
    table: faulty.table ?? table,
    size: faulty.size ?? size,
  };
}

/** Returns the object in a frame input, well formed or not, if its `kind` is this one; else null. */
export function rawMessageIn(input: Input, kind: string): Record<string, unknown> | null {
  if (input.kind !== 'frame') return null;
  const { frame } = input;
  if (typeof frame !== 'object' || frame === null) return null;
  const record = frame as Record<string, unknown>;
  return record.kind === kind ? record : null;
}

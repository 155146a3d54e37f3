/**
 * Mutants: our router with one fault planted, as such routers really fail. Each names the clause that must catch it.
 * A mutant is a layer around the right router: it alters what goes in, what comes out, or what the table shows.
 */

import type {
  ClauseId,
  Effect,
  Feature,
  Input,
  Router,
  RouterKind,
  RouterOptions,
  Table,
} from '#spec';
import { featureNames } from '#spec';
import { createRouter } from '../router.ts';

const LATER: readonly Feature[] = ['ways', 'handlers'];

export interface Mutant {
  readonly id: string;
  /** The clause that names the fault; a finding may name a close relative first. */
  readonly clause: ClauseId;
  readonly fault: string;
  readonly kind: RouterKind;
  /** Nothing shows the fault without this feature. */
  readonly shownBy?: Feature;
}

/** What a fault may use: the right router, and what it was made of. */
export interface Right {
  readonly options: RouterOptions;
  readonly handle: (input: Input) => readonly Effect[];
  readonly table: () => Table;
}

/** The faulty router's `handle`, and its `table` where that lies too. */
export interface Faulty {
  readonly handle: (input: Input) => readonly Effect[];
  readonly table?: () => Table;
}

export function mutant(
  id: string,
  clause: ClauseId,
  fault: string,
  plant: (right: Right) => Faulty,
  shownBy?: Feature,
): Mutant {
  return {
    id,
    clause,
    fault,
    ...(shownBy ? { shownBy } : {}),
    kind: {
      level: 'router',
      version: '0.1.0',
      features: featureNames.filter((name) => !LATER.includes(name)),
      name: `mutant ${id}`,
      create(options): Router {
        const inner = createRouter(options);
        const table = () => inner.table();
        const faulty = plant({ options, handle: (input) => inner.handle(input), table });
        return { handle: faulty.handle, table: faulty.table ?? table };
      },
    },
  };
}

/** The message in a frame input of that kind, if it is one. */
export function messageIn(input: Input, kind: string): Record<string, unknown> | null {
  if (input.kind !== 'frame') return null;
  const { frame } = input;
  if (typeof frame !== 'object' || frame === null) return null;
  const record = frame as Record<string, unknown>;
  return record.kind === kind ? record : null;
}

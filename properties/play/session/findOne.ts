/**
 * Find one: draws scenarios as `partyline check` does, until the router shows a difference, and shrinks that one as
 * `partyline shrink` does. So a seed finds here what it finds on the command line.
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { run } from '../../lockstep/run.ts';
import { drawScenario } from '../../scenario/draw.ts';
import { shapes } from '../../scenario/topology.ts';
import type { Failure } from '../../shrink/shrinker.ts';
import { shrink } from '../../shrink/shrinker.ts';

export interface Search {
  readonly seed: string;
  /** At most this many scenarios are drawn. */
  readonly runs: number;
  readonly onProgress?: (progress: SearchProgress) => void;
}

export type SearchProgress =
  | { readonly doing: 'drawing'; readonly tried: number }
  | { readonly doing: 'shrinking'; readonly steps: number };

export interface Found {
  /** Index of the drawn scenario; its seed and index draw it anew. */
  readonly index: number;
  readonly drawn: Scenario;
  readonly smallest: Scenario;
  readonly signature: string;
  /** Index of the failing step of the smallest; the number of its steps or more means the epilogue. */
  readonly at: number;
}

/** After this many scenarios the page is told how far it is. */
const TELL_EVERY = 20;

/** Returns the first failing scenario and the smallest that fails alike; null when none of them fails. */
export async function findOne(kind: AnyRouterKind, search: Search): Promise<Found | null> {
  const { seed, runs, onProgress } = search;
  const features = featuresOf(kind);
  for (let index = 0; index < runs; index++) {
    if (index % TELL_EVERY === 0) onProgress?.({ doing: 'drawing', tried: index });
    const { scenario, advances } = drawScenario(`${seed}/${kind.level}`, index, {
      features,
      shapes,
    });
    const { findings } = await run(kind, scenario, { advances });
    const [divergence] = findings;
    if (!divergence) continue;
    const { signature } = divergence;
    const ask = async (candidates: readonly Scenario[]) => {
      const failures: Failure[] = [];
      for (const candidate of candidates) {
        const [found] = (await run(kind, candidate)).findings;
        failures.push(found ? { signature: found.signature, at: found.at } : null);
      }
      return failures;
    };
    const { scenario: smallest, at } = await shrink(scenario, signature, ask, {
      features,
      onSmaller: ({ steps }) => onProgress?.({ doing: 'shrinking', steps: steps.length }),
    });
    return { index, drawn: scenario, smallest, signature, at };
  }
  return null;
}

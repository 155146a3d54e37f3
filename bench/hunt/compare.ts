/**
 * Compares the hunt with a check on mutants, as the benchmark Etna compares generators: for how many seeds each of them
 * reports a finding that names the mutant's clause within the time limit, and the median time until then. Neither runs
 * the corpus, and neither shrinks.
 */
import { readFileSync } from 'node:fs';
import { allMutants } from '#impl';
import { CodeCoverage, hunt, Performer, readBaseline, shapes } from '#properties';
import type { AnyRouterKind, ClauseId } from '#spec';

export interface Wrong {
  readonly id: string;
  readonly clause: ClauseId;
  readonly kind: AnyRouterKind;
}

export type Arm = 'hunt' | 'check';

export interface Search {
  readonly seed: string;
  readonly limitMs: number;
  readonly now: () => number;
}

const COUNT = 20;
const BASELINE = new URL('../../properties/mutationTesting/baseline.json', import.meta.url);

/** The mutants whose medians in `docs/mutants.md` are the largest. They are not chosen by hand. */
export const wrongRouters: readonly Wrong[] = readBaseline(readFileSync(BASELINE, 'utf8'))
  .mutants.toSorted((one, other) => scenariosOf(other) - scenariosOf(one))
  .slice(0, COUNT)
  .map(({ id }) => {
    const wrong = allMutants.find((each) => each.id === id);
    if (!wrong) throw new RangeError(`there is no mutant ${id}`);
    return wrong;
  });

/** Returns how many scenarios the mutant takes. A mutant that was not found counts as the slowest. */
function scenariosOf({ medianScenarios }: { readonly medianScenarios: number | null }): number {
  return medianScenarios ?? Number.MAX_SAFE_INTEGER;
}

const arms: Readonly<Record<Arm, (wrong: Wrong, search: Search) => Promise<boolean>>> = {
  hunt: async ({ clause, kind }, { seed, limitMs, now }) => {
    const found = new AbortController();
    const code = await CodeCoverage.start((url) => url.includes('/impl/'));
    try {
      await hunt(kind, {
        seed,
        timeMs: limitMs,
        now,
        code,
        signal: found.signal,
        shrink: false,
        onFinding: (finding) => {
          if ([finding.clause, ...finding.also].includes(clause)) found.abort();
        },
      });
    } finally {
      await code.stop();
    }
    return found.signal.aborted;
  },
  check: async ({ clause, kind }, { seed, limitMs, now }) => {
    const performer = new Performer([kind], { seed, shapes, now });
    const startMs = now();
    for (let index = 0; now() - startMs < limitMs; index++) {
      const task = { kind: 'cases', kindIndex: 0, indexes: [index], leftMs: limitMs } as const;
      for (const { sightings } of (await performer.perform(task)).entries)
        if (sightings.some((each) => [each.clause, ...each.also].includes(clause))) return true;
    }
    return false;
  },
};

/** Returns the milliseconds until the arm (hunt or check) found the mutant; null if it did not within the limit. */
export async function timeToFind(arm: Arm, wrong: Wrong, search: Search): Promise<number | null> {
  const startMs = search.now();
  return (await arms[arm](wrong, search)) ? search.now() - startMs : null;
}

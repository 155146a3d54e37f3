/**
 * The hunt beside a check on wrong routers, as Etna compares: in how many of the seeds each of them finds a finding that
 * names the mutant's clause within the same time, and the median time. Neither begins with the corpus, and neither shrinks.
 */
import { allMutants, rareMutants } from '#impl';
import { CodeCoverage, hunt, Performer, shapes } from '#properties';
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

/**
 * The mutants that `docs/mutants.md` says take most scenarios, of those at router level, and rare mutants from all over
 * their list, by place alone.
 */
export function chooseWrong(docs: string, slowCount: number, rareCount: number): readonly Wrong[] {
  const slow = [...docs.matchAll(/^\| [A-Z]+-\d+ \| `([^`]+)` \|.*? \| (\d+) \|/gm)]
    .map(([, id = '', scenarios]) => ({ id, scenarios: Number(scenarios) }))
    .sort((one, other) => other.scenarios - one.scenarios)
    .flatMap(({ id }) => allMutants.filter((each) => each.id === id))
    .filter(({ kind }) => kind.level === 'router')
    .slice(0, slowCount);
  const rare = Array.from(
    { length: rareCount },
    (_, at) => rareMutants[Math.floor(((at + 0.5) * rareMutants.length) / rareCount)],
  );
  return [...slow, ...rare.filter((each) => each !== undefined)];
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

/** Milliseconds until the arm found the mutant; null when it did not within the limit. */
export async function timeToFind(arm: Arm, wrong: Wrong, search: Search): Promise<number | null> {
  const startMs = search.now();
  return (await arms[arm](wrong, search)) ? search.now() - startMs : null;
}

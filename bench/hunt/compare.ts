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

/** Those that took more than 900 scenarios of the seed `s1`, drawn as in a check, or most of those that were found. */
const rare = [
  'second-line-may-be-empty',
  'addressee-to-the-first-dot',
  'null-fields-left-out',
  'crowded-emitter-silent',
  'twentieth-broadcast-lost',
  'lines-fold-case',
  'lines-are-paths-by-dot',
  'lines-keyed-across-orcs',
  'seventeenth-line-not-told',
  'two-reasons-leave-one',
  'results-by-the-beginning',
  'departure-folds-case',
  'seventeenth-orc-from-below-not-told',
  'nice-in-a-byte',
  'renamed-orcs-by-port',
  'return-cut-at-twenty',
  'count-in-a-byte',
  'second-rename-not-told',
] as const;
/** Those of `docs/mutants.md` that take most scenarios. */
const slow = ['doubles-when-alternating', 'anybody-withdraws'] as const;

export const wrongRouters: readonly Wrong[] = [...rare, ...slow].map((id) => {
  const wrong = [...rareMutants, ...allMutants].find((each) => each.id === id);
  if (!wrong) throw new RangeError(`there is no mutant ${id}`);
  return wrong;
});

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

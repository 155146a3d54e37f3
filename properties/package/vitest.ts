/**
 * `partyline/vitest`: checks a router as a vitest suite with one test per clause. The check runs once,
 * before the first test; the tests only report its verdicts. Knows no particular router and no files.
 *
 * @module partyline/vitest
 */
import { beforeAll, describe, it } from 'vitest';
import type { AnyRouterKind, ClauseId, Soon } from '#spec';
import { clauseIds, clauses } from '#spec';
import { check } from '../campaign/check.ts';
import { kindFaults } from '../network/kindFaults.ts';
import type { Shape } from '../scenario/topology.ts';
import { shapes } from '../scenario/topology.ts';
import type { Deviation, Judgement } from '../verdict/deviations.ts';
import { applyDeviations, parseDeviations } from '../verdict/deviations.ts';
import type { ClauseResult } from '../verdict/verdict.ts';
import { formatFindingStory, makeFailure } from './findingStory.ts';

export interface ConformanceOptions {
  /** Seed of all random choices; the same seed gives the same scenarios. Default: `partyline`. */
  readonly seed?: string;
  /** Number of scenarios. Default: 300. */
  readonly runs?: number;
  /** Checks only these clauses. Default: all. */
  readonly only?: readonly ClauseId[];
  /** Uses only topologies of these shapes. Default: all. */
  readonly shapes?: readonly Shape[];
  /** Known violations. Each lets its clause pass as long as it occurs, and fails the clause when it no longer occurs. */
  readonly deviations?: readonly Deviation[];
  /** Time limit of the whole check, in ms. Default: two minutes. */
  readonly timeoutMs?: number;
}

/**
 * Declares a suite for the router that `factory` returns; the factory is called once. A clause that needs an undeclared feature
 * is skipped, with the reason. A clause that was never exercised fails, because nothing was shown about it.
 */
export function describeConformance(
  factory: () => Soon<AnyRouterKind>,
  options: ConformanceOptions = {},
): void {
  const { seed = 'partyline', runs = 300, only = clauseIds, timeoutMs = 120_000 } = options;
  checkArguments(factory, options);
  const deviations = readDeviations(options.deviations ?? []);
  // A second defect with the same signature is told only if the run knows what the first one is.
  const declared = deviations.flatMap(({ scenario, ...each }) =>
    scenario ? [{ ...each, scenario }] : [],
  );
  describe('conformance to the law of Xcraft multicast routing', () => {
    let kind: AnyRouterKind;
    let judgement: Judgement;
    beforeAll(async () => {
      kind = requireKind(await factory());
      const report = await check([kind], {
        seed,
        runs,
        only,
        shapes: options.shapes ?? shapes,
        shrink: true,
        corpus: declared.map(({ scenario }) => scenario),
        known: declared,
        now: () => performance.now(),
      });
      judgement = applyDeviations(report, deviations);
    }, timeoutMs);

    const titled = only.map((id) => [id, clauses[id].sentence] as const);
    it.for(titled)('%s: %s', async ([id], { skip }) => {
      const result = judgement.report.clauses.find((each) => each.id === id) as ClauseResult;
      const told = await formatVerdict(result, judgement, kind, seed);
      if (told === null) return;
      if (result.verdict === 'declined' || clauses[id].level === 'should') skip(told);
      throw makeFailure(told);
    });
  });
}

/** Checks the arguments, for callers without type checking. Throws RangeError. */
function checkArguments(factory: unknown, { runs = 1, only = [] }: ConformanceOptions): void {
  if (typeof factory !== 'function')
    throw new RangeError(
      `describeConformance was given ${factory === null ? 'null' : `a value of type ${typeof factory}`}; expected a function that gives the router, such as () => kind`,
    );
  if (!Number.isInteger(runs) || runs < 1)
    throw new RangeError(`runs: came ${runs}, expected a whole number from 1`);
  const [unknown] = only.filter((id) => !clauseIds.includes(id));
  if (unknown !== undefined)
    throw new RangeError(
      `only: no clause is called ${JSON.stringify(unknown)}; expected ids such as LINE-2, from SPEC.md`,
    );
}

function requireKind(given: AnyRouterKind): AnyRouterKind {
  const faults = kindFaults(given);
  if (faults.length === 0) return given;
  throw new RangeError(
    `what the function gave is no router (spec/router.ts) and no network (spec/network.ts): ${faults.join('; ').replaceAll('default export', 'it')}`,
  );
}

function readDeviations(given: readonly Deviation[]): readonly Deviation[] {
  const parsed = parseDeviations(given);
  if ('deviations' in parsed) return parsed.deviations;
  throw new RangeError(`deviations: ${parsed.faults.join('; ')}`);
}

/** Returns the message of the failed test; null if the clause is as expected. */
async function formatVerdict(
  { id, verdict, evidence, findings }: ClauseResult,
  { report, deviations }: Judgement,
  kind: AnyRouterKind,
  seed: string,
): Promise<string | null> {
  switch (verdict) {
    case 'holds':
    case 'expected':
      return null;
    case 'declined':
      return `declined: ${evidence}`;
    case 'undecided':
      return `${id} is undecided, so nothing is shown (${evidence}). Raise runs, or allow more shapes.`;
    case 'healed': {
      const gone = deviations.filter((each) => each.deviation.clause === id);
      const named = gone.map(({ deviation }) => deviation.signature ?? id).join(', ');
      return `The declared deviation ${named} did not happen any more. Take it off the list of deviations.`;
    }
    case 'violated':
    case 'crashed': {
      const own = report.findings.filter((finding) => findings.includes(finding.id));
      const texts = await Promise.all(
        own.map((finding) => formatFindingStory(finding, kind, `with seed ${seed}`)),
      );
      return texts.join('\n\n');
    }
    default:
      return verdict satisfies never;
  }
}

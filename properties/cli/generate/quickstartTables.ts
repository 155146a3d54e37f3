/**
 * The parts of the quickstart that hang on the clauses and the drawing: counts and table of the first check, and the summary of the last.
 * They come from a check of a router that declares what the one in the page declares and does nothing yet; a test of
 * the package types every command of the page and compares what it prints.
 */
import type { Feature, RouterKind } from '#spec';
import { featureNames } from '#spec';
import { check } from '../../campaign/check.ts';
import { textReport } from '../../report/text/text.ts';
import { shapes } from '../../scenario/topology.ts';
import type { RunReport } from '../../verdict/verdict.ts';
import { DEFAULT_RUNS } from '../arguments/checkFlags.ts';
import { DEFAULT_SEED } from '../program/seed.ts';
import { readRepositoryFile } from './generator.ts';

const PAGE = 'docs/quickstart.md';
const EXAMPLE = 'examples/router.py';

/** Each clause on a line, from the titles to the summary. */
const TABLE = /^clause +level +verdict +evidence\n[\s\S]*?^\d+ clauses: .*$/m;
/** How much the first check did; how long it took is of the machine that it ran on. */
const COUNTS = /^seed \S+: [\d ]+ scenarios, [\d ]+ steps/m;
/** What the check of the finished router ends with. */
const LAST_SUMMARY = /^\d+ clauses: \d+ declined, \d+ holds$/m;

export async function renderQuickstart(): Promise<ReadonlyMap<string, string>> {
  const first = textReport(await checkIdle([], DEFAULT_RUNS), [], {
    version: '',
    colour: false,
    replay: () => '',
  });
  const [[table], [counts]] = [TABLE.exec(first) ?? [], COUNTS.exec(first) ?? []];
  if (!table || !counts) throw new Error('the report of a check has no counts, or no table');
  const { clauses } = await checkIdle(exampleFeatures(), 1);
  const declined = clauses.filter(({ verdict }) => verdict === 'declined').length;
  const summary = `${clauses.length} clauses: ${declined} declined, ${clauses.length - declined} holds`;
  const page = readRepositoryFile(PAGE);
  const parts = [
    [COUNTS, counts],
    [TABLE, table],
    [LAST_SUMMARY, summary],
  ] as const;
  const written = parts.reduce((text, [part, now]) => {
    if (!part.test(text)) throw new Error(`${PAGE} has no part such as ${part}`);
    return text.replace(part, () => now);
  }, page);
  return new Map([[PAGE, written]]);
}

/** Checks a router that answers to everything that it does not do it yet. */
function checkIdle(features: readonly Feature[], runs: number): Promise<RunReport> {
  const kind: RouterKind = {
    level: 'router',
    name: 'idle',
    version: '0.0.0',
    features,
    create: () => ({
      handle: () => {
        throw Object.assign(new Error('anything'), { name: 'Unsupported' });
      },
    }),
  };
  return check([kind], { runs, seed: DEFAULT_SEED, shapes, shrink: false, now: () => 0 });
}

/** Returns the features with which the example says hello. */
function exampleFeatures(): Feature[] {
  const [, list] = /'features': \[([^\]]*)\]/.exec(readRepositoryFile(EXAMPLE)) ?? [];
  if (list === undefined) throw new Error(`${EXAMPLE} has no list of features`);
  return [...list.matchAll(/'([^']+)'/g)].map(([, name]) => {
    const feature = featureNames.find((each) => each === name);
    if (!feature) throw new Error(`${EXAMPLE} declares ${name}, which is no feature`);
    return feature;
  });
}

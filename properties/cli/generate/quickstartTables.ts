/**
 * The two parts of the quickstart that hang on the clauses: the table of the first check, and the summary of the last.
 * Both come from a check of a router that declares what the one in the page declares and does nothing yet; a test of
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
/** What the check of the finished router ends with. */
const LAST_SUMMARY = /^\d+ clauses: \d+ declined, \d+ holds$/m;

export async function renderQuickstart(): Promise<ReadonlyMap<string, string>> {
  const first = textReport(await checkIdle([], DEFAULT_RUNS), [], {
    version: '',
    colour: false,
    replay: () => '',
  });
  const [table] = TABLE.exec(first) ?? [];
  if (!table) throw new Error('the report of a check has no table of clauses');
  const { clauses } = await checkIdle(exampleFeatures(), 1);
  const declined = clauses.filter(({ verdict }) => verdict === 'declined').length;
  const summary = `${clauses.length} clauses: ${declined} declined, ${clauses.length - declined} holds`;
  const page = readRepositoryFile(PAGE);
  for (const part of [TABLE, LAST_SUMMARY])
    if (!part.test(page)) throw new Error(`${PAGE} has no part such as ${part}`);
  return new Map([[PAGE, page.replace(TABLE, () => table).replace(LAST_SUMMARY, () => summary)]]);
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

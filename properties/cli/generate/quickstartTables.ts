/**
 * The parts of the quickstart that depend on the clauses and on the drawn scenarios: counts and table of its first
 * check, and the summary of its last. They come from checks of a router that does nothing, but declares the same
 * features, of the same contract, as the router in the page. A test of the package runs every command of the page and compares what it prints.
 */
import type { Feature, Offering, RouterKind } from '#spec';
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

/** Matches what is told of the clauses, from the first one that wants attention to the counts of all. */
const TABLE = /^(?:clause +level +verdict +why|\d+ are undecided: .*)\n[\s\S]*?^\d+ clauses: .*$/m;
/**
 * Matches how many scenarios and steps the first check ran. The time it took is left as it is: it depends on the
 * machine.
 */
const COUNTS = /^[\d ]+ scenarios, [\d ]+ steps/m;
/** Matches the counts of the check of the finished router. */
const LAST_SUMMARY = /^\d+ clauses: \d+ declined, \d+ hold /m;

export async function renderQuickstart(): Promise<ReadonlyMap<string, string>> {
  const first = textReport(await checkIdleRouter({ features: [], contract: 2 }, DEFAULT_RUNS), [], {
    version: '',
    colour: false,
    replay: () => '',
  });
  const [[table], [counts]] = [TABLE.exec(first) ?? [], COUNTS.exec(first) ?? []];
  if (!table || !counts) throw new Error('the report of a check has no counts, or no table');
  const { clauses } = await checkIdleRouter({ features: exampleFeatures() }, 1);
  const declined = clauses.filter(({ verdict }) => verdict === 'declined').length;
  const summary = `${clauses.length} clauses: ${declined} declined, ${clauses.length - declined} hold `;
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

/** Checks a router that answers every input with "not supported yet". */
function checkIdleRouter(offering: Offering, runs: number): Promise<RunReport> {
  const kind: RouterKind = {
    level: 'router',
    name: 'idle',
    version: '0.0.0',
    ...offering,
    create: () => ({
      handle: () => {
        throw Object.assign(new Error('anything'), { name: 'Unsupported' });
      },
    }),
  };
  return check([kind], { runs, seed: DEFAULT_SEED, shapes, shrink: false, now: () => 0 });
}

/** Returns the features that the example declares in its `hello`. */
function exampleFeatures(): Feature[] {
  const [, list] = /'features': \[([^\]]*)\]/.exec(readRepositoryFile(EXAMPLE)) ?? [];
  if (list === undefined) throw new Error(`${EXAMPLE} has no list of features`);
  return [...list.matchAll(/'([^']+)'/g)].map(([, name]) => {
    const feature = featureNames.find((each) => each === name);
    if (!feature) throw new Error(`${EXAMPLE} declares ${name}, which is no feature`);
    return feature;
  });
}

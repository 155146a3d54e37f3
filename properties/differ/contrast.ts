/**
 * Contrast: the first difference in behaviour of two routers on one scenario. Neither router counts as correct. What the law says
 * of each is found out afterwards, by a run of that router against the model.
 */
import type { AnyRouterKind, Feature, Observation, Scenario, Step, Table } from '#spec';
import { featuresOf } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import type { StepRecord } from '../compare/record.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import { run } from '../lockstep/run.ts';
import { Undriven } from '../network/undriven.ts';
import { phraseOfObservation, phraseOfRoute } from '../wording/phrases.ts';

export interface Contrast {
  /** Kind of the difference and kind of the step: `frame|publish`. */
  readonly signature: string;
  /** Index of the step. From the number of steps on, the step lies in the epilogue. */
  readonly at: number;
  readonly step: Step;
  /** In words: what only one of the two routers did, or holds in its table. */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** Returns the features that both routers declare; no others are used. */
export function commonFeatures(left: AnyRouterKind, right: AnyRouterKind): Feature[] {
  const offered = featuresOf(right);
  return featuresOf(left).filter((feature) => offered.includes(feature));
}

/** Returns the kind with only these features declared, so that both routers go through the same epilogue. */
export function restrictFeatures(kind: AnyRouterKind, features: readonly Feature[]): AnyRouterKind {
  // The spread of a union loses which variant it was, but the level and `create` are unchanged.
  return { ...kind, features, contract: 2 } as AnyRouterKind;
}

/** What a comparison found on one scenario, and the steps at which a router showed a known deviation. */
export interface Comparison {
  readonly contrast: Contrast | null;
  /** Where a known deviation ended the run of a router. */
  readonly endedAt: readonly number[];
}

/**
 * Returns the first difference; null if there is none before either router's run ends at a violation of the law. Steps at which
 * either router shows a known deviation are not compared; its run continues past them where they leave no trace. Both must
 * declare the same features. Throws Undriven.
 */
export async function findContrast(
  left: AnyRouterKind,
  right: AnyRouterKind,
  scenario: Scenario,
  known: readonly KnownDeviation[] = [],
): Promise<Contrast | null> {
  return (await compareOn(left, right, scenario, known)).contrast;
}

/** Like `findContrast`, and says where known deviations ended the comparison. Throws Undriven. */
export async function compareOn(
  left: AnyRouterKind,
  right: AnyRouterKind,
  scenario: Scenario,
  known: readonly KnownDeviation[],
): Promise<Comparison> {
  const ours = await runPastKnown(left, scenario, known);
  const theirs = await runPastKnown(right, scenario, known);
  const endedAt = [...ours.endedAt, ...theirs.endedAt];
  const skipped = new Set([...ours.passedAt, ...theirs.passedAt, ...endedAt]);
  for (const [index, one] of ours.records.entries()) {
    const other = theirs.records[index];
    if (!other) break;
    const found = skipped.has(index) ? null : contrastSteps(one, other);
    if (!found) continue;
    const { kind } = one.step;
    const contrast = { ...found, signature: `${found.signature}|${kind}`, at: index };
    return { contrast: { ...contrast, step: one.step }, endedAt };
  }
  return { contrast: null, endedAt };
}

async function runPastKnown(
  kind: AnyRouterKind,
  scenario: Scenario,
  known: readonly KnownDeviation[],
) {
  const mayPass = (each: Divergence) => isKnown(known, each, scenario);
  const options = known.length > 0 ? { past: mayPass } : {};
  const {
    records,
    error,
    findings,
    passed = [],
  } = await run(kind, scenario, {
    ...options,
    keep: true,
  });
  if (error !== null) throw new Undriven(`${kind.name} ${kind.version}: ${error}`);
  return {
    records,
    passedAt: passed.map(({ at }) => at),
    endedAt: findings.filter(mayPass).map(({ at }) => at),
  };
}

type StepContrast = Pick<Contrast, 'signature' | 'left' | 'right'>;

function contrastSteps(one: StepRecord, other: StepRecord): StepContrast | null {
  const crashes = contrastLists('crash', crashesOf(one), crashesOf(other));
  if (crashes) return crashes;
  for (const kind of COMPARED_KINDS) {
    const words = (record: StepRecord) => phrasesOf(record, kind);
    const found = contrastLists(kind, words(one), words(other));
    if (found) return found;
  }
  return contrastLists('table', one.tables.flatMap(routesOf), other.tables.flatMap(routesOf));
}

/** In order of comparison: what clients hear first, then what is visible inside only. */
const COMPARED_KINDS = [
  'frame',
  'emission',
  'handled',
  'closed',
  'message',
  'dispatch',
  'refusal',
] as const;
/** Kinds of observation that both routers report only with the feature. */
const NEEDED_FEATURES: Readonly<Partial<Record<Observation['kind'], Feature>>> = {
  message: 'messages',
  handled: 'handlers',
};

/**
 * Returns the observations of a kind in words. It leaves out what is never compared: the text of a refusal, and whether a route
 * was in the table when a command was seen.
 */
function phrasesOf({ observed, features }: StepRecord, kind: Observation['kind']): string[] {
  const needed = NEEDED_FEATURES[kind];
  if (needed && !features.has(needed)) return [];
  return observed
    .filter((each) => each.kind === kind)
    .map((each) => phraseOfObservation(each.kind === 'refusal' ? { ...each, detail: '' } : each));
}

function crashesOf({ differences }: StepRecord): string[] {
  return differences.flatMap((each) => (each.kind === 'crash' ? [`throws: ${each.error}`] : []));
}

function routesOf({ node, observed }: { readonly node: string; readonly observed: Table | null }) {
  return (observed?.routes ?? []).map((route) => `table of ${node}: ${phraseOfRoute(route)}`);
}

/** Returns the multiset difference of the two lists, in words. The order between carriers is free. */
function contrastLists(
  what: string,
  one: readonly string[],
  other: readonly string[],
): StepContrast | null {
  const left = subtract(one, other);
  const right = subtract(other, one);
  return left.length + right.length > 0 ? { signature: what, left, right } : null;
}

function subtract(all: readonly string[], taken: readonly string[]): string[] {
  const rest = [...taken];
  return all.filter((each) => {
    const at = rest.indexOf(each);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

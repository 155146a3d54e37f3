/**
 * Observations: what happened in one scenario, in the format that tools for property-based testing share (the "PBT
 * Observations" schema of Hypothesis, which Tyche reads). Made where the scenario ran, as plain data, so that threads
 * can send it. It judges nothing: it repeats what the run found and measured.
 */
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { goalListsFor } from '../scenario/situations/lists.ts';
import { dimensions } from '../verdict/coverage.ts';
import { stepLabel } from '../wording/steps.ts';
import type { OutcomeWithoutDeviations } from './bypass.ts';
import { isWhole } from './bypass.ts';
import type { CaseMeasure } from './caseMeasure.ts';
import { CaseMeter } from './caseMeasure.ts';

/** One line of the format, without `run_start`, which is the same on every line of a run. The keys are the schema's. */
export interface Observation {
  readonly type: 'test_case';
  readonly property: string;
  readonly status: 'passed' | 'failed' | 'gave_up';
  readonly status_reason: string;
  readonly representation: string;
  readonly arguments: { readonly scenario: Scenario };
  readonly how_generated: string;
  readonly features: Readonly<Record<string, number | string>>;
  /** The source lines that were executed, which are not measured here. */
  readonly coverage: null;
  readonly timing: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface ObservedRun {
  readonly kindIndex: number;
  readonly bypassed: OutcomeWithoutDeviations;
  readonly ms: number;
  /** Index of the scenario in the corpus, or among the drawn scenarios. */
  readonly index: number;
  /** Null for a document of the corpus, because only drawn scenarios count as coverage. */
  readonly measure: CaseMeasure | null;
}

/** Makes the records that viewers of property-based tests read, one for each scenario of a run. */
export class Observer {
  readonly #kinds: readonly AnyRouterKind[];
  readonly #run: { readonly seed: string; readonly only?: readonly ClauseId[] };
  /** One meter for each kind, for documents of the corpus, whose runs are measured nowhere else. */
  readonly #meters: readonly CaseMeter[];
  readonly #situations: readonly (readonly string[])[];

  constructor(
    kinds: readonly AnyRouterKind[],
    run: { readonly seed: string; readonly only?: readonly ClauseId[] },
  ) {
    this.#kinds = kinds;
    this.#run = run;
    this.#meters = kinds.map((kind) => new CaseMeter(featuresOf(kind)));
    this.#situations = kinds.map((kind) =>
      goalListsFor(new Set(featuresOf(kind))).situations.map(({ id }) => id),
    );
  }

  observe({ kindIndex, bypassed, ms, index, measure }: ObservedRun): Observation {
    const { level, name, version } = this.#kinds[kindIndex] as AnyRouterKind;
    const { scenario, outcome, metDeviations } = bypassed;
    const { seed } = this.#run;
    const measured =
      measure ?? (this.#meters[kindIndex] as CaseMeter).measure(scenario, outcome.stepCount, []);
    return {
      type: 'test_case',
      property: `${name} ${version} (${level} level)`,
      ...this.#statusOf(bypassed),
      representation: textOf(scenario),
      arguments: { scenario },
      how_generated:
        measure === null
          ? `corpus, document ${index + 1}`
          : `drawn from seed ${JSON.stringify(seed)}, index ${index}`,
      features: measuredFeatures(measured, this.#situations[kindIndex] ?? []),
      coverage: null,
      timing: { 'execute:test': Math.max(0, ms) / 1000 },
      metadata: {
        level,
        seed,
        index,
        steps_run: outcome.stepCount,
        exercised: [...outcome.exercised],
        witnessed: [...outcome.witnessed],
        findings: outcome.findings.map(({ clause, signature, detail }) => ({
          clause,
          signature,
          detail,
        })),
        known_deviations: metDeviations.map(({ divergence }) => divergence.signature),
      },
    };
  }

  #statusOf(bypassed: OutcomeWithoutDeviations): Pick<Observation, 'status' | 'status_reason'> {
    const { only } = this.#run;
    const { findings, unsupported } = bypassed.outcome;
    const requested = findings.find(
      ({ clause, also, signature }) =>
        signature.includes('|crash|') ||
        (only?.some((id) => clause === id || also.includes(id)) ?? true),
    );
    if (requested)
      return { status: 'failed', status_reason: `${requested.clause}: ${requested.detail}` };
    if (isWhole(bypassed)) return { status: 'passed', status_reason: '' };
    const reason =
      unsupported !== undefined
        ? 'ended at something that the router does not support'
        : findings[0]
          ? `ended at a finding of ${findings[0].clause}, which was not asked for`
          : 'ended at a known deviation';
    return { status: 'gave_up', status_reason: reason };
  }
}

/** Returns the features of an observation. All observations have the same keys, so that a viewer can show rates. */
function measuredFeatures(
  { sizes, payloads, alphabets, reach }: CaseMeasure,
  situations: readonly string[],
): Observation['features'] {
  const met = new Set(reach.situations);
  return {
    ...Object.fromEntries(dimensions.map((each, at) => [each, sizes[at] ?? 0])),
    payloads: [...payloads].sort().join(', ') || 'none published',
    alphabets: [...alphabets].sort().join(', '),
    ...Object.fromEntries(
      situations.map((id, at) => [`situation: ${id}`, met.has(at) ? 'met' : 'not met']),
    ),
  };
}

function textOf({ topology, steps }: Scenario): string {
  const { nodes, orcs, pairs } = topology;
  const places = pairs.map(({ id, node }) => `${id} at ${node}`).join(', ');
  return [
    `nodes ${nodes.map(({ token }) => token).join(', ')}; orcs ${orcs.map(({ name }) => name).join(', ')}; pairs ${places}`,
    ...steps.map((step, at) => `${at + 1}. ${stepLabel(step)}`),
  ].join('\n');
}

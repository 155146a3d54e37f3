/**
 * Features: whether the adapter really answers every feature that it declares, by at least one scenario per feature. If a feature
 * is declared but not answered, every scenario that needs it is inconclusive.
 */
import type { AnyRouterKind, Feature, Observation, Scenario } from '#spec';
import { featuresOf, stepFeatures } from '#spec';
import { generate } from '../scenario/draw.ts';
import { needsOf } from '../scenario/needs.ts';
import { shapes } from '../scenario/topology.ts';
import type { Diagnosis } from './diagnosis.ts';
import { formatPlace } from './repeatability.ts';
import type { Transcript } from './transcript.ts';

/** At most this many scenarios are drawn to find one that needs a given feature. */
const MOST_DRAWN = 60;

/** For features that no kind of step needs: which observation proves that the feature is answered. */
const featureEvidence: Partial<Record<Feature, (seen: Observation) => boolean>> = {
  messages: ({ kind }) => kind === 'message',
  dispatches: ({ kind }) => kind === 'dispatch',
  refusals: ({ kind }) => kind === 'refusal',
  closings: ({ kind }) => kind === 'closed',
  handlers: ({ kind }) => kind === 'handled',
  'hop lines': (seen) => seen.kind === 'message' && seen.message.kind === ':conn-line',
};

/** Draws a small set of scenarios that together need all declared features, as far as generated ones can. */
export function scenariosFor(kind: AnyRouterKind): Scenario[] {
  const features = featuresOf(kind);
  const left = new Set(kind.features);
  const chosen: Scenario[] = [];
  for (let index = 0; index < MOST_DRAWN && left.size > 0; index++) {
    const scenario = generate('doctor', index, { features, shapes, nodes: 3, steps: 24 });
    const needs = [...needsOf(scenario)].filter((feature) => left.has(feature));
    if (needs.length === 0) continue;
    chosen.push(scenario);
    for (const feature of needs) left.delete(feature);
  }
  return chosen;
}

export function diagnoseFeatures(
  { features }: AnyRouterKind,
  transcripts: readonly Transcript[],
): Diagnosis {
  const answered = new Set<Feature>();
  const failures: string[] = [];
  for (const { scenario, entries, showsSizes, end } of transcripts) {
    const { topology, steps } = scenario;
    const before = needsOf({ ...scenario, steps: steps.slice(0, end?.stepIndex ?? steps.length) });
    // A router that did a step on this topology has also answered the features that the topology needs.
    if (entries.length > 0) for (const feature of before) answered.add(feature);
    if (showsSizes) answered.add('size');
    for (const { observed, tables } of entries) {
      if (tables.length > 0) answered.add('tables');
      for (const [feature, shows] of Object.entries(featureEvidence))
        if (observed.some(shows)) answered.add(feature as Feature);
    }
    if (!end) continue;
    const upTo = needsOf({ version: 1, topology, steps: steps.slice(0, end.stepIndex + 1) });
    const fresh = [...upTo].filter((feature) => !answered.has(feature));
    const named = fresh.length > 0 ? `${fresh.join(', ')}: ` : '';
    const what = end.reason === 'crash' ? 'it threw' : 'it does not do yet';
    failures.push(`${named}${what} at ${formatPlace(end)}: ${end.message}`);
  }
  const declared = features.filter((feature) => !UNSEEN_FEATURES.has(feature));
  const open = declared.filter((feature) => !answered.has(feature));
  const count = `${declared.length - open.length} of ${declared.length} declared features were answered`;
  const [failure] = failures;
  if (declared.length === 0)
    return {
      about: 'features',
      well: null,
      seen: failure ? `none is declared; ${failure}` : 'none is declared',
    };
  if (failure !== undefined)
    return {
      about: 'features',
      well: false,
      seen: `${count}; ${failure}`,
      mend: 'Answer what the feature stands for, or take it off what is declared: what is left out is never held against it.',
    };
  const [idle] = open.flatMap((feature) => {
    const lacking = missingFeatures(feature, features);
    return lacking.length > 0 ? [{ feature, lacking: lacking.join(' and ') }] : [];
  });
  if (idle)
    return {
      about: 'features',
      well: false,
      seen: `${count}; no step of ${idle.feature} is ever drawn without ${idle.lacking}`,
      mend: `Declare ${idle.lacking} as well, or take ${idle.feature} off what is declared.`,
    };
  const silent = open.filter((feature) => feature in featureEvidence);
  if (silent.length > 0)
    return {
      about: 'features',
      well: false,
      seen: `${count}; nothing was ever seen of ${silent.join(', ')}`,
      mend: 'Tell what it stands for, or take it off what is declared.',
    };
  return {
    about: 'features',
    well: true,
    seen:
      open.length > 0
        ? `${count}; not tried: ${open.join(', ')} (no scenario drawn here had a use for it; \`check\` draws more)`
        : count,
  };
}

/** Returns the fewest other features that must be declared too, so that a step that needs `feature` can be drawn. */
function missingFeatures(feature: Feature, declared: readonly Feature[]): readonly Feature[] {
  const needs: readonly (readonly Feature[])[] = Object.values(stepFeatures);
  const lacking = needs
    .filter((each) => each.includes(feature))
    .map((each) => each.filter((needed) => !declared.includes(needed)));
  return lacking.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** Features that no scenario of `generate` needs. */
const UNSEEN_FEATURES: ReadonlySet<Feature> = new Set<Feature>(['ways']);

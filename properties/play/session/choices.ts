/**
 * Choices: the steps that may come next about what is selected, by the model, and the near ones that may not come, each with the
 * law's reason. Names and topics that the scenario knows are offered, and one new line; anything else is entered by hand.
 */
import type { Bounds, State } from '#model';
import { candidates, legal, stepKinds } from '#model';
import type { OrcName, Scenario, Step, StepKind } from '#spec';
import { featureNames, lineOf } from '#spec';
import type { Selection } from './selection.ts';
import { canConcern, concerns } from './selection.ts';

export interface Choices {
  readonly legal: readonly Step[];
  readonly refused: readonly { readonly step: Step; readonly why: string }[];
}

/** A raw frame is written by hand: there is no end of them. */
const BY_HAND: readonly StepKind[] = ['inject', 'garble', 'stray'];

/** Nothing is behind the routers of the page that could stop reading. */
const OF_NETWORKS: readonly StepKind[] = ['stall', 'resume'];

/** Results for this many clients are offered. */
const MOST_RESULTS = 6;

const FIRST_TOPIC = 'wh::<l1>.changed';

/** The steps about what is selected, in the order of the registry. `at` is the state in which they would come. */
export function choicesFor(state: State, scenario: Scenario, selection: Selection): Choices {
  const bounds = boundsFor(scenario);
  const clients = clientsOn(state, selection);
  const choices: { legal: Step[]; refused: { step: Step; why: string }[] } = {
    legal: [],
    refused: [],
  };
  for (const kind of stepKinds) {
    if ([...BY_HAND, ...OF_NETWORKS].includes(kind) || !canConcern(kind, selection)) continue;
    const about = candidates(state, bounds, kind).filter((step) =>
      concerns(step, selection, clients),
    );
    for (const step of sortOwnFirst(about, scenario, state)) {
      const why = legal(state, step);
      if (why === null) choices.legal.push(step);
      else choices.refused.push({ step, why });
    }
  }
  return choices;
}

/**
 * Puts first the steps of clients that are nowhere yet and have the name of their socket's node, then those of others with that
 * name; the order is kept otherwise.
 */
function sortOwnFirst(
  steps: readonly Step[],
  { topology }: Scenario,
  { history }: State,
): readonly Step[] {
  const rank = (step: Step): number => {
    if (!('orc' in step && 'pair' in step)) return 0;
    const pair = topology.pairs.find(({ id }) => id === step.pair);
    if (!step.orc.endsWith(`@${pair?.node}`)) return 2;
    return history.attachments.some(({ orcName }) => orcName === step.orc) ? 1 : 0;
  };
  return steps.toSorted((one, other) => rank(one) - rank(other));
}

function clientsOn({ history }: State, selection: Selection): readonly OrcName[] {
  return selection.what === 'pair'
    ? history.attachments.flatMap(({ pair, orcName }) => (pair === selection.pair ? [orcName] : []))
    : [];
}

function boundsFor({ topology, steps }: Scenario): Bounds {
  const told = steps.flatMap((step) => ('topic' in step ? [step.topic] : []));
  const patterns = unique(told.length === 0 ? [FIRST_TOPIC] : [...told, nextTopic(told)]);
  const results = topology.orcs.slice(0, MOST_RESULTS).map(({ name }) => `${name}::job.finished`);
  return {
    features: new Set(featureNames),
    kinds: stepKinds,
    patterns: patterns.filter((each) => !each.includes('::job.')),
    topics: unique([...patterns.filter((each) => !each.includes('*')), 'news', ...results]),
    hordes: [],
    frames: [],
    commands: ['job'],
    illNames: [],
    countCap: 3,
  };
}

/** Returns a topic with the first line `l1`, `l2`, ... that none of these topics has. */
function nextTopic(topics: readonly string[]): string {
  const lines = new Set<string | null>(topics.map(lineOf));
  let number = 1;
  while (lines.has(`l${number}`)) number++;
  return `wh::<l${number}>.changed`;
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

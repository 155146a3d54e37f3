/**
 * Choices: the steps that may come next about what is selected, by the model, and the near ones that may not come, each with the
 * law's reason. Names and topics that the scenario knows are offered, and one new line; anything else is entered by hand.
 */
import type { Bounds, State } from '#model';
import { candidates, legal, stepKinds } from '#model';
import type { OrcName, Scenario, Step, StepKind } from '#spec';
import { featureNames, lineOf } from '#spec';
import type { Selection } from './selection.ts';
import { concerns } from './selection.ts';

export interface Choices {
  readonly legal: readonly Step[];
  readonly refused: readonly { readonly step: Step; readonly why: string }[];
}

/** A raw frame is written by hand: there is no end of them. */
const BY_HAND: readonly StepKind[] = ['inject', 'garble', 'stray'];

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
    if (BY_HAND.includes(kind)) continue;
    for (const step of sortOwnFirst(candidates(state, bounds, kind), scenario)) {
      if (!concerns(step, selection, clients)) continue;
      const why = legal(state, step);
      if (why === null) choices.legal.push(step);
      else choices.refused.push({ step, why });
    }
  }
  return choices;
}

/** Puts steps of clients that have the name of their socket's node before those of others; the order is kept otherwise. */
function sortOwnFirst(steps: readonly Step[], { topology }: Scenario): readonly Step[] {
  const isOwn = (step: Step): boolean => {
    if (!('orc' in step && 'pair' in step)) return true;
    const pair = topology.pairs.find(({ id }) => id === step.pair);
    return step.orc.endsWith(`@${pair?.node}`);
  };
  return [...steps.filter(isOwn), ...steps.filter((step) => !isOwn(step))];
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

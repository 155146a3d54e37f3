/**
 * Explanation: why a shrunk scenario fails. It varies one thing at a time and runs the result: which steps are needed, which may
 * swap places, which values matter and which do not. Every sentence is backed by a run.
 */

import type { Scenario, Step } from '#spec';
import { stepName, stepNumber } from '../wording/steps.ts';
import { namings } from './canonical.ts';
import type { Edit } from './edit.ts';
import { legalize, replaceSteps } from './edit.ts';
import { isWithinFeatures } from './neighbours.ts';
import type { Ask, Shrunk } from './shrinker.ts';

/** Explains the failure, one sentence each, the most informative first. This costs a few runs beyond those of the search. */
export async function explainFailure(
  shrunk: Shrunk,
  signature: string,
  ask: Ask,
): Promise<string[]> {
  const { scenario, at, naming } = shrunk;
  const offered = new Set(shrunk.features);
  const tried = variationsOf(scenario, at).flatMap((each) => {
    const candidate = legalize(each.scenario, (same) => same);
    // If legalizing removed steps, more than one thing has changed, so the result says nothing.
    return candidate?.steps.length === each.scenario.steps.length &&
      isWithinFeatures(candidate, offered)
      ? [{ ...each, candidate }]
      : [];
  });
  const answers = await ask(tried.map(({ candidate }) => candidate));
  const stillFailing = new Set(
    tried.filter((_, index) => answers[index]?.signature === signature).map(({ edit }) => edit),
  );
  const triedEdits = new Set(tried.map(({ edit }) => edit));
  return [
    ...explainDrops(shrunk),
    ...explainSwaps(scenario, at, triedEdits, stillFailing),
    ...explainValues(triedEdits, stillFailing),
    ...(naming === 'birth' ? [] : ['The names matter: under plainer ones it does not come back.']),
  ];
}

/** Says without which steps the scenario passes, and without which it fails differently. Equal steps share one neighbour. */
function explainDrops(shrunk: Shrunk): string[] {
  const { steps } = shrunk.scenario;
  const endings = new Map(
    shrunk.neighbours.map(({ scenario, failure }) => [JSON.stringify(scenario), failure]),
  );
  const passing: number[] = [];
  const otherEndings: string[] = [];
  for (const at of steps.keys()) {
    const candidate = legalize(
      replaceSteps(shrunk.scenario, steps.toSpliced(at, 1)),
      namings[shrunk.naming],
    );
    const failure = candidate ? endings.get(JSON.stringify(candidate)) : null;
    if (failure === null) passing.push(at);
    else if (failure) otherEndings.push(`Without ${stepName(at)} it ends in ${failure.signature}.`);
  }
  if (passing.length === 0) return otherEndings;
  const all = passing.length === steps.length && steps.length > 1;
  return [
    all ? 'Without any one of its steps it passes.' : `Without ${stepList(passing)} it passes.`,
    ...otherEndings,
  ];
}

function stepList(indexes: readonly number[]): string {
  const [first = 0, ...others] = indexes;
  if (others.length === 0) return stepName(first);
  const numbers = indexes.map(stepNumber);
  return `step ${numbers.slice(0, -1).join(', ')} or ${numbers.at(-1)}`;
}

interface Variation extends Edit {
  /** A name for a value that may not matter, such as `the backend of s1`. */
  readonly about?: string;
}

const swapName = (at: number) => `swap ${at}`;

/** Lists variations of the scenario. Each has another order of steps or another value, and need not be smaller. */
function variationsOf(scenario: Scenario, failing: number): Variation[] {
  const { steps, topology } = scenario;
  const found: Variation[] = [];
  for (let at = 0; at + 1 < Math.min(steps.length, failing); at++) {
    const [one, two] = [steps[at] as Step, steps[at + 1] as Step];
    found.push({
      edit: swapName(at),
      scenario: replaceSteps(scenario, steps.toSpliced(at, 2, two, one)),
    });
  }
  const changePairs = (changed: Scenario['topology']['pairs']) => ({
    ...scenario,
    topology: { ...topology, pairs: changed },
  });
  for (const pair of topology.pairs) {
    const other =
      pair.backend === 'ee'
        ? ({ backend: 'axon', port: 4999 } as const)
        : ({ backend: 'ee', port: null } as const);
    found.push({
      edit: `the backend of ${pair.id}`,
      scenario: changePairs(
        topology.pairs.map((each) => (each === pair ? { ...each, ...other } : each)),
      ),
    });
  }
  const axon = topology.pairs.filter((pair) => pair.port !== null);
  if (
    axon.length > 1 &&
    new Set(axon.map(({ node, port }) => `${node}/${port}`)).size < axon.length
  )
    found.push({
      edit: 'the equal ports',
      scenario: changePairs(
        topology.pairs.map((pair, at) =>
          pair.port === null ? pair : { ...pair, port: 4900 + at },
        ),
      ),
    });
  const setNice = (nice: number) => ({
    ...scenario,
    topology: { ...topology, orcs: topology.orcs.map((orc) => ({ ...orc, nice })) },
  });
  if (topology.orcs.length > 0)
    found.push({
      edit: 'nice',
      scenario: setNice(topology.orcs.some(({ nice }) => nice !== 0) ? 0 : 7),
    });
  for (const [at, step] of steps.entries()) {
    const changeStep = (other: Step) => replaceSteps(scenario, steps.with(at, other));
    if (step.kind === 'cut')
      found.push({
        edit: `which socket ${stepName(at)} loses`,
        scenario: changeStep({ ...step, socket: step.socket === 'event' ? 'command' : 'event' }),
      });
    if (step.kind === 'publish')
      found.push({
        edit: `the payload of ${stepName(at)}`,
        scenario: changeStep({ ...step, payload: step.payload === undefined ? { some: 1 } : null }),
      });
    if (step.kind === 'command')
      found.push({
        edit: `the command's name in ${stepName(at)}`,
        scenario: changeStep({ ...step, name: `${step.name}.other` }),
      });
  }
  return found;
}

/** Says which neighbouring steps may swap places and which may not; swaps that are not legal are left out. */
function explainSwaps(
  { steps }: Scenario,
  failing: number,
  triedEdits: ReadonlySet<string>,
  stillFailing: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  for (let at = 0; at + 1 < Math.min(steps.length, failing); at++) {
    if (!triedEdits.has(swapName(at))) continue;
    found.push(
      stillFailing.has(swapName(at))
        ? `Steps ${stepNumber(at)} and ${stepNumber(at + 1)} may be swapped.`
        : `Steps ${stepNumber(at)} and ${stepNumber(at + 1)} must stand in this order.`,
    );
  }
  return found;
}

function explainValues(
  triedEdits: ReadonlySet<string>,
  stillFailing: ReadonlySet<string>,
): string[] {
  const values = [...triedEdits].filter((edit) => !edit.startsWith('swap '));
  const free = values.filter((edit) => stillFailing.has(edit));
  const bound = values.filter((edit) => !stillFailing.has(edit));
  return [
    ...(bound.length > 0 ? [`What matters: ${joinItems(bound)}.`] : []),
    ...(free.length > 0 ? [`What does not matter: ${joinItems(free)}.`] : []),
  ];
}

function joinItems(items: readonly string[]): string {
  return items.length === 1
    ? (items[0] as string)
    : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

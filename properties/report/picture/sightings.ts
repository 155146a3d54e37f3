/**
 * Sightings: what the model and the router did in one step, observation by observation, and which of it is wrong. An observation
 * of only one of them need not be wrong, because the law leaves some observations free. This file knows no page and no terminal.
 */
import { match } from 'ts-pattern';
import type { Observation } from '#spec';
import type { Difference } from '../../compare/differences.ts';
import type { HearingReason } from '../../lockstep/reasons.ts';
import type { TraceFrame } from '../../lockstep/trace.ts';
import { phraseOfObservation } from '../../wording/phrases.ts';

export interface Sighting {
  readonly observation: Observation;
  /**
   * `both`: model and router. `missing`: only the model. `surplus`: only the router. `router`: only the
   * router, of a kind that the model never reports.
   */
  readonly sign: 'both' | 'missing' | 'surplus' | 'router';
  /** False for observations that the law leaves free. */
  readonly wrong: boolean;
}

type ComparedStep = Pick<TraceFrame, 'expected' | 'observed' | 'facts'>;

/**
 * Returns what the router and the model did, in the router's order. An observation of the model alone stands where the model made
 * it.
 */
export function sightingsOf({ expected, observed, facts }: ComparedStep): Sighting[] {
  const wanted = expected.map((observation) => ({
    observation,
    identity: identityOf(observation),
  }));
  const left = new Set(wanted);
  /** For each observation of the router: the observation of the model that it matches, if there is one. */
  const same = observed.map((observation) => {
    const identity = identityOf(observation);
    const match = [...left].find((each) => each.identity === identity);
    if (match) left.delete(match);
    return match;
  });
  const found: Sighting[] = [];
  let next = 0;
  const takeUntil = (end: number) => {
    for (; next < end; next++) {
      const observation = observed[next] as Observation;
      found.push(
        same[next]
          ? { observation, sign: 'both', wrong: false }
          : oneSidedSighting(observation, 'surplus', facts),
      );
    }
  };
  for (const each of wanted)
    if (left.has(each)) found.push(oneSidedSighting(each.observation, 'missing', facts));
    else takeUntil(Math.max(next, same.indexOf(each) + 1));
  takeUntil(observed.length);
  return found;
}

export type Mark = 'done' | 'missing' | 'surplus';

export interface MarkedObservation {
  readonly mark: Mark;
  readonly observation: Observation;
}

/**
 * Returns the sightings with the marks of a text diagram. An observation that the law leaves free has no mark; it is left out if
 * only the model made it.
 */
export function markObservations(frame: ComparedStep): MarkedObservation[] {
  return sightingsOf(frame).flatMap(({ observation: seen, sign, wrong }): MarkedObservation[] =>
    sign === 'missing'
      ? wrong
        ? [{ mark: 'missing', observation: seen }]
        : []
      : [{ mark: wrong ? 'surplus' : 'done', observation: seen }],
  );
}

function oneSidedSighting(
  observation: Observation,
  sign: 'missing' | 'surplus',
  facts: readonly Difference[],
): Sighting {
  const wrong = facts.some((fact) => concerns(fact, observation));
  // Handlers run in clients, which the model does not have.
  return { observation, sign: observation.kind === 'handled' && !wrong ? 'router' : sign, wrong };
}

/** Returns a key that is the same for two observations exactly if they agree in every field that is judged. */
function identityOf(observation: Observation): string {
  return match(observation)
    .with({ kind: 'refusal' }, ({ node, fault }) => `refusal ${node} ${fault}`)
    .with({ kind: 'dispatch' }, ({ node, name, orcName }) => `dispatch ${node} ${name} ${orcName}`)
    .with({ kind: 'frame' }, { kind: 'emission' }, { kind: 'message' }, canonicalJson)
    .with({ kind: 'closed' }, { kind: 'handled' }, phraseOfObservation)
    .exhaustive();
}

/** Returns JSON with sorted keys, so that the order in which a router builds a message does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

function concerns(fact: Difference, seen: Observation): boolean {
  return match(seen)
    .with(
      { kind: 'frame' },
      ({ node, pair }) => fact.kind === 'frame' && fact.node === node && fact.pair === pair,
    )
    .with(
      { kind: 'emission' },
      ({ node }) => fact.kind === 'frame' && fact.node === node && fact.pair === null,
    )
    .with(
      { kind: 'message' },
      ({ below, message }) =>
        fact.kind === 'message' &&
        fact.below === below &&
        fact.message.kind === message.kind &&
        fact.message.orcName === message.orcName,
    )
    .with(
      { kind: 'refusal' },
      ({ node, fault }) => fact.kind === 'refusal' && fact.node === node && fact.fault === fault,
    )
    .with({ kind: 'closed' }, ({ pair }) => fact.kind === 'closed' && fact.pair === pair)
    .with(
      { kind: 'dispatch' },
      ({ node, name }) => fact.kind === 'dispatch' && fact.node === node && fact.name === name,
    )
    .with(
      { kind: 'handled' },
      ({ orcName, pattern }) =>
        fact.kind === 'handled' && fact.orcName === orcName && fact.pattern === pattern,
    )
    .exhaustive();
}

/** Returns the tone of a sighting: bad where it is wrong, a warning where the law leaves it free. */
export function toneOf({
  sign,
  wrong,
}: Pick<Sighting, 'wrong'> & { readonly sign: string }): 'bad' | 'warn' | '' {
  if (sign === 'missing' || sign === 'surplus') return wrong ? 'bad' : 'warn';
  return sign === 'step' && wrong ? 'bad' : '';
}

/** Whether the law allows how often the place heard the event. */
export const isLawful = ({ says, heard }: HearingReason): boolean =>
  says === 'must' ? heard === 1 : says === 'may' ? heard <= 1 : heard === 0;

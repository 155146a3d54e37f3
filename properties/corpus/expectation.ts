/**
 * Expectations: what each step of a scenario must show, computed from the model and the audience law. They are the normative part
 * of a clause's document. A test compares the committed documents with them, and so the model with the law.
 */
import type { State } from '#model';
import { advance, start, tableOf } from '#model';
import type { ClauseId, History, Observation, Place, Scenario, Step } from '#spec';
import { audienceOf, byUnit, clauses, GREATHALL, matches } from '#spec';
import type { Expectation, ExpectedHandlerRun, ExpectedObservation } from './document.ts';

/** Returns one expectation per step. The scenario must be legal. */
export function expectationsOf(scenario: Scenario, clause: ClauseId): Expectation[] {
  const handlers = clauses[clause].needs.includes('handlers');
  let before = start(scenario.topology);
  return scenario.steps.map((step, index) => {
    const { state: after, observations } = advance(before, step, index);
    const tables = changedTablesOf(before, after, index === 0);
    const expectation: Expectation = {
      ...audienceExpectationOf(before.history, step, handlers),
      seen: observations.flatMap(expectedObservationsOf),
      ...(tables.length > 0 ? { tables } : {}),
    };
    before = after;
    return expectation;
  });
}

function changedTablesOf(before: State, after: State, isFirstStep: boolean) {
  return after.topology.nodes
    .map(({ token }) => [tableOf(before, token), tableOf(after, token)] as const)
    .filter(([old, table]) => isFirstStep || JSON.stringify(old) !== JSON.stringify(table))
    .map(([, { marks: _marks, ...table }]) => table);
}

function audienceExpectationOf(history: History, step: Step, hasHandlers: boolean) {
  // While frames are held back nobody has been reached yet. The steps that deliver the frames show who is reached.
  if (step.kind !== 'publish' || history.held) return {};
  const { must, may } = audienceOf(history, step);
  const free = may.filter((place) => !must.some((each) => placeKey(each) === placeKey(place)));
  const hears = sortPlaces(must);
  return {
    hears,
    ...(free.length > 0 ? { may: sortPlaces(free) } : {}),
    ...(hasHandlers ? { handled: handlerRunsOf(history, hears, step.topic) } : {}),
  };
}

const placeKey = ({ node, orcName, pair }: Place) => `${node}\n${orcName}\n${pair}`;

function sortPlaces(places: readonly Place[]): Place[] {
  return places
    .map(({ orcName, node, pair }) => ({ orcName, node, pair }))
    .sort((left, right) => byUnit(placeKey(left), placeKey(right)));
}

/** Lists which handlers must run for the event, and how often. @clause EVENT-10 */
function handlerRunsOf(
  history: History,
  hears: readonly Place[],
  topic: string,
): ExpectedHandlerRun[] {
  return hears.flatMap(({ orcName, node, pair }) => {
    const held =
      orcName === GREATHALL
        ? history.halls.find((hall) => hall.node === node)
        : history.attachments.find((each) => each.orcName === orcName && each.pair === pair);
    return (held?.subscriptions ?? [])
      .filter(({ pattern }) => matches(pattern, topic))
      .map(({ pattern, count }) => ({ orcName, pair, pattern, times: count }));
  });
}

/** Returns the observation without what the law leaves free. It leaves out runs of handlers, because `handled` states them. */
export function expectedObservationsOf(observation: Observation): ExpectedObservation[] {
  switch (observation.kind) {
    case 'refusal': {
      const { kind, node, fault } = observation;
      return [{ kind, node, fault }];
    }
    case 'dispatch': {
      const { kind, node, name, orcName } = observation;
      return [{ kind, node, name, orcName }];
    }
    case 'handled':
      return [];
    // A stamp's number is each router's own.
    case 'message': {
      const { message } = observation;
      if (message.kind !== 'command' || !message.stamp) return [observation];
      const { stamp: _stamp, ...rest } = message;
      return [{ ...observation, message: rest }];
    }
    case 'frame': {
      const { stamp, ...event } = observation.event;
      return [stamp ? { ...observation, event } : observation];
    }
    default:
      return [observation];
  }
}

/**
 * Mutants of clients: the fault is in the clients' part of a network, which no router sees. A layer around the correct network
 * changes what the network is asked, or what is observed of its handlers.
 */
import type { ClauseId, NetworkKind, Observation, Step, Topology } from '#spec';
import { networkFeatures } from '../../network/features.ts';
import { MemoryNetwork } from '../../network/network.ts';

/** A network with one planted fault: the form of a mutant whose fault is not in a router. */
export interface WrongNetwork {
  readonly id: string;
  readonly clause: ClauseId;
  readonly fault: string;
  readonly kind: NetworkKind;
}

type Observations = readonly Observation[];
type HandledObservation = Extract<Observation, { kind: 'handled' }>;
type Apply = (step: Step) => Observations;
/** Does one step wrongly, by calling the correct network's `apply`, and returns the observations. */
type FaultyApply = (step: Step, apply: Apply) => Observations;

export function defineNetworkMutant(
  id: string,
  clause: ClauseId,
  fault: string,
  begin: (topology: Topology) => FaultyApply,
): WrongNetwork {
  return {
    id,
    clause,
    fault,
    kind: {
      level: 'network',
      version: '0.1.0',
      features: networkFeatures,
      name: `mutant ${id}`,
      quiescence: 'exact',
      create: (topology: Topology) => {
        const inner = new MemoryNetwork(topology);
        const doing = begin(topology);
        return {
          apply: (step, index) => doing(step, (asked) => inner.apply(asked, index)),
          table: (node) => inner.table(node),
          size: (node) => inner.size(node),
          close: () => inner.close(),
        };
      },
    },
  };
}

const isHandled = (each: Observation): each is HandledObservation => each.kind === 'handled';

/** Changes what is observed of the handlers during a step. */
export const alterHandlerRuns =
  (
    alter: (
      handled: HandledObservation,
      before: readonly HandledObservation[],
    ) => HandledObservation | null,
  ) =>
  (): FaultyApply =>
  (step, apply) => {
    const before: HandledObservation[] = [];
    return apply(step).flatMap((each): Observation[] => {
      if (!isHandled(each)) return [each];
      const altered = alter(each, before);
      before.push(each);
      return altered ? [altered] : [];
    });
  };

export const networkMutants = [
  defineNetworkMutant(
    'one-handler-an-event',
    'EVENT-10',
    'of several patterns of an orc that match an event only the first is served',
    alterHandlerRuns((each, before) =>
      before.some((other) => other.orcName === each.orcName && other.pair === each.pair)
        ? null
        : each,
    ),
  ),
  defineNetworkMutant(
    'stars-are-literal',
    'EVENT-10',
    'a pattern with a star matches nothing but itself',
    alterHandlerRuns((each) => (each.pattern.includes('*') ? null : each)),
  ),
  defineNetworkMutant(
    'one-handler-a-pattern',
    'EVENT-10',
    'handlers are kept by pattern: a second one of the same pattern replaces the first',
    alterHandlerRuns((each, before) =>
      before.some(
        ({ orcName, pair, pattern }) =>
          orcName === each.orcName && pair === each.pair && pattern === each.pattern,
      )
        ? null
        : each,
    ),
  ),
  defineNetworkMutant(
    'unsubscribes-are-welcome',
    'EVENT-10',
    'an unsubscribe that matches no subscription is taken without a word',
    () => (step, apply) =>
      step.kind === 'unsubscribe'
        ? apply(step).filter((each) => each.kind !== 'refusal')
        : apply(step),
  ),
  defineNetworkMutant(
    'a-throw-ends-the-round',
    'EVENT-11',
    'a handler that throws costs those after it their copy',
    () => {
      const throwing = new Set<string>();
      const key = ({ orcName, pair, pattern }: HandledObservation) =>
        `${orcName} ${pair} ${pattern}`;
      return (step, apply) => {
        if (step.kind === 'subscribe' && step.throws)
          throwing.add(`${step.orc} ${step.pair} ${step.topic}`);
        let thrown = false;
        return apply(step).filter((each) => {
          if (!isHandled(each)) return true;
          const served = !thrown;
          thrown ||= throwing.has(key(each));
          return served;
        });
      };
    },
  ),
  defineNetworkMutant(
    'handlers-share-a-copy',
    'EVENT-8',
    'all handlers get one and the same event: what the first does to it the others see',
    alterHandlerRuns((each, before) =>
      before.length > 0 ? { ...each, event: { ...each.event, payload: 'spoiled' } } : each,
    ),
  ),
];

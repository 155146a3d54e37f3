/**
 * Shown: which halves an event puts to the test. For each place that must hear it, and each that once held the line and must not,
 * it looks for the steps of which a half speaks. Had the router been wrong there, the event would have shown it.
 */
import type { ClauseId, Feature, PairId, Place, Step, Topology } from '#spec';
import { lineOf, routingOf } from '#spec';
import { standingOf } from './standing.ts';
import type { Asked, Sense } from './triggers.ts';
import { triggersAt } from './triggers.ts';

/** An event that was published while nothing was in flight, and who must and may hear it. */
export interface HeardEvent {
  readonly topology: Topology;
  /** All steps before the event. */
  readonly steps: readonly Step[];
  readonly publish: Extract<Step, { readonly kind: 'publish' }>;
  readonly must: readonly Place[];
  readonly may: readonly Place[];
}

/** Returns the clauses whose halves the event tests, as far as they are judged with these features. */
export function halvesShown(event: HeardEvent, features: readonly Feature[]): Set<ClauseId> {
  const { topology, steps, publish, must, may } = event;
  const shown = new Set<ClauseId>();
  if (publish.forward !== undefined || routingOf(publish.topic).kind !== 'line') return shown;
  const asked: Asked = { topology, steps, from: publish.node, lineId: lineOf(publish.topic) };
  const addAll = (places: readonly Place[], sense: Sense) => {
    for (const place of places)
      for (const [clause, triggers] of triggersAt(asked, place, sense))
        if (
          standingOf(clause, features) === 'by hearing' &&
          // A set differs from a count only for who subscribed again.
          (clause !== 'LINE-9' || triggers.some((at) => steps[at]?.kind === 'subscribe'))
        )
          shown.add(clause);
  };
  addAll(must, 'missing');
  const allowed = new Set(may.map(keyOf));
  addAll(
    placesPresent(topology, steps).filter((place) => !allowed.has(keyOf(place))),
    'surplus',
  );
  return shown;
}

const keyOf = ({ orcName, pair }: Place) => `${orcName}\n${pair}`;

/** Returns the places of all orcs that are attached after the steps, as the clients see it. */
function placesPresent({ pairs }: Topology, steps: readonly Step[]): Place[] {
  const present = new Map<string, Place>();
  const drop = (isGone: (place: Place) => boolean) => {
    for (const [key, place] of present) if (isGone(place)) present.delete(key);
  };
  const nodeOf = (pair: PairId) => pairs.find(({ id }) => id === pair)?.node;
  for (const step of steps)
    switch (step.kind) {
      case 'join':
      case 'subscribe': {
        const node = nodeOf(step.pair);
        const place = node && { orcName: step.orc, node, pair: step.pair };
        if (place) present.set(keyOf(place), place);
        break;
      }
      case 'leave':
        drop(({ orcName }) => orcName === step.orc);
        break;
      case 'end':
        drop(({ orcName, pair }) => orcName === step.orc && pair === step.pair);
        break;
      case 'cut':
        drop(({ pair }) => pair === step.pair);
        break;
      case 'restart':
      case 'crash':
        drop(({ node }) => node === step.node);
        break;
      default:
    }
  return [...present.values()];
}

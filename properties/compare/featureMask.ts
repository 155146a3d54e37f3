/**
 * Declared: what is seen and what is expected, as far as the router declares what it is for. A feature that is left out
 * is never inferred from a failure, so whatever only it asks for is taken from both sides before they are compared.
 * The clauses that need a feature are declined elsewhere; here is what other clauses say of it in passing.
 */
import type {
  Arp,
  Audience,
  Feature,
  Judged,
  Message,
  Observation,
  Place,
  Route,
  Table,
} from '#spec';
import { GREATHALL } from '#spec';

type Features = ReadonlySet<Feature>;

/** Everything that the functions of this file look at: a router that offers all of it is compared as it is. */
const MASKED_FEATURES: readonly Feature[] = ['ee', 'greathall', 'nice', 'forward', 'hop lines'];

const declaresAll = (features: Features) =>
  MASKED_FEATURES.every((feature) => features.has(feature));

/** Whose hearing is judged: greathall is of no account where it is not declared (EVENT-3, EVENT-4). */
export function maskPlaces<Each extends Place>(
  places: readonly Each[],
  features: Features,
): readonly Each[] {
  return features.has('greathall') ? places : places.filter(({ orcName }) => orcName !== GREATHALL);
}

export function maskAudience({ must, may }: Audience, features: Features): Audience {
  return { must: maskPlaces(must, features), may: maskPlaces(may, features) };
}

export function maskObservations(
  seen: readonly Observation[],
  features: Features,
): readonly Observation[] {
  if (declaresAll(features)) return seen;
  const showsEmissions = features.has('ee') || features.has('greathall');
  return seen.flatMap((each): Observation[] => {
    if (each.kind === 'emission') return showsEmissions ? [each] : [];
    if (each.kind !== 'message') return [each];
    const message = maskMessage(each.message, features);
    return message ? [{ ...each, message }] : [];
  });
}

/** How lines are announced is a matter of `hop lines`; that tables agree about them (LINE-1) is not. */
function maskMessage(message: Message, features: Features): Message | null {
  const { kind } = message;
  if ((kind === ':conn-line' || kind === ':disconn-line') && !features.has('hop lines'))
    return null;
  return 'arp' in message ? { ...message, arp: maskFields(message.arp, features) } : message;
}

/** Nice is for `nice` alone, hordes are for `forward` alone. */
function maskFields<Fields extends Pick<Arp | Route, 'nice' | 'hordes'>>(
  fields: Fields,
  features: Features,
): Fields {
  return {
    ...fields,
    nice: features.has('nice') ? fields.nice : 0,
    hordes: features.has('forward') ? fields.hordes : [],
  };
}

export function maskTable(table: Table, features: Features): Table {
  if (declaresAll(features)) return table;
  const routes = table.routes
    .filter(({ orcName }) => orcName !== GREATHALL || features.has('greathall'))
    .map((route) => maskFields(route, features));
  return { ...table, routes };
}

/** The same of what the interval law found. */
export function maskIntervals<Given extends Judged>(given: Given, features: Features): Given {
  if (features.has('greathall')) return given;
  const showsEmissions = features.has('ee');
  return {
    ...given,
    intervals: given.intervals.map((each) => ({ ...each, ...maskAudience(each, features) })),
    breaches: given.breaches.filter((breach) =>
      breach.what === 'missing'
        ? breach.place.orcName !== GREATHALL
        : showsEmissions || breach.pair !== null,
    ),
  };
}

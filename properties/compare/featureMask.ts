/**
 * Feature mask: before the two sides are compared, removes from both everything that concerns only an undeclared feature, because
 * a router must never fail for an undeclared feature. Clauses that need the feature are declined elsewhere; this file is about
 * other clauses that mention it in passing.
 */
import type {
  Arp,
  Audience,
  Feature,
  Judged,
  Message,
  Observation,
  PairId,
  Place,
  Route,
  Table,
  Topology,
} from '#spec';
import { GREATHALL, uplinkPair } from '#spec';

type Features = ReadonlySet<Feature>;

/** The features that this file can leave out of the comparison. A router that declares all of them is compared in full. */
const MASKED_FEATURES: readonly Feature[] = [
  'ee',
  'greathall',
  'nice',
  'forward',
  'hop lines',
  'dispatches',
  'refusals',
  'closings',
  'link frames',
  'ways',
];

const declaresAll = (features: Features) =>
  MASKED_FEATURES.every((feature) => features.has(feature));

/** Removes greathalls from the hearings where `greathall` is not declared (EVENT-3, EVENT-4). */
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
  topology: Topology,
): readonly Observation[] {
  if (declaresAll(features)) return seen;
  return seen.flatMap((each): Observation[] => {
    switch (each.kind) {
      case 'emission':
        return features.has('ee') || features.has('greathall') ? [each] : [];
      case 'frame':
        return features.has('link frames') || !isLink(topology, each.pair) ? [each] : [];
      case 'message': {
        const message = maskMessage(each.message, features);
        return message ? [{ ...each, message }] : [];
      }
      case 'dispatch':
        return features.has('dispatches') ? [each] : [];
      case 'refusal':
        return features.has('refusals') ? [each] : [];
      case 'closed':
        return features.has('closings') ? [each] : [];
      case 'handled':
        return [each];
      default:
        return each satisfies never;
    }
  });
}

const isLink = ({ uplinks }: Topology, pair: PairId | null): boolean =>
  uplinks.some(({ below, above }) => uplinkPair(below, above) === pair);

/**
 * Removes messages that belong to undeclared features. Messages about lines between nodes belong to `hop lines` alone. The lines
 * in tables (LINE-1) are compared all the same.
 */
function maskMessage(message: Message, features: Features): Message | null {
  const { kind } = message;
  if ((kind === ':conn-line' || kind === ':disconn-line') && !features.has('hop lines'))
    return null;
  if (kind === 'command' && !features.has('ways')) {
    const { from: _from, ...plain } = message;
    return { ...plain, arp: maskFields(plain.arp, features) };
  }
  return 'arp' in message ? { ...message, arp: maskFields(message.arp, features) } : message;
}

/**
 * Removes fields that belong to undeclared features: `nice` to the feature `nice`, `hordes` to the feature `forward`, and what tells of
 * several ways to `ways`.
 */
function maskFields<Fields extends Pick<Arp | Route, 'nice' | 'hordes' | 'path'>>(
  fields: Fields,
  features: Features,
): Fields {
  const { path: _path, ways: _ways, ...plain } = fields as Fields & Pick<Route, 'path' | 'ways'>;
  return {
    ...(features.has('ways') ? fields : (plain as Fields)),
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

/** Removes from the findings of the interval law everything that belongs to undeclared features. */
export function maskIntervals<Given extends Judged>(
  given: Given,
  features: Features,
  topology: Topology,
): Given {
  if (declaresAll(features)) return given;
  const hasHalls = features.has('greathall');
  const showsEmissions = hasHalls || features.has('ee');
  const isShown = (pair: PairId | null) =>
    (showsEmissions || pair !== null) && (features.has('link frames') || !isLink(topology, pair));
  return {
    ...given,
    intervals: given.intervals.map((each) => ({ ...each, ...maskAudience(each, features) })),
    breaches: given.breaches.filter((breach) =>
      breach.what === 'missing'
        ? hasHalls || breach.place.orcName !== GREATHALL
        : isShown(breach.pair),
    ),
  };
}

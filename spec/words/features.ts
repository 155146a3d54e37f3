/**
 * Features: what an implementation may offer. It declares them; nobody concludes from a failure that one is missing. Steps that
 * need a feature are generated only where it is declared, and a clause is `declined` where a feature that it needs is missing.
 */
export const features = {
  ee: 'orcs in the same process, on the node’s emitter',
  axon: 'orcs over socket pairs',
  nodes: 'more than one node: uplinks, and messages that climb them',
  'shared pairs': 'several orcs behind one pair',
  'both backends': 'one orc on `ee` and on `axon` at once',
  greathall: 'the node’s own orc subscribes',
  tables: 'ARP tables can be read at any settled moment',
  'whole tables':
    'the tables show all that a router remembers, but the age of entries: with equal tables it does alike from then on',
  size: 'how much a router remembers can be read as one number at any settled moment',
  messages: 'what crosses a command bus upwards can be observed',
  'hop lines': 'lines are announced hop by hop with `:conn-line` and `:disconn-line`',
  nice: 'nice is stored and propagated',
  nested: 'a command may come by a pair that is no endpoint of its orc',
  forward: 'events with `forward`, routed by horde',
  rename: 'an orc may change its name',
  moves: 'an orc may join by another pair or at another node while its older attachment stands',
  'single ends': 'one endpoint of an orc may end alone, without `:delete-route`',
  cuts: 'a socket of a pair may be lost',
  raw: 'raw frames can be put on a pair (hostile or broken input)',
  'raw links': 'raw frames can be put on either bus of a link between nodes',
  'stray frames': 'raw frames can be put on a client’s pair that is not attached (with `raw`)',
  handlers: 'it runs the clients too: which handlers ran can be observed',
  overlaps: 'steps may overlap: between `hold` and `settle` none waits for the one before',
  interleaving:
    'meanwhile what is in flight is held back and delivered frame by frame (with `overlaps`)',
  heal: 'an uplink may be lost and come back, a node may restart',
  reattachment:
    'a lower node may attach anew while both ends hold the uplink to be up (with `heal`)',
  stall: 'the client of a pair may stop reading its event socket for a while',
  broadcast: 'an event on a topic of no line and no result is heard by everyone',
  results: 'a result is heard by the one orc that its topic names',
  dispatches: 'that a command was handed to the node’s command handlers is told',
  refusals: 'that an input was refused, and why, is told',
  closings: 'that a router closed a client’s pair is told',
  'link frames': 'the events that cross a link between nodes can be observed',
  'set subscriptions':
    'subscriptions form a set: to subscribe again to a pattern changes nothing, and one unsubscribe ends it (else they are counted)',
  'copies per subscription':
    'a client’s socket gets an event on a line once for each subscription to the line there, such as two patterns that overlap (else once)',
  ways: 'several ways may lead from one node to another, cycles included: what climbs tells its path, and events travel along the least one (else there is at most one way)',
} as const satisfies Record<string, string>;

export type Feature = keyof typeof features;

/**
 * Sorts of event and of observation that only some systems have. A kind that does not say `contract: 2` is from before these were
 * features, and is taken to offer them all (`featuresOf`).
 */
export const layerFeatures = [
  'broadcast',
  'results',
  'dispatches',
  'refusals',
  'closings',
  'link frames',
] as const satisfies readonly Feature[];

/**
 * Variants: where the law allows two ways, each of these features declares the one that is not the usual one. A scenario that was
 * drawn for such a system names them in its topology, and is judged by the law with these variants.
 */
export const variantFeatures = [
  'set subscriptions',
  'copies per subscription',
  'ways',
] as const satisfies readonly Feature[];

export type Variant = (typeof variantFeatures)[number];

export const featureNames = Object.keys(features) as readonly Feature[];

/** The features without variants: what a system offers that does everything in the usual way. */
export const usualFeatures: readonly Feature[] = featureNames.filter(
  (each) => !(variantFeatures as readonly Feature[]).includes(each),
);

/**
 * Plans of large scenarios: the steps that make a scenario large, made from the topology and the lines alone, because listing all
 * legal candidates would be slow. A plan ends with steps that show whether the size did harm. Whoever carries out a plan skips
 * the steps that are not legal when their turn comes.
 */
import type { Step, StepKind, Topology } from '#spec';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';

/** Draws a number from `from` to `most`; one time in three it is `most` itself. */
export const drawAmount = (chance: Chance, from: number, most: number): number =>
  most <= from || percent(chance, 33) ? most : from + chance.below(most - from + 1);

/** Makes the steps of a plan. `topics` has one topic for each line of the scenario. */
export type StepsOf = (chance: Chance, topology: Topology, topics: readonly string[]) => Step[];

const repeatStep = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

/** The pairs at the first node: the lower end of a chain, or the root of a tree. */
const pairsAtFirst = ({ nodes, pairs }: Topology) =>
  pairs.filter(({ node }) => node === nodes[0]?.token);

const lastNode = ({ nodes }: Topology) => (nodes.at(-1) as Topology['nodes'][number]).token;

/** An event at the last node, and one at the first node if that is another. */
const publishAt = (topology: Topology, topic: string): Step[] =>
  [...new Set([lastNode(topology), topology.nodes[0]?.token ?? lastNode(topology)])].map(
    (node): Step => ({ kind: 'publish', node, topic }),
  );

/** Everybody joins at the first node and most subscribe. Some leave, and the others must still hear. */
export const manyOrcs: StepsOf = (chance, topology, topics) => {
  const pairs = pairsAtFirst(topology);
  const [line = ''] = topics;
  const joins = topology.orcs.flatMap(({ name: orc }): Step[] => {
    const { id: pair } = oneOf(chance, pairs);
    const subscribe: Step = { kind: 'subscribe', orc, pair, topic: oneOf(chance, topics) };
    return percent(chance, 60)
      ? [{ kind: 'join', orc, pair }, subscribe]
      : [{ kind: 'join', orc, pair }];
  });
  const leaves = topology.orcs
    .filter(() => percent(chance, 15))
    .map(({ name: orc }): Step => ({ kind: 'leave', orc }));
  const heard = [...publishAt(topology, line), ...publishAt(topology, 'news.flash')];
  const result = `${oneOf(chance, topology.orcs).name}::job.finished`;
  return [...joins, ...heard, ...publishAt(topology, result), ...leaves, ...heard];
};

/** Each orc joins by a pair of its own, and all subscribe to one line. */
export const manyCarriers: StepsOf = (chance, topology, [topic = '']) => {
  const pairs = pairsAtFirst(topology);
  const joins = topology.orcs.map(
    ({ name: orc }, at): Step => ({
      kind: 'subscribe',
      orc,
      pair: (pairs[at] ?? oneOf(chance, pairs)).id,
      topic,
    }),
  );
  const { name: orc } = oneOf(chance, topology.orcs);
  return [
    ...joins,
    ...publishAt(topology, topic),
    { kind: 'leave', orc },
    ...publishAt(topology, topic),
  ];
};

export const manyLines: StepsOf = (chance, topology, topics) => {
  const pairs = pairsAtFirst(topology);
  const places = topology.orcs.map(({ name: orc }) => ({ orc, pair: oneOf(chance, pairs).id }));
  return [
    ...places.map((place): Step => ({ kind: 'join', ...place })),
    ...topics.map((topic): Step => ({ kind: 'subscribe', ...oneOf(chance, places), topic })),
    ...topics.filter(() => percent(chance, 40)).flatMap((topic) => publishAt(topology, topic)),
  ];
};

/** One orc subscribes to many lines, to some of them twice. Then a step moves or ends all of them at once. */
export const linesOfOne: StepsOf = (chance, topology, topics) => {
  const pairs = pairsAtFirst(topology);
  const [orc, other] = topology.orcs.map(({ name }) => name);
  const [pair, otherPair] = [oneOf(chance, pairs).id, oneOf(chance, pairs).id];
  if (orc === undefined) return [];
  const [uplink] = topology.uplinks;
  const turns: readonly Step[][] = [
    uplink
      ? [
          { kind: 'uplink down', ...uplink },
          { kind: 'uplink up', ...uplink },
        ]
      : [],
    [{ kind: 'join', orc, pair: otherPair }],
    [{ kind: 'leave', orc }],
    [{ kind: 'rename', orc, pair, to: other ?? orc }],
  ];
  return [
    ...topics.map((topic): Step => ({ kind: 'subscribe', orc, pair, topic })),
    ...topics
      .filter(() => percent(chance, 30))
      .map((topic): Step => ({ kind: 'subscribe', orc, pair, topic })),
    ...oneOf(chance, turns),
    ...topics.flatMap((topic) => publishAt(topology, topic)),
  ];
};

/** An orc at the lower end of a chain must hear what is published at any node above it. */
export const eventsAtEveryNode: StepsOf = (chance, topology, [topic = '']) => {
  const pairs = pairsAtFirst(topology);
  const [orc] = topology.orcs.map(({ name }) => name);
  if (orc === undefined) return [];
  const { id: pair } = oneOf(chance, pairs);
  const publishes = (of: string) =>
    topology.nodes.map(({ token: node }): Step => ({ kind: 'publish', node, topic: of }));
  return [
    { kind: 'subscribe', orc, pair, topic },
    ...publishes(topic),
    ...publishes(`${orc}::job.finished`),
    { kind: 'unsubscribe', orc, pair, topic },
    ...publishAt(topology, topic),
  ];
};

/** Every node has an orc, and all orcs subscribe to one line. */
export const orcAtEveryNode: StepsOf = (chance, topology, [topic = '']) => {
  const [root] = topology.nodes;
  const joins = topology.orcs.flatMap(({ name: orc }, at): Step[] => {
    const node = topology.nodes[at]?.token;
    const pairs = topology.pairs.filter((each) => each.node === node);
    return pairs.length === 0
      ? []
      : [{ kind: 'subscribe', orc, pair: oneOf(chance, pairs).id, topic }];
  });
  const publishes = [topic, 'news.flash'].map(
    (of): Step => ({ kind: 'publish', node: root?.token ?? lastNode(topology), topic: of }),
  );
  const { name: orc } = oneOf(chance, topology.orcs);
  return [...joins, ...publishes, { kind: 'leave', orc }, ...publishes];
};

/**
 * An orc subscribes to one pattern more often than a byte can count, then unsubscribes. The subscription must end with the last
 * unsubscribe, not earlier.
 */
export function repeatedSubscriptions(
  chance: Chance,
  topology: Topology,
  [topic = '']: readonly string[],
  mostSteps: number,
): Step[] {
  const [orc] = topology.orcs.map(({ name }) => name);
  if (orc === undefined) return [];
  const { id: pair } = oneOf(chance, pairsAtFirst(topology));
  const givesBack = percent(chance, 40);
  const count = drawAmount(
    chance,
    17,
    Math.min(300, givesBack ? mostSteps / 2 - 20 : mostSteps - 40),
  );
  const unsubscribe: Step = { kind: 'unsubscribe', orc, pair, topic };
  const heard = publishAt(topology, topic);
  return [
    ...repeatStep(count, { kind: 'subscribe', orc, pair, topic }),
    ...heard,
    ...repeatStep(givesBack ? count - 1 : 1 + chance.below(4), unsubscribe),
    ...heard,
    unsubscribe,
    ...heard,
  ];
}

/** Many events are published that no orc or one orc hears. Then an orc subscribes, and must hear the next event. */
export const unheardEvents: StepsOf = (chance, topology, [topic = '', other = topic]) => {
  const [orc, late] = topology.orcs.map(({ name }) => name);
  if (orc === undefined) return [];
  const pairs = pairsAtFirst(topology);
  const count = drawAmount(chance, 17, 60);
  const isHeard = percent(chance, 50);
  const first: Step = { kind: 'subscribe', orc, pair: oneOf(chance, pairs).id, topic: other };
  return [
    ...(isHeard ? [first] : []),
    ...repeatStep(count, {
      kind: 'publish',
      node: lastNode(topology),
      topic: isHeard ? other : topic,
    }),
    { kind: 'subscribe', orc: late ?? orc, pair: oneOf(chance, pairs).id, topic },
    ...publishAt(topology, topic),
  ];
};

/** An uplink is lost and comes back several times, while subscriptions begin and end. */
export const uplinkReturns: StepsOf = (chance, topology, topics) => {
  const [orc] = topology.orcs.map(({ name }) => name);
  const [uplink] = topology.uplinks;
  if (orc === undefined || !uplink) return [];
  const { id: pair } = oneOf(chance, pairsAtFirst(topology));
  const turn = (): Step[] => {
    const topic = oneOf(chance, topics);
    const changes: readonly StepKind[] = ['subscribe', 'unsubscribe'];
    const change = { kind: oneOf(chance, changes), orc, pair, topic } as Step;
    return [
      { kind: 'uplink down', ...uplink },
      ...(percent(chance, 50) ? [change] : []),
      { kind: 'uplink up', ...uplink },
      ...(percent(chance, 40) ? publishAt(topology, topic) : []),
    ];
  };
  const count = drawAmount(chance, 4, 20);
  return [
    { kind: 'subscribe', orc, pair, topic: topics[0] ?? '' },
    ...Array.from({ length: count }, turn).flat(),
    ...topics.flatMap((topic) => publishAt(topology, topic)),
  ];
};

/** Orcs share the emitter, some of the time with greathall. When some have left, those who stay must still hear. */
export const emitterCrowd: StepsOf = (chance, topology, [topic = '']) => {
  const node = topology.nodes[0]?.token ?? lastNode(topology);
  const pair = pairsAtFirst(topology).find(({ backend }) => backend === 'ee')?.id;
  if (pair === undefined) return [];
  const subscribes = topology.orcs.map(
    ({ name: orc }): Step => ({ kind: 'subscribe', orc, pair, topic }),
  );
  const hall = percent(chance, 50);
  const leaves = topology.orcs
    .filter(() => percent(chance, 50))
    .map(({ name: orc }): Step => ({ kind: 'leave', orc }));
  return [
    ...(hall ? [{ kind: 'hall subscribe', node, topic } as const] : []),
    ...subscribes,
    ...publishAt(topology, topic),
    ...leaves,
    ...publishAt(topology, topic),
    ...(hall ? [{ kind: 'hall unsubscribe', node, topic } as const] : []),
    ...topology.orcs.map(({ name: orc }): Step => ({ kind: 'unsubscribe', orc, pair, topic })),
    ...publishAt(topology, topic),
  ];
};

/** Many broadcasts are published; every orc behind a socket must hear each of them. */
export const broadcasts: StepsOf = (chance, topology) => {
  const pairs = pairsAtFirst(topology);
  const subscribes = topology.orcs.map(
    ({ name: orc }): Step => ({
      kind: 'subscribe',
      orc,
      pair: oneOf(chance, pairs).id,
      topic: 'news.*',
    }),
  );
  const event: Step = { kind: 'publish', node: lastNode(topology), topic: 'news.flash' };
  return [...subscribes, ...repeatStep(drawAmount(chance, 17, 60), event)];
};

/**
 * Scenarios with names that are alike. First one orc holds each line, so that what is meant for one and comes to another shows.
 * Then one of the orcs is renamed, and each line gets another holder as well. The two orcs and the two lines that are alike
 * cross: the first orc holds the second line.
 */
export const similarNames: StepsOf = (chance, topology, topics) => {
  const pairs = pairsAtFirst(topology);
  const shift = chance.below(pairs.length);
  const places = topology.orcs.map(({ name: orc }, at) => ({
    orc,
    pair: (pairs[(at + shift) % pairs.length] ?? oneOf(chance, pairs)).id,
  }));
  const crossed = topics.map((_, at) => at ^ 1);
  // The order of the lines is drawn: forwards or reversed.
  const mirrored = crossed.map((at) => topics.length - 1 - at);
  const [first, second] = percent(chance, 50) ? [crossed, mirrored] : [mirrored, crossed];
  const holdersBy = (order: readonly number[]) =>
    topics.flatMap((topic, at) => {
      const place = places[(order[at] ?? at) % places.length];
      return place ? [{ ...place, topic }] : [];
    });
  const holders = holdersBy(first);
  const subscribe = (each: (typeof holders)[number]): Step => ({ kind: 'subscribe', ...each });
  const heard = topics.flatMap((topic) => publishAt(topology, topic));
  const results = places.flatMap(({ orc }) => publishAt(topology, `${orc}::job.finished`));
  const gone = oneOf(chance, places);
  const renamed = places.find(({ orc }) => orc !== gone.orc) ?? gone;
  return [
    ...holders.map(subscribe),
    ...heard,
    ...results,
    ...holders
      .filter(() => percent(chance, 25))
      .map((each): Step => ({ kind: 'unsubscribe', ...each })),
    { kind: 'leave', orc: gone.orc },
    { kind: 'rename', ...renamed, to: gone.orc },
    ...heard,
    ...publishAt(topology, `${gone.orc}::job.finished`),
    ...holdersBy(second).map(subscribe),
    ...heard,
  ];
};

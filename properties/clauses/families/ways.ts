/** How the WAYS clauses are judged: several ways to one orc, what is told of them, and what travels along which (feature `ways`). */
import type { ClauseId, NodeToken, Route, Topology } from '#spec';
import { atOrBelow, hasVariant, leastPaths, nodesBelow, sameUplink, uplinkPair } from '#spec';
import type { Difference } from '../../compare/differences.ts';
import type { StepRecord } from '../../compare/record.ts';
import type { Loop } from '../../network/restlessness.ts';
import type { Check } from './check.ts';
import { isKind, isLineEvent, isResult, nodeOfStep, routingOfStep } from './check.ts';

const isWeb = ({ before }: StepRecord) => hasVariant(before.topology, 'ways');

/** Returns the routes that the law wants in the tables that the step can have changed. */
const routesOf = ({ tables }: StepRecord): readonly Route[] =>
  tables.flatMap(({ expected }) => expected.routes);

const hasTwoWays = ({ ways = [] }: Route) => ways.length > 1;

const isHeardByTwoWays = (record: StepRecord) => isWeb(record) && routesOf(record).some(hasTwoWays);

/** Whether a node chose another way than the first of its lower nodes. */
const isChoice = ({ ways = [], token }: Route) => ways.length > 1 && ways[0]?.node !== token;

/** Whether an uplink is hidden an orc, as the path leads through its node. */
const isHidden = ({ before: { topology } }: StepRecord, { path = [] }: Route) =>
  topology.uplinks.some(({ below, above }) => below === path[0] && path.includes(above));

/** Whether two ways lead down from the node to some other. */
function hasSeveralWaysDown(topology: Topology, from: NodeToken): boolean {
  const reached = atOrBelow(topology, from);
  return [...reached].some(
    (node) =>
      node !== from &&
      [...reached].filter((above) => nodesBelow(topology, above).includes(node)).length > 1,
  );
}

const isBroadcast = (record: StepRecord) => routingOfStep(record)?.kind === 'broadcast';
const isForwarded = ({ step }: StepRecord) => isKind(step, 'publish') && step.forward !== undefined;
const isAddressed = (record: StepRecord) => isLineEvent(record) || isResult(record);

const isPublishedInWeb = (record: StepRecord) =>
  isWeb(record) &&
  isKind(record.step, 'publish') &&
  hasSeveralWaysDown(record.before.topology, record.step.node);

const isDouble = (difference: Difference) =>
  (difference.kind === 'hearing' || difference.kind === 'frame') && difference.what === 'double';

const isMisaddressed = (difference: Difference) =>
  difference.kind === 'frame' && difference.what === 'misaddressed';

/** Whether the network never comes to rest because of such messages or events. */
const isEndlessly = (difference: Difference, ...kinds: readonly Loop['about'][]) =>
  difference.kind === 'crash' &&
  difference.endless !== undefined &&
  kinds.includes(difference.endless.about);

/** Whether the node of the step has started more than once. */
const hasRestarted = (record: StepRecord): boolean => {
  const node = record.before.nodes.find(({ token }) => token === nodeOfStep(record));
  return (node?.ways?.run ?? 1) > 1;
};

const isSpoken = (record: StepRecord) =>
  isWeb(record) && (isKind(record.step, 'join', 'command') || isBroadcast(record));

/** Whether somebody has to hear the event although the way that it would take, were all links up, is lost. */
function isHeardAnotherWay({ step, before, must }: StepRecord): boolean {
  if (!isKind(step, 'publish') || before.history.down.length === 0) return false;
  const paths = leastPaths(before.topology, step.node);
  return must.some(({ node }) =>
    (paths.get(node) ?? []).some(
      (above, at, path) =>
        path[at + 1] !== undefined &&
        before.history.down.some((lost) =>
          sameUplink(lost, { below: path[at + 1] as NodeToken, above }),
        ),
    ),
  );
}

const crossesTwoLinks = ({ expected, before: { topology } }: StepRecord) =>
  expected.filter(
    (each) =>
      each.kind === 'frame' &&
      topology.uplinks.some(({ below, above }) => uplinkPair(below, above) === each.pair),
  ).length > 1;

export const waysChecks = {
  'WAYS-1': {
    exercised: isHeardByTwoWays,
    claims: (difference) => difference.kind === 'route' && difference.what === 'ways',
    witness: (record) =>
      isWeb(record) &&
      routesOf(record).some((route) => hasTwoWays(route) && route.lines.length > 0),
    sometimes: 'a node with two ways to an orc that holds a line',
    rate: 0.1,
  },
  'WAYS-2': {
    exercised: isHeardByTwoWays,
    claims: (difference, record) =>
      isWeb(record) && difference.kind === 'route' && difference.what === 'path',
    witness: (record) => isWeb(record) && routesOf(record).some(isChoice),
    sometimes: 'a node that chose another way than that of its first lower node',
    rate: 0.03,
  },
  'WAYS-3': {
    exercised: isWeb,
    claims: (difference) =>
      difference.kind === 'message' &&
      difference.what === 'surplus' &&
      difference.message.kind !== 'command' &&
      'arp' in difference.message &&
      difference.above !== undefined &&
      difference.message.arp.path?.includes(difference.above) === true,
    witness: (record) => isWeb(record) && routesOf(record).some((route) => isHidden(record, route)),
    sometimes: 'an orc whose path leads through an uplink’s node',
    rate: 0.1,
  },
  'WAYS-4': {
    exercised: (record) => isWeb(record) && record.expected.some(({ kind }) => kind === 'message'),
    claims: (difference) =>
      (difference.kind === 'message' && difference.message.kind === ':way') ||
      isEndlessly(difference, ':way', ':conn-line', ':disconn-line', ':delete-route'),
    witness: ({ expected }) =>
      expected.some((each) => each.kind === 'message' && each.message.kind === ':way'),
    sometimes: 'a node told its uplinks of another way',
    rate: 0.03,
  },
  'WAYS-5': {
    exercised: (record) =>
      isWeb(record) && isKind(record.step, 'join', 'command', 'uplink up', 'restart'),
    claims: (difference, record) =>
      isWeb(record) &&
      (isEndlessly(difference, ':announce') ||
        (isKind(record.step, 'join', 'command', 'uplink up', 'restart') &&
          difference.kind === 'message' &&
          difference.message.kind === ':delete-route')),
    witness: (record) =>
      isKind(record.step, 'join', 'uplink up', 'restart') && isHeardByTwoWays(record),
    sometimes: 'an orc that joined or was announced, and a node that heard so by two ways',
    rate: 0.1,
  },
  'WAYS-6': {
    exercised: isSpoken,
    claims: (difference, record) =>
      isWeb(record) &&
      ((difference.kind === 'dispatch' && difference.what === 'surplus') ||
        isEndlessly(difference, 'command', 'broadcast') ||
        (isBroadcast(record) && (isDouble(difference) || isMisaddressed(difference)))),
    witness: (record) => isSpoken(record) && (isPublishedInWeb(record) || isHeardByTwoWays(record)),
    sometimes: 'a command or a broadcast that came to a node by two ways',
    rate: 0.1,
  },
  'WAYS-7': {
    exercised: (record) => isSpoken(record) && hasRestarted(record),
    claims: (difference, record) =>
      isSpoken(record) &&
      hasRestarted(record) &&
      (difference.kind === 'dispatch' ||
        difference.kind === 'hearing' ||
        difference.kind === 'frame') &&
      difference.what === 'missing',
    witness: (record) =>
      isSpoken(record) &&
      hasRestarted(record) &&
      record.before.nodes.some(({ token, ways }) =>
        ways?.marks.some(({ node }) => node === nodeOfStep(record) && node !== token),
      ),
    sometimes: 'a word spoken at a node that was restarted, where other nodes had heard it before',
    rate: 0.01,
  },
  'WAYS-8': {
    exercised: (record) => isWeb(record) && isAddressed(record),
    claims: (difference, record) =>
      isWeb(record) && isAddressed(record) && (isMisaddressed(difference) || isDouble(difference)),
    witness: (record) => isAddressed(record) && isPublishedInWeb(record) && record.must.length > 0,
    sometimes: 'an event that somebody hears, published where two ways lead down',
    rate: 0.05,
  },
  'WAYS-9': {
    exercised: (record) => isWeb(record) && (isAddressed(record) || isForwarded(record)),
    claims: (difference, record) =>
      isEndlessly(difference, 'line', 'result', 'forward') ||
      (isForwarded(record) && isMisaddressed(difference)),
    witness: (record) =>
      isPublishedInWeb(record) && !isBroadcast(record) && crossesTwoLinks(record),
    sometimes: 'an event for few that crossed two links, published where two ways lead down',
    rate: 0.03,
  },
  'WAYS-10': {
    exercised: (record) => isWeb(record) && isKind(record.step, 'publish'),
    claims: (difference, record) =>
      isWeb(record) && isHeardAnotherWay(record) && difference.kind === 'hearing',
    witness: isHeardAnotherWay,
    sometimes: 'an event heard although the way that it would have taken was lost',
    rate: 0.005,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;

/**
 * Vocabulary: the patterns, topics, names and raw frames that a random scenario uses. They are few, so that steps
 * collide, and include names that break careless routers (`__proto__`, `constructor`).
 */

import type { Bounds } from '#model';
import { stepKinds } from '#model';
import type { Feature, Json, StepKind, Topology } from '#spec';
import { stepFeatures } from '#spec';
import type { Chance } from './chance.ts';
import { percent } from './chance.ts';
import { stepWeights } from './stepWeights.ts';
import { LIMITS } from './topology.ts';

const LINES = ['l1', 'l2', 'constructor', '__proto__'];
const ARP = { token: 's', port: 1, hordes: [], nice: 0 };
const LONG_NAME = 'x'.repeat(257);

const MALFORMED: readonly Json[] = [
  null,
  'conn-line',
  [],
  {},
  { kind: ':no-such-command', orcName: 'p1@T' },
  { kind: ':delete-route' },
  { kind: ':delete-route', orcName: '__proto__' },
  { kind: ':delete-route', orcName: { toString: 'p1@T' } },
  { kind: ':delete-route', orcName: 'greathall' },
  { kind: ':conn-line', orcName: 'p1@T', lineId: 'l1' },
  {
    kind: ':conn-line',
    orcName: 'p1@T',
    lineId: '',
    arp: ARP,
  },
  {
    kind: ':conn-line',
    orcName: 'p1@T',
    lineId: LONG_NAME,
    arp: ARP,
  },
  { kind: ':disconn-line', orcName: 'p1@T@B', lineId: 'l1' },
  {
    kind: 'command',
    name: ':conn-line',
    orcName: 'p1@T',
    arp: ARP,
  },
  {
    kind: 'command',
    name: 'job',
    orcName: `${LONG_NAME}@T`,
    arp: ARP,
  },
  {
    kind: 'command',
    name: 'job',
    orcName: 'p1@T',
    join: true,
    arp: { token: 's', port: '1', hordes: 'T', nice: 0 },
  },
  {
    kind: 'command',
    name: 'job',
    orcName: 'p1@T',
    join: 'yes',
    arp: ARP,
  },
];

/** What a scenario on this topology may use. In half the cases (swarm testing) whole step kinds are left out. */
export function drawBounds(
  chance: Chance,
  topology: Topology,
  features: ReadonlySet<Feature>,
): Bounds {
  const lines = LINES.slice(0, 1 + chance.below(LIMITS.lines));
  const orderedLines = percent(chance, 50) ? lines : lines.toReversed();
  const orcNames = topology.orcs.map((orc) => orc.name);
  const isSwarm = percent(chance, 50);
  const isKept = (kind: StepKind) =>
    !isSwarm || stepWeights[kind].swarm === 'always' || percent(chance, 60);
  return {
    features,
    kinds: stepKinds.filter((kind) => isWeighed(kind, features)).filter(isKept),
    patterns: [
      ...orderedLines.map((line) => `wh::<${line}>.changed`),
      ...orderedLines.map((line) => `wh::<${line}>.*`),
      'news.*',
    ],
    topics: [
      ...orderedLines.map((line) => `wh::<${line}>.changed`),
      'news.flash',
      ...orderedLines.map((line) => `wh::<${line}>.deleted`),
      ...orcNames.map((name) => `${name}::job.finished`),
      'wh::<nobody>.changed',
      'nobody@T::job.error',
      'greathall::job.finished',
      `${orcNames[0]}::<${orderedLines[0]}>.error`,
      `wh.<${orderedLines[0]}>.finished`,
      'wh::<>.changed',
    ],
    hordes: [...topology.nodes.map((node) => node.horde), 'nowhere' as never],
    frames: MALFORMED,
    commands: ['job.start', 'constructor'],
    illNames: ['', 'no-at', 'two@at@T', '<l1>@T', 'greathall'],
    countCap: 3,
  };
}

/**
 * Kinds that need a feature which is not declared get no weight at all, so that a new feature does not change what
 * existing seeds draw without it.
 */
function isWeighed(kind: StepKind, features: ReadonlySet<Feature>): boolean {
  if (stepWeights[kind].swarm === 'never') return false;
  const needed: readonly Feature[] = stepFeatures[kind];
  return !needed.includes('heal') || features.has('heal');
}

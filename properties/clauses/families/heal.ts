/** How the HEAL clauses are judged: what is announced when a link comes back, and the tables that result. */
import type { ClauseId, NodeToken, Route } from '#spec';
import { uplinkPair } from '#spec';
import type { StepRecord } from '../../compare/record.ts';
import type { Check } from './check.ts';
import { isKind, repeatedKindOf } from './check.ts';

const routesAt = (state: StepRecord['before'], token: NodeToken): readonly Route[] =>
  state.nodes.find((node) => node.token === token)?.entries ?? [];

/** Counts the nodes that have a route with a line to an orc that they did not know before the step. */
const learnedNodeCount = ({ before, after }: StepRecord): number =>
  after.nodes.filter(({ token, entries }) =>
    entries.some(
      ({ orcName, lines }) =>
        lines.length > 0 && !routesAt(before, token).some((old) => old.orcName === orcName),
    ),
  ).length;

/** Whether the node knows at least one orc through the same lower node before and after the step. */
const hasHeardAgain = ({ before, after }: StepRecord, node: NodeToken): boolean => {
  const lower = before.topology.uplinks
    .filter((uplink) => uplink.above === node)
    .map(({ below, above }) => uplinkPair(below, above));
  const again = routesAt(after, node).filter((route) => lower.includes(route.socket));
  return again.some(({ orcName, socket }) =>
    routesAt(before, node).some((old) => old.orcName === orcName && old.socket === socket),
  );
};

export const healChecks = {
  'HEAL-1': {
    exercised: ({ step }) => isKind(step, 'uplink up', 'reattach'),
    claims: (difference, record) =>
      (difference.kind === 'misdirected' && difference.what === 'send') ||
      ((isKind(record.step, 'uplink up', 'reattach') || repeatedKindOf(record) === ':announce') &&
        difference.kind !== 'crash'),
    witness: (record) => isKind(record.step, 'uplink up') && learnedNodeCount(record) > 1,
    sometimes: 'an uplink came back, and two nodes above learned again of an orc with a line',
    rate: 0.01,
    byHearing: {
      sometimes: 'an event heard over an uplink that was lost and came back',
      rate: 0.01,
    },
  },
  'HEAL-2': {
    exercised: ({ step }) => isKind(step, 'restart', 'crash'),
    claims: (difference, { step }) =>
      (isKind(step, 'restart') && difference.kind !== 'crash') ||
      (isKind(step, 'crash') && difference.kind === 'route' && difference.node === step.node),
    witness: (record) => isKind(record.step, 'restart') && hasHeardAgain(record, record.step.node),
    sometimes: 'a restarted node heard of a lower node’s orc again',
    rate: 0.02,
    byHearing: { sometimes: 'an event heard at or below a node that was restarted', rate: 0.01 },
  },
} as const satisfies Partial<Record<ClauseId, Check>>;

/** How the ARP clauses are judged: the fields of routes, and the sender data that a command carries up. */
import type { ClauseId } from '#spec';
import type { Check } from './check.ts';
import { attachmentsOf, isAbout, isKind, spans } from './check.ts';

export const arpChecks = {
  'ARP-1': {
    exercised: (record) => record.index === 0,
    claims: (difference, { index, step }) =>
      index === 0 &&
      difference.kind === 'route' &&
      !isKind(step, 'join', 'subscribe', 'hall subscribe', 'command'),
    witness: ({ index, before, features }) =>
      index === 0 && (before.nodes.length > 1 || !features.has('nodes')),
    sometimes: 'a network that nobody joined yet, of several nodes where there are any',
    rate: 0.2,
  },
  'ARP-2': {
    exercised: ({ step }) => isKind(step, 'join', 'command'),
    claims: (difference, { step }) =>
      isKind(step, 'join', 'command') &&
      ((difference.kind === 'route' &&
        (difference.what === 'missing' ||
          difference.what === 'surplus' ||
          difference.what === 'socket')) ||
        (difference.kind === 'message' && difference.message.kind === 'command') ||
        difference.kind === 'dispatch'),
    witness: (record) => isKind(record.step, 'join') && spans(record, 3),
    sometimes: 'a command, over three nodes where there are several',
    rate: 0.1,
  },
  'ARP-3': {
    exercised: ({ step }) => isKind(step, 'join', 'command', 'subscribe'),
    claims: (difference) =>
      difference.kind === 'route' &&
      (difference.what === 'token' || difference.what === 'hordes' || difference.what === 'socket'),
    witness: (record) => isKind(record.step, 'join') && spans(record, 2),
    sometimes: 'an entry, at a node above where there are several',
    rate: 0.1,
  },
  'ARP-4': {
    exercised: (record) =>
      isKind(record.step, 'join') && attachmentsOf(record, record.step.orc).length > 0,
    claims: (difference, record) =>
      isKind(record.step, 'join') &&
      attachmentsOf(record, record.step.orc).length > 0 &&
      difference.kind === 'route' &&
      difference.orcName === record.step.orc &&
      difference.what === 'surplus',
    witness: (record) => {
      const { step } = record;
      if (!isKind(step, 'join')) return false;
      const own = record.after.history.attachments.filter(
        (each) => each.orcName === step.orc && !each.stale,
      );
      return new Set(own.map((each) => each.backend)).size === 2;
    },
    sometimes: 'one orc on both backends of its node',
    rate: 0.05,
  },
  'ARP-5': {
    exercised: (record) =>
      isKind(record.step, 'join') && attachmentsOf(record, record.step.orc).length > 0,
    claims: (difference, record) =>
      isKind(record.step, 'join') &&
      attachmentsOf(record, record.step.orc).length > 0 &&
      isAbout(difference, record.step.orc),
    witness: (record) =>
      isKind(record.step, 'join') &&
      record.after.history.attachments.some((each) => each.stale) &&
      attachmentsOf(record, record.step.orc).some((each) => each.subscriptions.length > 0),
    sometimes: 'a takeover of a route that held lines',
    rate: 0.02,
  },
  'ARP-6': {
    exercised: ({ step, before }) =>
      isKind(step, 'join', 'command', 'subscribe') &&
      before.topology.orcs.some((orc) => orc.nice !== 0),
    claims: (difference, { before, step }) =>
      (difference.kind === 'route' && difference.what === 'nice') ||
      (difference.kind === 'message' &&
        'arp' in difference.message &&
        !isKind(step, 'rename') &&
        before.topology.orcs.some(
          ({ name, nice }) =>
            name === difference.message.orcName &&
            'arp' in difference.message &&
            nice !== difference.message.arp.nice,
        )),
    witness: (record) =>
      isKind(record.step, 'join') &&
      spans(record, 2) &&
      record.before.topology.orcs.some(
        (orc) => isKind(record.step, 'join') && orc.name === record.step.orc && orc.nice !== 0,
      ),
    sometimes: 'a nice other than 0, at a node above where there are several',
    rate: 0.05,
  },
  'ARP-7': {
    exercised: ({ expected }) => expected.some((each) => each.kind === 'frame'),
    // A wrong port shows as a frame on another pair of the node. A surplus frame alone does not prove a wrong port.
    claims: (difference, { differences }) =>
      (difference.kind === 'route' && difference.what === 'port') ||
      (difference.kind === 'frame' &&
        difference.pair !== null &&
        difference.what === 'surplus' &&
        differences.some(
          (other) =>
            other.kind === 'frame' &&
            other.what === 'missing' &&
            other.node === difference.node &&
            other.pair !== null,
        )),
    witness: ({ expected, before }) =>
      expected.some((each) => {
        if (each.kind !== 'frame') return false;
        const pair = before.topology.pairs.find((known) => known.id === each.pair);
        return before.topology.pairs.some(
          (other) =>
            pair &&
            other !== pair &&
            other.node === pair.node &&
            other.port === pair.port &&
            before.history.open.includes(other.id),
        );
      }),
    sometimes: 'a frame beside an open pair with an equal port number',
    rate: 0.05,
  },
  'ARP-8': {
    exercised: ({ step }) => isKind(step, 'rename'),
    claims: (difference, { step }) => isKind(step, 'rename') && difference.kind !== 'crash',
    witness: (record) =>
      isKind(record.step, 'rename') &&
      !record.expected.some((each) => each.kind === 'refusal') &&
      attachmentsOf(record, record.step.orc).some((each) =>
        each.subscriptions.some((known) => known.lineId !== null),
      ),
    sometimes: 'a rename of an orc that holds a line',
    rate: 0.02,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;

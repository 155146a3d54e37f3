/**
 * Standing: the pairs on which each orc is at each step of a trace, so that its departure can be drawn on all of them. A trace
 * holds no history, and diagrams need nothing else of a history.
 */
import type { OrcName, PairId, Topology } from '#spec';
import type { TraceFrame } from '../../lockstep/trace.ts';

/** Updates the pairs on which each orc is, as far as the steps tell. */
export function updateStanding(
  standing: Map<OrcName, Set<PairId>>,
  { step, expected }: TraceFrame,
  topology: Topology,
): void {
  for (const seen of expected)
    if (seen.kind === 'closed') for (const pairs of standing.values()) pairs.delete(seen.pair);
  const wasRefused = expected.some(({ kind }) => kind === 'refusal');
  const addPairs = (orc: OrcName, ...pairs: PairId[]) =>
    standing.set(orc, new Set([...(standing.get(orc) ?? []), ...pairs]));
  switch (step.kind) {
    case 'join':
    case 'command':
    case 'subscribe':
      if (!wasRefused) addPairs(step.orc, step.pair);
      return;
    case 'rename': {
      if (wasRefused) return;
      const before = standing.get(step.orc) ?? [];
      standing.delete(step.orc);
      addPairs(step.to, ...before, step.pair);
      return;
    }
    case 'leave':
      standing.delete(step.orc);
      return;
    case 'end':
      standing.get(step.orc)?.delete(step.pair);
      return;
    case 'cut':
      for (const pairs of standing.values()) pairs.delete(step.pair);
      return;
    case 'restart':
    case 'crash':
      for (const { id } of topology.pairs.filter(({ node }) => node === step.node))
        for (const pairs of standing.values()) pairs.delete(id);
      return;
    case 'unsubscribe':
    case 'publish':
    case 'hall subscribe':
    case 'hall unsubscribe':
    case 'inject':
    case 'garble':
    case 'stray':
    case 'stall':
    case 'resume':
    case 'uplink down':
    case 'uplink up':
    case 'reattach':
    case 'hold':
    case 'settle':
    case 'arrive':
    case 'climb':
    case 'descend':
    case 'repeat':
      return;
    default:
      step satisfies never;
  }
}

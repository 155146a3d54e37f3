/**
 * Mutants of slow receivers: what a network does wrongly while a client does not read, or when it reads again. The correct network
 * below always delivers; the layer around it keeps what is for the stalled pair, and so decides what becomes of it.
 */
import type { Observation, PairId, Step, Topology } from '#spec';
import { defineNetworkMutant } from './handlers.ts';

type Observations = readonly Observation[];
type Frame = Extract<Observation, { readonly kind: 'frame' }>;

/** What the layer knows: the pairs that do not read, and what waits, in the order of writing. */
interface Waiting {
  readonly stalled: Set<PairId>;
  waiting: Frame[];
}

interface Fault {
  /** Returns what is observed at once of what was written; what it leaves in `waiting` may come later. */
  readonly write?: (seen: Observations, state: Waiting) => Observations;
  /** Returns what comes of the frames that waited for the pair, now that it reads again. */
  readonly release?: (frames: Frame[]) => readonly Frame[];
  /** Whether the pair is closed at the first event that its client does not read. */
  readonly closes?: true;
}

const isFrame = (each: Observation): each is Frame => each.kind === 'frame';

/** Keeps the frames of stalled pairs, and hides what their clients’ handlers do: the correct way. */
function keepStalled(seen: Observations, state: Waiting): Observations {
  const { stalled } = state;
  state.waiting.push(...seen.filter(isFrame).filter(({ pair }) => stalled.has(pair)));
  return seen.filter(
    (each) => !('pair' in each && stalled.has(each.pair) && each.kind !== 'closed'),
  );
}

const planted =
  ({ write = keepStalled, release = (frames) => frames, closes }: Fault) =>
  ({ pairs }: Topology) => {
    const state: Waiting = { stalled: new Set(), waiting: [] };
    return (step: Step, apply: (step: Step) => Observations): Observations => {
      if (step.kind === 'stall') {
        state.stalled.add(step.pair);
        return [];
      }
      if (step.kind === 'resume') {
        state.stalled.delete(step.pair);
        const ready = state.waiting.filter(({ pair }) => !state.stalled.has(pair));
        state.waiting = state.waiting.filter(({ pair }) => state.stalled.has(pair));
        return release(ready);
      }
      const seen = apply(step);
      const lost = seen.flatMap((each) => (each.kind === 'closed' ? [each.pair] : []));
      if (step.kind === 'cut') lost.push(step.pair);
      const told = step.kind === 'publish' ? write(seen, state) : seen;
      if (step.kind === 'restart')
        lost.push(...pairs.filter(({ node }) => node === step.node).map(({ id }) => id));
      forget(state, lost);
      const [slow] = state.waiting;
      if (!closes || !slow) return told;
      forget(state, [slow.pair]);
      const { node, pair } = slow;
      return [
        ...told,
        ...apply({ kind: 'cut', pair, socket: 'event' }),
        { kind: 'closed', node, pair },
      ];
    };
  };

/** Ends the stalls of pairs that are over. */
function forget(state: Waiting, pairs: readonly PairId[]): void {
  for (const pair of pairs) state.stalled.delete(pair);
  const isLeft = state.stalled.size > 0;
  state.waiting = isLeft ? state.waiting.filter(({ pair }) => !pairs.includes(pair)) : [];
}

export const stalls = [
  defineNetworkMutant(
    'the-slowest-sets-the-pace',
    'EVENT-13',
    'a node has one queue for all its clients: what is behind a frame that nobody takes waits with it',
    planted({
      write: (seen, state) =>
        keepStalled(seen, state).filter((each) => {
          const isBehind = state.waiting.some(({ node }) => 'node' in each && each.node === node);
          if (isFrame(each) && isBehind) state.waiting.push(each);
          return !(isBehind && (isFrame(each) || each.kind === 'handled'));
        }),
    }),
  ),
  defineNetworkMutant(
    'handed-to-all-or-to-none',
    'EVENT-13',
    'an event that one of its receivers does not take is handed to nobody',
    planted({
      write: (seen, state) =>
        seen.some((each) => isFrame(each) && state.stalled.has(each.pair))
          ? []
          : keepStalled(seen, state),
    }),
  ),
  defineNetworkMutant(
    'kept-events-come-twice',
    'EVENT-14',
    'what was kept for a slow receiver is sent again to be sure',
    planted({ release: (frames) => frames.flatMap((each) => [each, each]) }),
  ),
  defineNetworkMutant(
    'the-newest-comes-first',
    'EVENT-14',
    'what is kept for a slow receiver is a stack: the newest event comes first',
    planted({ release: (frames) => frames.toReversed() }),
  ),
  defineNetworkMutant(
    'closes-who-does-not-read',
    'EVENT-14',
    'a pair is closed as soon as its client does not take an event',
    planted({ closes: true }),
  ),
];

/** Reasons: for the last event so far, who must, may and must not hear it, and why. */

import type { TraceFrame } from '../../lockstep/trace.ts';
import { Deliveries } from '../../report/page/deliveries.tsx';
import { phraseOfStep, stepName } from '../../wording/steps.ts';
import type { Game } from './game/useGame.ts';

export function Reasons({ game }: { game: Game }) {
  const { trace, at } = game;
  const frame = trace.frames.slice(0, at).findLast(({ step }) => step.kind === 'publish');
  if (!frame) return <p class="quiet">No event has been published yet.</p>;
  return (
    <>
      <p>
        Step {frame.index + 1}: {phraseOfStep(frame.step)}.
      </p>
      {frame.reasons.length > 0 ? (
        <Deliveries frame={frame} />
      ) : (
        <Reached game={game} published={frame} />
      )}
    </>
  );
}

/** Of an event that was published while frames were held back: where it has come to by now. */
function Reached({ game: { trace, at }, published }: { game: Game; published: TraceFrame }) {
  const id = `e${published.index}`;
  const sockets = new Set(trace.scenario.topology.pairs.map((pair) => pair.id));
  const reached = trace.frames.slice(published.index, at).flatMap(({ index, observed }) =>
    observed.flatMap((seen) => {
      if (seen.kind === 'emission' && seen.event.id === id)
        return [`${stepName(index)}: ${seen.node} emits it to its clients on ee`];
      if (seen.kind !== 'frame' || seen.event.id !== id) return [];
      const to = sockets.has(seen.pair)
        ? `the clients on ${seen.pair}`
        : `the node below, by ${seen.pair}`;
      return [`${stepName(index)}: ${seen.node} sends it to ${to}`];
    }),
  );
  return (
    <>
      <p class="quiet">
        Frames are held back, so each node decides when the event comes to it, by what it knows by
        then. A client that has unsubscribed meanwhile may still get a frame, and drops it.
      </p>
      {reached.length === 0 ? (
        <p>It has been sent to nobody yet.</p>
      ) : (
        <ul>
          {reached.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </>
  );
}

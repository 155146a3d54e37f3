/** Reasons: for the last event so far, who must, may and must not hear it, and why. */
import { Deliveries } from '../../report/page/deliveries.tsx';
import { phraseOfStep } from '../../wording/steps.ts';
import type { Game } from './game/useGame.ts';

export function Reasons({ game: { trace, at } }: { game: Game }) {
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
        <p class="quiet">
          Frames are held back: who hears the event is decided hop by hop, as each frame arrives.
        </p>
      )}
    </>
  );
}

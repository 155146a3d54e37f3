/** Find one: draws scenarios until the router fails, and shrinks that one, in the thread; then it is there to be stepped through. */
import { useState } from 'preact/hooks';
import type { SearchProgress } from '../session/findOne.ts';
import { kindNamed } from './game/routers.ts';
import type { Thread } from './game/thread.ts';
import { Stopped } from './game/thread.ts';
import type { Game } from './game/useGame.ts';

const RUNS = 2600;

export function Search({ game, thread }: { game: Game; thread: Thread }) {
  const [seed, setSeed] = useState('partyline');
  const [progress, setProgress] = useState<SearchProgress | null>(null);
  const search = async () => {
    const { router } = game;
    thread.stop();
    setProgress({ doing: 'drawing', tried: 0 });
    try {
      const found = await thread.find(router, seed, RUNS, setProgress);
      if (found) {
        game.open(found.smallest, found.at + 1, router);
        game.say(
          `Scenario ${found.index + 1} of seed ${seed} fails. It had ${found.drawn.steps.length} steps; this is the smallest that fails alike.`,
        );
      } else game.say(`None of ${RUNS} scenarios of seed ${seed} fails.`);
    } catch (error) {
      if (!(error instanceof Stopped)) game.say(`The search ended: ${String(error)}`);
    }
    setProgress(null);
  };
  if (kindNamed(game.router) === null) return null;
  return (
    <span class="bar">
      <button type="button" disabled={progress !== null} onClick={search}>
        Find one
      </button>
      <label class="quiet">
        seed{' '}
        <input
          type="text"
          size={10}
          value={seed}
          maxLength={256}
          onInput={({ currentTarget }) => setSeed(currentTarget.value)}
        />
      </label>
      {progress && (
        <>
          <span role="status">
            {progress.doing === 'drawing'
              ? `${progress.tried} of ${RUNS} scenarios`
              : `fails; shrunk to ${progress.steps} steps`}
          </span>
          <button
            type="button"
            onClick={() => {
              thread.stop();
              setProgress(null);
            }}
          >
            Stop
          </button>
        </>
      )}
    </span>
  );
}

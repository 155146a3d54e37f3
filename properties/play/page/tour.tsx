/** The tour: a card with one station at a time, whose scenario is played step by step and can be taken over. */
import { useEffect, useState } from 'preact/hooks';
import { stations } from '../tour/stations.ts';
import type { Game } from './game/useGame.ts';

interface TourProps {
  readonly game: Game;
  readonly station: number;
  /** Null ends the tour; what is played stays. */
  readonly onStation: (station: number | null) => void;
}

const PACE_MS = 1300;

export function Tour({ game, station, onStation }: TourProps) {
  const { title, text, scenario } = stations[station] as (typeof stations)[number];
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    setPlaying(false);
    game.open(scenario, 0);
  }, [station]);
  const isMine = game.session.scenario === scenario;
  const isOver = game.session.at >= scenario.steps.length;
  useEffect(() => {
    if (!isPlaying || !isMine) return;
    if (isOver) return setPlaying(false);
    const timer = setTimeout(() => game.goTo(game.session.at + 1), PACE_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, isMine, game.session.at]);
  const last = stations.length - 1;
  return (
    <section class="tour" aria-labelledby="station">
      <h2 id="station">
        <small>
          {station + 1} of {stations.length}
        </small>{' '}
        {title}
      </h2>
      {text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <div class="bar">
        {isMine && (
          <>
            <button type="button" disabled={isOver} onClick={() => game.goTo(game.session.at + 1)}>
              Do the next step
            </button>
            <button type="button" disabled={isOver} onClick={() => setPlaying(!isPlaying)}>
              {isPlaying ? 'Pause' : 'Play'}
            </button>
          </>
        )}
        <button type="button" onClick={() => game.open(scenario, 0)}>
          From the start
        </button>
        <button type="button" disabled={station === 0} onClick={() => onStation(station - 1)}>
          Station before
        </button>
        {station < last && (
          <button type="button" onClick={() => onStation(station + 1)}>
            Next station
          </button>
        )}
        <button type="button" onClick={() => onStation(null)}>
          Take it over
        </button>
      </div>
    </section>
  );
}

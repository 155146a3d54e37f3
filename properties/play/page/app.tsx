/** The playground as a whole: the bar, the drawing with what can be done, and below it steps, lanes, tables and reasons. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Lanes } from '../../report/page/drawing/lanes.tsx';
import { useMotion } from '../../report/page/drawing/motion.tsx';
import type { Picking } from '../../report/page/drawing/networkDrawing.tsx';
import { NetworkDrawing } from '../../report/page/drawing/networkDrawing.tsx';
import { Tables } from '../../report/page/tables.tsx';
import { Words } from '../../report/page/words/words.tsx';
import { drawingOf } from '../../report/picture/drawTrace.ts';
import { laneChartOf } from '../../report/picture/laneChart.ts';
import type { Address } from '../session/address.ts';
import { readAddress } from '../session/address.ts';
import type { PlayDocument } from '../session/playDocument.ts';
import { Actions } from './actions.tsx';
import { Bar } from './bar.tsx';
import { useKeys } from './game/keys.ts';
import { deliveryOf, keyOfSelection, selectionOfKey } from './game/picking.ts';
import type { Thread } from './game/thread.ts';
import type { Game } from './game/useGame.ts';
import { useGame } from './game/useGame.ts';
import { Reasons } from './reasons.tsx';
import { StepList } from './stepList.tsx';
import { Tour } from './tour.tsx';
import { VerdictView } from './verdict.tsx';

interface AppProps {
  readonly played: PlayDocument;
  /** What the page's address names; a sentence if it cannot be read. */
  readonly address: Address | string | null;
  readonly thread: Thread;
}

export function App({ played, address, thread }: AppProps) {
  const game = useGame(played, address, thread);
  const [station, setStation] = useState<number | null>(null);
  useKeys(game);
  useAddress(game);
  useEffect(() => {
    document.documentElement.dataset.ready = 'true';
  }, []);
  return (
    <>
      <Bar game={game} played={played} thread={thread} onTour={() => setStation(0)} />
      <main class="play">
        <p role="status" class={`notice ${game.notice === '' ? 'unseen' : 'callout warn'}`}>
          {game.notice}
        </p>
        {station !== null && <Tour game={game} station={station} onStation={setStation} />}
        <div class="board">
          <Board game={game} />
          <div class="side">
            <VerdictView game={game} played={played} />
            <Actions game={game} />
          </div>
        </div>
        <Details game={game} />
        <Words words={played.words} />
      </main>
    </>
  );
}

/** Opens what the address names when a reader puts another link into the same tab. */
function useAddress(game: Game): void {
  const now = useRef(game);
  now.current = game;
  useEffect(() => {
    const follow = async () => {
      const named = await readAddress(location.hash);
      if (typeof named === 'string') now.current.say(named);
      else if (named) {
        const { scenario, at, router } = named;
        now.current.open(scenario, at ?? undefined, router ?? undefined);
      }
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
}

function Board({ game }: { game: Game }) {
  const { trace, at, session, selection, select } = game;
  const motion = useMotion();
  // An empty run has no frames, but its network is drawn.
  const shown = useMemo(
    () => ({ ...trace, scenario: withTopology(trace, game) }),
    [trace, session],
  );
  const drawing = useMemo(() => drawingOf(shown, { folds: false }), [shown]);
  const picking: Picking = {
    selected: keyOfSelection(selection),
    onPick: (key) => {
      const picked = selectionOfKey(session.scenario, key);
      select(keyOfSelection(selection) === key ? { what: 'network' } : picked);
    },
    onDeliver: (flight) => game.act(deliveryOf(session.scenario.topology, flight)),
  };
  if (session.scenario.topology.nodes.length === 0) return <Empty game={game} />;
  return (
    <NetworkDrawing
      trace={shown}
      drawing={drawing}
      step={at - 1}
      motion={motion}
      picking={picking}
    />
  );
}

/** The scenario of the trace; of a run without frames the one that is being played, so that a new topology is seen at once. */
const withTopology = (trace: Game['trace'], { session }: Game) =>
  trace.frames.length === 0 ? session.scenario : trace.scenario;

function Empty({ game: { open } }: { game: Game }) {
  void open;
  return (
    <div class="drawing empty">
      <p>
        Nothing is here yet. Add a node (key <kbd>n</kbd>), then clients (key <kbd>c</kbd>); or take
        the tour.
      </p>
    </div>
  );
}

const TABS = ['steps', 'lanes', 'tables', 'who hears'] as const;
type Tab = (typeof TABS)[number];

function Details({ game }: { game: Game }) {
  const { trace, at, goTo } = game;
  const [tab, setTab] = useState<Tab>('steps');
  const frame = trace.frames[at - 1];
  const chart = useMemo(() => (tab === 'lanes' ? laneChartOf(trace) : null), [tab, trace]);
  return (
    <section aria-label="Details" class="details">
      <div class="tabs" role="tablist" aria-label="Details">
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each.replace(' ', '-')}`}
            aria-selected={each === tab}
            aria-controls="details"
            onClick={() => setTab(each)}
          >
            {each}
          </button>
        ))}
      </div>
      <div id="details" role="tabpanel" aria-labelledby={`tab-${tab.replace(' ', '-')}`}>
        {tab === 'steps' && <StepList game={game} />}
        {chart && chart.rows.length > 0 && (
          <Lanes chart={chart} step={at - 1} onStep={(step) => goTo(step + 1)} />
        )}
        {chart && chart.rows.length === 0 && <p class="quiet">Nothing has moved yet.</p>}
        {tab === 'tables' &&
          (frame ? (
            <Tables frame={frame} before={trace.frames[at - 2]} />
          ) : (
            <p class="quiet">Before the first step all tables are empty.</p>
          ))}
        {tab === 'who hears' && <Reasons game={game} />}
      </div>
    </section>
  );
}

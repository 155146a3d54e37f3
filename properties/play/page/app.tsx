/** The playground as a whole: the bar, the drawing with what can be done, and below it steps, lanes, tables and reasons. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Topology } from '#spec';
import { Lanes } from '../../report/page/drawing/lanes.tsx';
import { Legend } from '../../report/page/drawing/legend.tsx';
import { useMotion } from '../../report/page/drawing/motion.tsx';
import { NetworkDrawing } from '../../report/page/drawing/networkDrawing.tsx';
import type { Picking } from '../../report/page/drawing/networkParts.tsx';
import { Tables } from '../../report/page/tables.tsx';
import { Tabs } from '../../report/page/tabs.tsx';
import { Words } from '../../report/page/words/words.tsx';
import type { Drawing } from '../../report/picture/drawing.ts';
import type { Extents } from '../../report/picture/drawTrace.ts';
import { drawWithin, enlargeExtents, noExtents } from '../../report/picture/drawTrace.ts';
import { laneChartOf } from '../../report/picture/laneChart.ts';
import { sceneOf } from '../../report/picture/scene.ts';
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
  const words = useMemo(() => <Words words={played.words} />, [played]);
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
          <div>
            <Board game={game} />
            <Legend>sockets, by which clients are attached, below</Legend>
          </div>
          <div class="side">
            <VerdictView game={game} played={played} />
            <Actions game={game} />
          </div>
        </div>
        <Details game={game} />
        {words}
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
  const { trace, at, session, selection } = game;
  const motion = useMotion();
  const now = useRef(game);
  now.current = game;
  // An empty run has no frames, but its network is drawn.
  const shown = useMemo(
    () => ({ ...trace, scenario: withTopology(trace, game) }),
    [trace, session],
  );
  const drawing = useGrowingDrawing(shown, at - 1);
  // The drawing is large: it is drawn anew when what it shows has changed, and not with each word beside it.
  return useMemo(() => {
    if (session.scenario.topology.nodes.length === 0) return <Empty />;
    const picking: Picking = {
      selected: keyOfSelection(selection),
      onPick: (key) => {
        const { select, session: latest } = now.current;
        select(selectionOfKey(latest.scenario, key));
      },
      onDeliver: (flight) => {
        const { act, session: latest } = now.current;
        act(deliveryOf(latest.scenario.topology, flight));
      },
    };
    return (
      <NetworkDrawing
        trace={shown}
        drawing={drawing}
        step={at - 1}
        motion={motion}
        picking={picking}
      />
    );
  }, [shown, drawing, at, selection, motion.round, motion.allowed]);
}

/**
 * Returns the drawing of the network with room for every step that was shown so far, so that boxes grow and never shrink while the
 * network stays the same.
 */
function useGrowingDrawing(trace: Game['trace'], index: number): Drawing {
  const { topology } = trace.scenario;
  const known = useRef<{ topology: Topology; extents: Extents; drawing: Drawing } | null>(null);
  return useMemo(() => {
    const extents = known.current?.topology === topology ? known.current.extents : noExtents();
    const isEnlarged = enlargeExtents(extents, sceneOf(trace, index));
    if (!isEnlarged && known.current?.topology === topology) return known.current.drawing;
    const drawing = drawWithin(topology, extents);
    known.current = { topology, extents, drawing };
    return drawing;
  }, [trace, topology, index]);
}

/** The scenario of the trace; of a run without frames the one that is being played, so that a new topology is seen at once. */
const withTopology = (trace: Game['trace'], { session }: Game) =>
  trace.frames.length === 0 ? session.scenario : trace.scenario;

function Empty() {
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
  const { trace, at, session, goTo } = game;
  const [tab, setTab] = useState<Tab>('steps');
  const frame = trace.frames[at - 1];
  const steps = useMemo(() => <StepList game={game} />, [trace, session, at]);
  const chart = useMemo(() => (tab === 'lanes' ? laneChartOf(trace) : null), [tab, trace]);
  return (
    <section aria-label="Details" class="details">
      <Tabs label="Details" names={TABS} chosen={tab} onChoose={setTab}>
        {tab === 'steps' && steps}
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
      </Tabs>
    </section>
  );
}

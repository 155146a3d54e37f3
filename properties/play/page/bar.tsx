/** The bar: which router is played, undo and redo, what can be taken along or opened, and the search for a failing scenario. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import { CopyButton, DownloadButton } from '../../report/page/copy.tsx';
import { shortenText } from '../../report/picture/drawing.ts';
import { readScenarioText } from '../session/address.ts';
import type { PlayDocument } from '../session/playDocument.ts';
import { emptyScenario } from '../session/session.ts';
import { keyMeanings, setKeys } from './game/keys.ts';
import { routersOf } from './game/routers.ts';
import type { Thread } from './game/thread.ts';
import type { Game } from './game/useGame.ts';
import { Search } from './search.tsx';

interface BarProps {
  readonly game: Game;
  readonly played: PlayDocument;
  readonly thread: Thread;
  readonly onTour: () => void;
}

export function Bar({ game, played, thread, onTour }: BarProps) {
  const { session, router } = game;
  const text = () => `${JSON.stringify(session.scenario, null, 2)}\n`;
  const routers = useMemo(() => routersOf(played), [played]);
  // Some two hundred options, which no step changes.
  const options = useMemo(() => <RouterOptions routers={routers} />, [routers]);
  const { fault = null } = routers.find(({ id }) => id === router) ?? {};
  return (
    <header class="top">
      <div class="bar">
        <h1>Partyline playground</h1>
        <button type="button" onClick={onTour}>
          Tour
        </button>
        <button type="button" disabled={session.past.length === 0} onClick={game.undo}>
          Undo
        </button>
        <button type="button" disabled={session.future.length === 0} onClick={game.redo}>
          Redo
        </button>
        <button type="button" onClick={() => game.open(emptyScenario)}>
          New
        </button>
        <OpenButton game={game} />
        <DownloadButton name="scenario.json" text={text}>
          Download
        </DownloadButton>
        <CopyButton text={text}>Copy scenario</CopyButton>
        <CopyButton text={() => location.href}>Copy link</CopyButton>
        <Keys />
      </div>
      <div class="bar">
        <label>
          Router{' '}
          <select value={router} onChange={({ currentTarget }) => game.choose(currentTarget.value)}>
            {options}
          </select>
        </label>
        <Search game={game} thread={thread} />
        {fault !== null && <span class="quiet">Its fault: {fault}</span>}
      </div>
    </header>
  );
}

type Routers = ReturnType<typeof routersOf>;

function RouterOptions({ routers }: { routers: Routers }) {
  return (
    <>
      <optgroup label="as the law has it">
        {routers
          .filter((each) => each.fault === null)
          .map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
      </optgroup>
      {clauseIds.map((clause) => (
        <PlantedFaults key={clause} clause={clause} routers={routers} />
      ))}
    </>
  );
}

/** The routers with a planted fault that breaks the clause; each with its fault. */
function PlantedFaults({ clause, routers }: { clause: ClauseId; routers: Routers }) {
  const wrong = routers.filter((each) => each.clause === clause);
  if (wrong.length === 0) return null;
  return (
    <optgroup label={`with a planted fault against ${clause}`}>
      {wrong.map(({ id, title, fault }) => (
        <option key={id} value={id}>
          {shortenText(`${title}: ${fault}`, 90)}
        </option>
      ))}
    </optgroup>
  );
}

function OpenButton({ game }: { game: Game }) {
  const field = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    const opened = readScenarioText(await file.text());
    if (typeof opened === 'string') game.say(`${file.name}: ${opened}`);
    else game.open(opened);
  };
  return (
    <>
      <button type="button" onClick={() => field.current?.click()}>
        Open
      </button>
      <input
        ref={field}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="A scenario file"
        onChange={({ currentTarget }) => {
          void read(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

function Keys() {
  const [areOn, setOn] = useState(true);
  return (
    <details class="keys">
      <summary>Keys</summary>
      <div class="panel">
        <label>
          <input
            type="checkbox"
            checked={areOn}
            onChange={({ currentTarget }) => {
              setKeys(currentTarget.checked);
              setOn(currentTarget.checked);
            }}
          />{' '}
          Keys of one letter
        </label>
        <dl>
          {keyMeanings.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

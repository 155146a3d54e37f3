/**
 * Keys: one letter does what a button does. They are heard while the focus is not in a field, and can be turned off, as a reader who
 * speaks to the computer needs it.
 */
import { useEffect, useRef } from 'preact/hooks';
import { choicesFor } from '../../session/choices.ts';
import { nameSelection, selectable } from '../../session/selection.ts';
import { addClient, addNodeBelow } from './growing.ts';
import type { Game } from './useGame.ts';

export const keyMeanings: readonly (readonly [string, string])[] = [
  ['n', 'add a node, below the selected one if one is selected'],
  ['c', 'add a client on a socket of its own, at the selected node'],
  ['1 … 9', 'do the step of that number'],
  ['[ and ]', 'select the part before, after'],
  ['Escape', 'select nothing'],
  ['← and →', 'go to the step before, after'],
  ['h', 'hold frames back, or let all of them arrive'],
  ['u and r', 'undo, redo'],
];

const FIELDS = 'input, textarea, select, [contenteditable]';
let areOn = true;

/** Turns the keys on or off. */
export function setKeys(on: boolean): void {
  areOn = on;
}

export function useKeys(game: Game): void {
  // Keys come faster than effects run: each is done to the game as it is by then.
  const now = useRef(game);
  now.current = game;
  useEffect(() => {
    const onKeydown = (event: KeyboardEvent) => {
      const { target, altKey, ctrlKey, metaKey, defaultPrevented } = event;
      if (!areOn || altKey || ctrlKey || metaKey || defaultPrevented) return;
      const on = target instanceof Element ? target : null;
      if (on?.closest(FIELDS)) return;
      const region = on?.closest('.scroll');
      if (event.key.startsWith('Arrow') && region && region.scrollWidth > region.clientWidth)
        return;
      if (doKey(event.key, now.current)) event.preventDefault();
    };
    addEventListener('keydown', onKeydown);
    return () => removeEventListener('keydown', onKeydown);
  }, []);
}

/** Does what the key means; false if it means nothing. */
function doKey(key: string, game: Game): boolean {
  const { state, session, selection, at } = game;
  const deeds: Readonly<Record<string, () => void>> = {
    n: () => addNodeBelow(game),
    c: () => addClient(game, 'axon'),
    u: game.undo,
    r: game.redo,
    h: () => game.act({ kind: state.history.held ? 'settle' : 'hold' }),
    ArrowLeft: () => game.goTo(at - 1),
    ArrowRight: () => game.goTo(at + 1),
    Escape: () => game.select({ what: 'network' }),
    '[': () => selectBeside(game, -1),
    ']': () => selectBeside(game, 1),
  };
  const deed = deeds[key];
  if (deed) {
    deed();
    return true;
  }
  if (!/^[1-9]$/.test(key)) return false;
  const step = choicesFor(state, session.scenario, selection).legal[Number(key) - 1];
  if (step) game.act(step);
  return step !== undefined;
}

function selectBeside({ session, state, selection, select }: Game, by: number): void {
  const all = selectable(session.scenario, (pair) =>
    state.history.attachments.flatMap((each) => (each.pair === pair ? [each.orcName] : [])),
  );
  const now = all.findIndex((each) => nameSelection(each) === nameSelection(selection));
  const next = all.at(now < 0 ? (by > 0 ? 0 : -1) : (now + by) % all.length);
  if (next) select(next);
}

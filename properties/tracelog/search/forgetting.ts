/**
 * Forgetting: what of the possible states can never matter again, once the search has gone past a line for good: the names of events and
 * commands of which nothing is under way. So the memory depends on what is under way, and not on how long the log is.
 */
import type { State } from '#model';
import { unbind } from './bindings.ts';
import type { Possibility } from './possibility.ts';

/** Returns the possibilities without what has passed. The ids of events that all of them let pass are kept as past ids. */
export function forgetPast(possibilities: readonly Possibility[]): Possibility[] {
  const passed = possibilities.map(({ state, bindings }) => {
    const live = liveNames(state);
    return [...bindings.terms].filter(([key]) => hasPassed(key, live));
  });
  const passedBy = new Map<string, number>();
  for (const each of passed)
    for (const [key, text] of each)
      if (key.startsWith('id ')) passedBy.set(text, (passedBy.get(text) ?? 0) + 1);
  const isShared = (text: string) => passedBy.get(text) === possibilities.length;
  for (const [key, text] of passed[0] ?? [])
    if (key.startsWith('id ') && isShared(text))
      possibilities[0]?.bindings.past.add(text, key.slice('id '.length));
  return possibilities.map((each, at) => {
    const gone = new Set(
      (passed[at] ?? [])
        .filter(([key, text]) => !key.startsWith('id ') || isShared(text))
        .map(([key]) => key),
    );
    if (gone.size === 0) return each;
    return { ...each, bindings: unbind(each.bindings, (key) => gone.has(key)) };
  });
}

/** Whether the key is that of an event or a command of which nothing is under way. The ports of uplinks stay. */
function hasPassed(key: string, live: ReadonlySet<string>): boolean {
  const at = key.indexOf(' ');
  return key.slice(0, at) !== 'port' && !live.has(key.slice(at + 1));
}

/** Returns the names of the events and commands that are in flight, or kept for a client that does not read. */
function liveNames({ flights, kept }: State): ReadonlySet<string> {
  const live = new Set<string>(kept.map(({ event }) => event.id));
  for (const { input } of flights) {
    if (!('frame' in input)) continue;
    const { id, name } = (input.frame ?? {}) as { readonly id?: unknown; readonly name?: unknown };
    for (const each of [id, name]) if (typeof each === 'string') live.add(each);
  }
  return live;
}

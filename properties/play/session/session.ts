/**
 * Session: the scenario that is being played, how many of its steps are done at what is shown, and what it was before. A change
 * makes a new session and forgets what could be redone; nothing here is ever altered.
 */
import type { Scenario } from '#spec';

interface Snapshot {
  readonly scenario: Scenario;
  /** How many steps are done at what is shown, those of the epilogue included. */
  readonly at: number;
}

export interface Session extends Snapshot {
  readonly past: readonly Snapshot[];
  /** The next one to redo comes first. */
  readonly future: readonly Snapshot[];
}

/** So many changes can be undone. */
const MOST_PAST = 500;

export const emptyScenario: Scenario = {
  version: 1,
  topology: { nodes: [], uplinks: [], orcs: [], pairs: [] },
  steps: [],
};

export function openSession(scenario: Scenario, at = scenario.steps.length): Session {
  return { scenario, at, past: [], future: [] };
}

/** Returns the session with another scenario; what was shown can be had again by `undo`. */
export function changeSession(session: Session, scenario: Scenario, at: number): Session {
  const past = [...session.past, { scenario: session.scenario, at: session.at }];
  return { scenario, at, past: past.slice(-MOST_PAST), future: [] };
}

/** Moves to another step without a change of the scenario. */
export const goTo = (session: Session, at: number): Session => ({ ...session, at });

export function undo(session: Session): Session {
  const last = session.past.at(-1);
  if (!last) return session;
  const { scenario, at, past, future } = session;
  return { ...last, past: past.slice(0, -1), future: [{ scenario, at }, ...future] };
}

export function redo(session: Session): Session {
  const [next, ...future] = session.future;
  if (!next) return session;
  const { scenario, at, past } = session;
  return { ...next, past: [...past, { scenario, at }], future };
}

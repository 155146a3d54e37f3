/**
 * Process groups: the groups in which routers run, so that no router is left running when the harness ends suddenly. A worker
 * thread that is terminated cannot clean up. So it notes its groups in memory that it shares with the thread that started
 * it: a message might still be on its way when the process ends.
 */

const groups = new Set<number>();
/** The notes of this thread, for the thread that started it; and the notes of the threads that this one started. */
let ownNotes: Int32Array | null = null;
const notesOfThreads = new Set<Int32Array>();
let isWatching = false;

/** Most groups that a thread runs at one time; it runs one, or two while one replaces another. */
const MOST_GROUPS = 64;

/** Returns memory for the notes of one thread, whose groups this process ends when it ends itself. */
export function shareNotes(): Int32Array {
  const notes = new Int32Array(new SharedArrayBuffer(4 * MOST_GROUPS));
  notesOfThreads.add(notes);
  watchExit();
  return notes;
}

/** From now on this thread notes its groups there. */
export function noteGroupsIn(notes: Int32Array): void {
  ownNotes = notes;
}

/** Kills the groups of a thread that has ended. */
export function endNoted(notes: Int32Array): void {
  for (const pid of notes) if (pid !== 0) killGroup(pid);
  notesOfThreads.delete(notes);
}

/** From now on, this process ends the group when it ends itself. */
export function trackGroup(pid: number): void {
  replaceNote(0, pid);
  groups.add(pid);
  watchExit();
}

/** Kills all processes of the group. */
export function endGroup(pid: number): void {
  killGroup(pid);
  groups.delete(pid);
  replaceNote(pid, 0);
}

export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has already ended by itself.
  }
}

function replaceNote(before: number, after: number): void {
  const at = ownNotes?.indexOf(before) ?? -1;
  if (ownNotes && at >= 0) Atomics.store(ownNotes, at, after);
}

function watchExit(): void {
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const group of groups) killGroup(group);
    for (const notes of notesOfThreads) endNoted(notes);
  });
}

/**
 * Process groups: those in which routers run, so that none is left behind when the harness ends in a
 * hurry. A worker thread that is terminated cannot clean up, so the thread that started it is told of
 * each group as it begins and ends.
 */

const groups = new Set<number>();
let isWatching = false;
let notifyListener: (pid: number, there: boolean) => void = () => {};

/** Reports every later start and end of a group in this thread. */
export function setGroupListener(listener: (pid: number, there: boolean) => void): void {
  notifyListener = listener;
}

/** Makes this process end the group when it ends itself. */
export function trackGroup(pid: number): void {
  groups.add(pid);
  notifyListener(pid, true);
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const group of groups) killGroup(group);
  });
}

/** Kills all processes of the group. */
export function endGroup(pid: number): void {
  killGroup(pid);
  groups.delete(pid);
  notifyListener(pid, false);
}

export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has already ended by itself.
  }
}

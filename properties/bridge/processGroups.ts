/**
 * Groups: the process groups that routers run in. A harness that ends in a hurry leaves none behind, and neither does a
 * thread of it: one that is terminated has no last word, so whoever started it is told of its groups as they come and go.
 */

const groups = new Set<number>();
let isWatching = false;
let notifyListener: (pid: number, there: boolean) => void = () => {};

/** Of this thread, from now on. */
export function setGroupListener(listener: (pid: number, there: boolean) => void): void {
  notifyListener = listener;
}

/** It ends with this process, at the latest. */
export function trackGroup(pid: number): void {
  groups.add(pid);
  notifyListener(pid, true);
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const group of groups) killGroup(group);
  });
}

/** All of it is ended. */
export function endGroup(pid: number): void {
  killGroup(pid);
  groups.delete(pid);
  notifyListener(pid, false);
}

export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}

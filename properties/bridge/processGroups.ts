/**
 * Process groups: the groups in which routers run, so that no router is left running when the harness ends suddenly. A worker
 * thread that is terminated cannot clean up. So the thread that started it is told when each group starts and ends.
 */

const groups = new Set<number>();
let isWatching = false;
let notifyListener: (pid: number, there: boolean) => void = () => {};

/** Sets who is told when a group starts or ends in this thread from now on. */
export function setGroupListener(listener: (pid: number, there: boolean) => void): void {
  notifyListener = listener;
}

/** From now on, this process ends the group when it ends itself. */
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

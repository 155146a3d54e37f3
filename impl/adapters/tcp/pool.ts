/**
 * The pool: child processes that host one node at a time and are used again for later scenarios. It stands apart
 * because starting a process costs more than a whole scenario. A killed process is not used again. Idle ones do not
 * keep this process alive, and none outlives it.
 */

import { ChildNodeHost } from './nodeHost.ts';
import type { ResourceLog } from './resourceLog.ts';

export class ProcessPool {
  readonly resourceLog: ResourceLog;
  readonly #idleHosts: ChildNodeHost[] = [];
  readonly #hosts = new Set<ChildNodeHost>();
  readonly #killAll = () => {
    for (const place of this.#hosts) void place.kill();
  };

  constructor(resourceLog: ResourceLog) {
    this.resourceLog = resourceLog;
  }

  take(): ChildNodeHost {
    let host = this.#idleHosts.pop();
    while (host && !host.isAlive) {
      this.#hosts.delete(host);
      host = this.#idleHosts.pop();
    }
    if (!host) {
      // All hosts may have been ended and removed before, so the listener is registered again, but never twice.
      if (this.#hosts.size === 0) process.off('exit', this.#killAll).once('exit', this.#killAll);
      host = new ChildNodeHost();
      this.#hosts.add(host);
      if (host.pid !== undefined) this.resourceLog.pids.add(host.pid);
    }
    host.setReferenced(true);
    return host;
  }

  pids(): number[] {
    return this.#idleHosts.flatMap(({ isAlive: alive, pid }) => (alive && pid) || []);
  }

  /** Takes back a host whose node is stopped. */
  giveBack(host: ChildNodeHost): void {
    host.setListener(() => {});
    if (!host.isAlive) {
      this.#hosts.delete(host);
      return;
    }
    host.setReferenced(false);
    this.#idleHosts.push(host);
  }

  /** Ends a host whose node could not be stopped, or should be killed. */
  async destroy(host: ChildNodeHost): Promise<void> {
    this.#hosts.delete(host);
    await host.kill();
  }

  /** Ends every process; resolves when all are gone. */
  async close(): Promise<void> {
    const all = [...this.#hosts];
    this.#hosts.clear();
    this.#idleHosts.length = 0;
    process.off('exit', this.#killAll);
    await Promise.all(all.map((place) => place.kill()));
  }
}

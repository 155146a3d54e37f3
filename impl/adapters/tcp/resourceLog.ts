/**
 * The resource log: the resources that a network over sockets used, and the faults that really happened in it. It stands apart so
 * that a test can check afterwards that everything was released, and a report can tell what was done.
 */
export class ResourceLog {
  readonly pids = new Set<number>();
  /** Ports that nodes have listened on. */
  readonly ports = new Set<number>();
  killCount = 0;
  cutCount = 0;

  /** Says in one sentence what was used and which faults were applied. */
  summarize(): string {
    const { killCount, cutCount, pids, ports } = this;
    return `${killCount} nodes killed and ${cutCount} links cut, in ${pids.size} processes that listened on ${ports.size} ports`;
  }
}

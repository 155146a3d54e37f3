/**
 * Testbed: the nodes of the soak, each in a process, one below the other, and how it is known that nothing
 * is in flight. Separate from the clients, which come and go. Knows nothing about who should hear what.
 */
import type { NodeToken, Topology } from '#spec';
import { nodesAbove } from '#spec';
import { NodeProcess } from './nodeProcess.ts';
import type { NodeSnapshot, SoakEvent, SoakRequestKind, SoakRequests } from './soakRequest.ts';

/** Every wait ends after this time, so that the soak ends; exceeding it is an error, never a verdict. */
const WAIT_LIMIT_MS = 90_000;

/** A client or a node: `settle` resolves when everything it sent so far has been handled. */
export interface Speaker {
  settle(): Promise<void>;
}

export class SoakTestbed {
  readonly topology: Topology;
  readonly #processes = new Map<NodeToken, NodeProcess>();
  readonly #ports = new Map<NodeToken, number>();
  /** Tokens, of the lower end, of pairs that have ended at one end only. */
  readonly #halfEndedPairs = new Set<string>();
  readonly #killAll = () => {
    for (const process of this.#processes.values()) void process.kill();
  };
  #pendingRequests: Promise<unknown>[] = [];
  #onAllEnded: () => void = () => {};
  #endCount = 0;

  private constructor(topology: Topology) {
    this.topology = topology;
  }

  /** Resolves when all uplinks are up. */
  static async start(topology: Topology): Promise<SoakTestbed> {
    const testbed = new SoakTestbed(topology);
    process.once('exit', testbed.#killAll);
    try {
      await withTimeout(testbed.#start(), 'the nodes did not start');
      return testbed;
    } catch (error) {
      await testbed.close();
      throw error;
    }
  }

  get pids(): number[] {
    return [...this.#processes.values()].flatMap(({ pid }) => pid ?? []);
  }

  port(token: NodeToken): number {
    return this.#ports.get(token) ?? 0;
  }

  publish(token: NodeToken, published: SoakEvent): void {
    this.#request(token, 'publish', published);
  }

  cutUplinks(token: NodeToken): void {
    this.#request(token, 'cut uplinks', null);
  }

  /** Notes that one end of a pair has ended. */
  noteEnd(token: string): void {
    this.#endCount++;
    if (!this.#halfEndedPairs.delete(token)) this.#halfEndedPairs.add(token);
    if (this.#halfEndedPairs.size === 0) this.#onAllEnded();
  }

  /**
   * Resolves when nothing is in flight: requests are answered, lost uplinks are up again, every fence
   * message has come back from above and from below, and each pair that ended has ended at both ends.
   * Repeats as long as a pair ended meanwhile.
   */
  async settle(speakers: () => readonly Speaker[]): Promise<void> {
    for (let before = -1; before !== this.#endCount || this.#pendingRequests.length > 0; ) {
      before = this.#endCount;
      const requests = this.#pendingRequests;
      this.#pendingRequests = [];
      await withTimeout(Promise.all(requests), 'a request was not answered');
      await this.#requestAll('uplinks up');
      const fences = speakers().map((each) => each.settle());
      await withTimeout(Promise.all(fences), 'the fence of a client did not come back');
      await this.#requestAll('settle above');
      const tops = this.topology.nodes.filter(
        ({ token }) => nodesAbove(this.topology, token).length === 0,
      );
      await this.#requestAll('settle below', tops);
      await withTimeout(this.#waitForBothEnds(), 'a pair ended at one end only');
    }
  }

  takeSnapshots(): Promise<NodeSnapshot[]> {
    return this.#requestAll('held');
  }

  measureHeaps(): Promise<number[]> {
    return this.#requestAll('heap');
  }

  /** Resolves when all processes have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((each) => each.kill()));
    this.#processes.clear();
    process.off('exit', this.#killAll);
  }

  async #start(): Promise<void> {
    const { nodes, uplinks } = this.topology;
    const starting = nodes.map(async ({ token, horde }) => {
      const process = new NodeProcess((gone) => this.#notePairGone(gone));
      this.#processes.set(token, process);
      this.#ports.set(token, (await process.request('start', { token, horde })).port);
    });
    await Promise.all(starting);
    for (const { below, above } of uplinks)
      await this.#processOf(below).request('climb', { host: '127.0.0.1', port: this.port(above) });
  }

  /**
   * Notes that a pair ended at its node. The pair of a lower node's uplink comes back by itself; whether it is up is
   * asked separately.
   */
  #notePairGone(token: string): void {
    if (this.#processes.has(token as NodeToken)) this.#endCount++;
    else this.noteEnd(token);
  }

  #processOf(token: NodeToken): NodeProcess {
    const found = this.#processes.get(token);
    if (!found) throw new RangeError(`node ${token} is not declared in the topology`);
    return found;
  }

  #request<Kind extends SoakRequestKind>(
    token: NodeToken,
    kind: Kind,
    give: SoakRequests[Kind]['give'],
  ): void {
    const asked = this.#processOf(token).request(kind, give);
    // `settle` awaits it and reports an error; until then nobody does.
    asked.catch(() => {});
    this.#pendingRequests.push(asked);
  }

  #requestAll<Kind extends 'uplinks up' | 'settle above' | 'settle below' | 'held' | 'heap'>(
    kind: Kind,
    nodes: Topology['nodes'] = this.topology.nodes,
  ): Promise<SoakRequests[Kind]['get'][]> {
    const asked = nodes.map(({ token }) => this.#processOf(token).request(kind, null));
    return withTimeout(Promise.all(asked), `a node did not answer "${kind}"`);
  }

  #waitForBothEnds(): Promise<void> {
    if (this.#halfEndedPairs.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onAllEnded = resolve;
    });
  }
}

/** Rejects after `WAIT_LIMIT_MS`. */
export async function withTimeout<Value>(wait: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`${what} within ${WAIT_LIMIT_MS} ms; this is a time-out, no proof`);
    timer = setTimeout(() => reject(error), WAIT_LIMIT_MS);
  });
  try {
    return await Promise.race([wait, late]);
  } finally {
    clearTimeout(timer);
  }
}

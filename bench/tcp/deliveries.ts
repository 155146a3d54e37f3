/**
 * Deliveries: events per second from one publishing node to N subscribers over real sockets on
 * loopback. Rounds of our router and the published one alternate, so that other load affects both
 * alike. Node and subscribers share this process, so a delivery includes both sending and receiving.
 */
import { connect, TcpNode } from '#impl-tcp';
import { horde, nodeToken, orcName } from '#spec';

/** A node to which the subscribers of one run are connected. */
interface SubscribedNode {
  publish(payload: unknown): void;
  close(): Promise<void>;
}

/** Opens a node with this many subscribers; `heard` is called for every delivery. */
export type OpenNode = (subscribers: number, heard: () => void) => Promise<SubscribedNode>;

export interface DeliveryOptions {
  readonly subscribers: number;
  /** Number of events per round. */
  readonly events: number;
  /** Number of events published at once; the next burst follows when all of them have arrived. */
  readonly burst: number;
  readonly rounds: number;
  readonly now: () => number;
}

export interface DeliveryFigure {
  readonly subscribers: number;
  readonly events: number;
  readonly burst: number;
  readonly rounds: number;
  /** Deliveries per second, by router: the median of the rounds. */
  readonly rates: Readonly<Record<string, number>>;
  /** Rate of the first router divided by that of each other: the median of the ratios within a round. */
  readonly ratios: Readonly<Record<string, number>>;
}

const PAYLOAD = { kind: 'changed', count: 1, text: 'as long as most of them are', list: [1, 2, 3] };
const WAIT_LIMIT_MS = 30_000;

export const openOurNode: OpenNode = async (subscribers, heard) => {
  const token = nodeToken('bench');
  const node = await TcpNode.start({ token, horde: horde('bench') });
  const connections = await Promise.all(
    Array.from({ length: subscribers }, async (_, index) => {
      const connection = await connect({ host: '127.0.0.1', port: node.port });
      const member = connection.join(orcName(`p${index}@bench`));
      member.subscribe('bench::<line>.changed', heard);
      await connection.settle();
      return connection;
    }),
  );
  let serial = 0;
  return {
    publish: (payload) =>
      node.publish({
        topic: 'bench::<line>.changed',
        id: `e${serial++}`,
        payload: payload as never,
      }),
    async close() {
      for (const connection of connections) connection.close();
      await node.close();
    },
  };
};

class DeliveryRun {
  readonly #subscribers: number;
  #node!: SubscribedNode;
  #heardCount = 0;
  #dueCount = 0;
  #onReached: () => void = () => {};

  private constructor(subscribers: number) {
    this.#subscribers = subscribers;
  }

  static async open(opening: OpenNode, subscribers: number): Promise<DeliveryRun> {
    const run = new DeliveryRun(subscribers);
    run.#node = await opening(subscribers, () => {
      if (++run.#heardCount === run.#dueCount) run.#onReached();
    });
    return run;
  }

  /** Runs one round; resolves to the milliseconds until all its events have reached every subscriber. */
  async runRound({ events, burst, now }: DeliveryOptions): Promise<number> {
    const from = now();
    for (let sent = 0; sent < events; sent += burst)
      await this.#publishBurst(Math.min(burst, events - sent));
    return now() - from;
  }

  close(): Promise<void> {
    return this.#node.close();
  }

  async #publishBurst(count: number): Promise<void> {
    this.#dueCount = this.#heardCount + count * this.#subscribers;
    const due = this.#dueCount;
    const all = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        const heard = count * this.#subscribers - (due - this.#heardCount);
        reject(new Error(`${heard} of ${count * this.#subscribers} deliveries arrived`));
      }, WAIT_LIMIT_MS);
      this.#onReached = () => {
        clearTimeout(late);
        resolve();
      };
    });
    for (let index = 0; index < count; index++) this.#node.publish(PAYLOAD);
    await all;
    if (this.#heardCount !== due)
      throw new Error(`${this.#heardCount - due} deliveries too many arrived`);
  }
}

/**
 * Compares the first of `openings` with the others. Each router first runs one round to warm up, which
 * is not counted.
 */
export async function measureDeliveries(
  openings: Readonly<Record<string, OpenNode>>,
  options: DeliveryOptions,
): Promise<DeliveryFigure> {
  const { subscribers, events, burst, rounds } = options;
  const runs: { readonly name: string; readonly run: DeliveryRun; readonly rates: number[] }[] = [];
  try {
    for (const [name, opening] of Object.entries(openings))
      runs.push({ name, run: await DeliveryRun.open(opening, subscribers), rates: [] });
    for (const { run } of runs) await run.runRound(options);
    for (let round = 0; round < rounds; round++)
      for (const { run, rates } of round % 2 === 0 ? runs : [...runs].reverse())
        rates.push(((events * subscribers) / (await run.runRound(options))) * 1000);
  } finally {
    await Promise.all(runs.map(({ run }) => run.close()));
  }
  const [own, ...others] = runs;
  return {
    subscribers,
    events,
    burst,
    rounds,
    rates: Object.fromEntries(runs.map(({ name, rates }) => [name, Math.round(medianOf(rates))])),
    ratios: Object.fromEntries(
      others.map(({ name, rates }) => [
        name,
        Number(medianOf(rates.map((rate, index) => (own?.rates[index] ?? 0) / rate)).toFixed(2)),
      ]),
    ),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

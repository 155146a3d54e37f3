/**
 * Deliveries: events a second from one publishing node to N subscribers behind real sockets on loopback, ours and the
 * published router's in turns, so that what else the machine does meanwhile slows both.
 * Node and subscribers share this process: a delivery is charged with its sending and with its receiving.
 */
import { connect, TcpNode } from '#impl-tcp';
import { horde, nodeToken, orcName } from '#spec';

/** A node with subscribers on it. */
export interface SubscribedNode {
  publish(payload: unknown): void;
  close(): Promise<void>;
}

/** Opens a node with so many subscribers; `heard` is told of every delivery. */
export type OpenNode = (subscribers: number, heard: () => void) => Promise<SubscribedNode>;

export interface DeliveryOptions {
  readonly subscribers: number;
  /** A round's. */
  readonly events: number;
  /** So many events are published at once; the next when all of them have arrived. */
  readonly burst: number;
  readonly rounds: number;
  readonly now: () => number;
}

export interface DeliveryFigure {
  readonly subscribers: number;
  readonly events: number;
  readonly burst: number;
  readonly rounds: number;
  /** Deliveries a second: the median of the rounds, by router. */
  readonly rates: Readonly<Record<string, number>>;
  /** The first router's rate over each other's, the median of the ratios within one round. */
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

  /** Milliseconds that so many events took to reach everybody, each once. */
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

/** The first of `openings` is compared with the others. Of every router one round is run to warm up and not counted. */
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

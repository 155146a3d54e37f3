/**
 * Settle: how it is known that nothing is in flight. Each bus is FIFO, so a fence sent last comes last: one wave of
 * fences goes up the command buses node by node, one comes down the event buses. A round in which a socket ended is
 * followed by another, and what came through a socket that ended is waited for until it is unpacked.
 * It must not know what is being settled.
 */
import type { Socket } from 'node:net';
import type { NodeToken } from '#spec';
import type { AxonAttachment, Wire } from './attachment.ts';
import { ended, idle } from './attachment.ts';
import { FENCE, fence } from './wire.ts';

/** Last resort, labelled as such in the error it raises: no healthy bus needs a hundredth of it. */
const PATIENCE_MS = 3000;

interface Waiting {
  readonly attachment: AxonAttachment;
  readonly resolve: () => void;
}

export class Fences {
  readonly #waiting = new Map<number, Waiting>();
  readonly #deaf = new Set<AxonAttachment>();
  /** How much a socket had written with its last fence. */
  readonly #fenced = new WeakMap<Socket, number>();
  /** How often all was settled. */
  count = 0;
  #mark = 0;
  /** Counts sockets that ended. */
  #ends = 0;

  /** To be told of every pair that opens. */
  watch(attachment: AxonAttachment): void {
    for (const wire of [attachment.command, attachment.event])
      for (const socket of wire ? [wire.near, wire.far] : [])
        socket.once('close', () => {
          this.#ends++;
          this.#release((each) => each.attachment === attachment);
        });
  }

  /** A fence came through. */
  passed(mark: unknown): void {
    if (typeof mark === 'number') this.#release((_, key) => key === mark);
  }

  /** The node's end of this command bus is stuck for ever: nothing more comes through, not even a fence. */
  deafen(attachment: AxonAttachment): void {
    this.#deaf.add(attachment);
    this.#release((each) => each.attachment === attachment);
  }

  /** `levels`: the attachments at each node, lowest node first. */
  async settle(levels: readonly (readonly AxonAttachment[])[]): Promise<void> {
    for (;;) {
      const before = this.#ends;
      for (const level of levels) await this.#wave(level, 'up');
      for (const level of levels.toReversed()) await this.#wave(level, 'down');
      const halves = levels.flat().flatMap(closing);
      if (halves.length > 0) await this.#closed(halves);
      const busy = await this.#unpacked(levels.flat());
      if (halves.length === 0 && !busy && before === this.#ends) {
        this.count++;
        return;
      }
    }
  }

  /** Where a socket has ended no fence comes behind what is still unpacked. False when there was nothing. */
  async #unpacked(attachments: readonly AxonAttachment[]): Promise<boolean> {
    const over = attachments.filter((each) => !this.#deaf.has(each)).flatMap(wiresOf);
    const busy = () => over.some((wire) => !open(wire) && !idle(wire));
    if (!busy()) return false;
    const done = async () => {
      while (busy()) await new Promise((resume) => setImmediate(resume));
    };
    await bounded(done(), 'what came through a lost socket was not unpacked');
    return true;
  }

  async #wave(level: readonly AxonAttachment[], way: 'up' | 'down'): Promise<void> {
    await Promise.all(level.map((attachment) => this.#send(attachment, way)));
  }

  #send(attachment: AxonAttachment, way: 'up' | 'down'): Promise<void> | undefined {
    const wire = way === 'up' ? attachment.command : attachment.event;
    if (!wire || !open(wire) || (way === 'up' && this.#deaf.has(attachment))) return undefined;
    // What was written since the last fence is all that can be in flight.
    const socket = way === 'up' ? wire.near : wire.far;
    if (socket.bytesWritten === this.#fenced.get(socket)) return undefined;
    const mark = this.#mark++;
    const back = new Promise<void>((resolve) => this.#waiting.set(mark, { attachment, resolve }));
    if (way === 'up') attachment.push.send(FENCE, fence(mark));
    else attachment.fenceDown(fence(mark));
    this.#fenced.set(socket, socket.bytesWritten);
    return bounded(back, `a fence went ${way} ${attachment.pair} and did not come through`);
  }

  #release(due: (each: Waiting, mark: number) => boolean): void {
    for (const [mark, each] of this.#waiting)
      if (due(each, mark)) {
        this.#waiting.delete(mark);
        each.resolve();
      }
  }

  async #closed(wires: readonly Wire[]): Promise<void> {
    const ends = wires.flatMap(({ near, far }) => [near, far]).filter((socket) => !ended(socket));
    const all = ends.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await bounded(Promise.all(all), 'a socket ended at one end only');
  }
}

/** The order in which nodes are asked: each after all that are below it. */
export function lowestFirst(
  tokens: readonly NodeToken[],
  above: (token: NodeToken) => readonly NodeToken[],
): NodeToken[] {
  const order: NodeToken[] = [];
  const visit = (token: NodeToken) => {
    if (order.includes(token)) return;
    for (const each of above(token)) visit(each);
    order.unshift(token);
  };
  for (const token of tokens) visit(token);
  return order;
}

const open = ({ near, far }: Wire) => !near.destroyed && !far.destroyed;

const wiresOf = ({ command, event }: AxonAttachment) =>
  [command, event].filter((wire): wire is Wire => wire !== null);

/** The wires that are ending but have not yet ended at both ends. */
function closing(attachment: AxonAttachment): Wire[] {
  return wiresOf(attachment).filter(
    (wire) => !open(wire) && !(ended(wire.near) && ended(wire.far)),
  );
}

async function bounded(wait: Promise<unknown>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(`${what} within ${PATIENCE_MS} ms; this is a time-out, no proof of anything`),
        ),
      PATIENCE_MS,
    );
  });
  try {
    await Promise.race([wait, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Fences: how the harness knows that nothing is in flight. Each bus is FIFO, so a fence that was sent last arrives last. One wave
 * of fences goes up the command buses node by node, then one down the event buses. If a socket ended meanwhile, everything
 * received on it is first decoded, then both waves are repeated. It must not know what is being settled.
 */
import type { Socket } from 'node:net';
import type { NodeToken } from '#spec';
import type { AxonAttachment, SocketLink } from './published/attachment.ts';
import { hasEnded, isIdle } from './published/attachment.ts';
import { createFence, FENCE } from './published/wire.ts';

/**
 * The last time limit, in ms: if a fence has not arrived by then, the run ends with an error that names this limit. A healthy bus
 * needs less than a hundredth of it.
 */
const TIMEOUT_MS = 3000;

interface PendingFence {
  readonly attachment: AxonAttachment;
  readonly resolve: () => void;
}

export class Fences {
  readonly #pendingFences = new Map<number, PendingFence>();
  readonly #stuckAttachments = new Set<AxonAttachment>();
  /** The bytes that a socket had written when its last fence was sent. */
  readonly #bytesAtFence = new WeakMap<Socket, number>();
  /** How often everything was settled so far. */
  count = 0;
  #mark = 0;
  /** How many sockets have ended so far. */
  #endCount = 0;

  /** Watches the sockets of a pair. Call it for every pair that opens. */
  watch(attachment: AxonAttachment): void {
    for (const wire of [attachment.command, attachment.event])
      for (const socket of wire ? [wire.near, wire.far] : [])
        socket.once('close', () => {
          this.#endCount++;
          this.#release((each) => each.attachment === attachment);
        });
  }

  /** Ends the wait for the fence with this mark, which has arrived. */
  releaseMark(mark: unknown): void {
    if (typeof mark === 'number') this.#release((_, key) => key === mark);
  }

  /** Records that the node no longer reads this command bus: nothing more comes through, not even a fence. */
  markStuck(attachment: AxonAttachment): void {
    this.#stuckAttachments.add(attachment);
    this.#release((each) => each.attachment === attachment);
  }

  /** Resolves when nothing is in flight. `levels`: the attachments at each node, lowest node first. */
  async settle(levels: readonly (readonly AxonAttachment[])[]): Promise<void> {
    for (;;) {
      const before = this.#endCount;
      for (const level of levels) await this.#sendWave(level, 'up');
      for (const level of levels.toReversed()) await this.#sendWave(level, 'down');
      const closingLinks = levels.flat().flatMap(closingLinksOf);
      if (closingLinks.length > 0) await this.#awaitClosed(closingLinks);
      const wasBusy = await this.#awaitUnpacked(levels.flat());
      if (closingLinks.length === 0 && !wasBusy && before === this.#endCount) {
        this.count++;
        return;
      }
    }
  }

  /**
   * Waits until everything received on ended sockets is decoded; no fence can come behind it to tell. Returns false when there
   * was nothing.
   */
  async #awaitUnpacked(attachments: readonly AxonAttachment[]): Promise<boolean> {
    const links = attachments.filter((each) => !this.#stuckAttachments.has(each)).flatMap(linksOf);
    const isBusy = () => links.some((wire) => !isOpen(wire) && !isIdle(wire));
    if (!isBusy()) return false;
    const waitUntilIdle = async () => {
      while (isBusy()) await new Promise((resume) => setImmediate(resume));
    };
    await withTimeout(waitUntilIdle(), 'what came through a lost socket was not unpacked');
    return true;
  }

  async #sendWave(level: readonly AxonAttachment[], direction: 'up' | 'down'): Promise<void> {
    await Promise.all(level.map((attachment) => this.#send(attachment, direction)));
  }

  #send(attachment: AxonAttachment, direction: 'up' | 'down'): Promise<void> | undefined {
    const wire = direction === 'up' ? attachment.command : attachment.event;
    if (!wire || !isOpen(wire) || (direction === 'up' && this.#stuckAttachments.has(attachment)))
      return undefined;
    // Only what was written since the last fence can still be in flight.
    const socket = direction === 'up' ? wire.near : wire.far;
    if (socket.bytesWritten === this.#bytesAtFence.get(socket)) return undefined;
    const mark = this.#mark++;
    const returned = new Promise<void>((resolve) =>
      this.#pendingFences.set(mark, { attachment, resolve }),
    );
    if (direction === 'up') attachment.push.send(FENCE, createFence(mark));
    else attachment.fenceDown(createFence(mark));
    this.#bytesAtFence.set(socket, socket.bytesWritten);
    return withTimeout(
      returned,
      `a fence went ${direction} ${attachment.pair} and did not come through`,
    );
  }

  #release(isDue: (each: PendingFence, mark: number) => boolean): void {
    for (const [mark, each] of this.#pendingFences)
      if (isDue(each, mark)) {
        this.#pendingFences.delete(mark);
        each.resolve();
      }
  }

  async #awaitClosed(wires: readonly SocketLink[]): Promise<void> {
    const ends = wires
      .flatMap(({ near, far }) => [near, far])
      .filter((socket) => !hasEnded(socket));
    const all = ends.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await withTimeout(Promise.all(all), 'a socket ended at one end only');
  }
}

/** Returns the order in which nodes are fenced: each after all nodes below it. */
export function sortLowestFirst(
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

const isOpen = ({ near, far }: SocketLink) => !near.destroyed && !far.destroyed;

const linksOf = ({ command, event }: AxonAttachment) =>
  [command, event].filter((wire): wire is SocketLink => wire !== null);

/** Returns the socket links that have ended at one end but not yet at both. */
function closingLinksOf(attachment: AxonAttachment): SocketLink[] {
  return linksOf(attachment).filter(
    (wire) => !isOpen(wire) && !(hasEnded(wire.near) && hasEnded(wire.far)),
  );
}

async function withTimeout(wait: Promise<unknown>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DOMException(`${what} within ${TIMEOUT_MS} ms`, 'TimeoutError')),
      TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([wait, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

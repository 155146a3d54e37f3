/**
 * A node's process in the soak: our router behind real ports, as a user would start it, and nothing beside it.
 * It ends with the channel to whoever started it. An interrupt from the terminal is its parent's business.
 */
import { setImmediate } from 'node:timers/promises';
import { match } from 'ts-pattern';
import { TcpNode } from '#impl-tcp';
import type { Asked, Order, Orders, Told } from './order.ts';

let node: TcpNode | null = null;
let uplinkCount = 0;
let up: (() => void)[] = [];
const uplinks = new Set<ReturnType<TcpNode['climb']>>();

const tell = (told: Told) => process.send?.(told);

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async ({ id, order }: Asked) => {
  try {
    tell({ kind: 'answer', id, answer: (await obey(order)) ?? null });
  } catch (error) {
    tell({ kind: 'failure', id, reason: error instanceof Error ? error.message : String(error) });
  }
});

function obey(order: Order): unknown {
  return match(order)
    .with({ kind: 'start' }, ({ give }) => start(give))
    .with({ kind: 'climb' }, ({ give }) => {
      uplinkCount++;
      uplinks.add(its().climb(give, onUp));
      return allUp();
    })
    .with({ kind: 'cut uplinks' }, () => {
      for (const uplink of uplinks) uplink.cut();
    })
    .with({ kind: 'uplinks up' }, allUp)
    .with({ kind: 'publish' }, ({ give }) => its().publish(give))
    .with({ kind: 'settle above' }, () => its().settledAbove())
    .with({ kind: 'settle below' }, () => its().settledBelow())
    .with({ kind: 'held' }, held)
    .with({ kind: 'heap' }, heap)
    .exhaustive();
}

function its(): TcpNode {
  if (!node) throw new Error('no node runs here; the first order is to start one');
  return node;
}

async function start({ token, horde }: Orders['start']['give']): Promise<Orders['start']['get']> {
  node = await TcpNode.start({
    token,
    horde,
    // Lost uplinks are to come back within a round.
    limits: { retryMs: 20 },
    watch: { gone: (pair) => tell({ kind: 'gone', token: pair.slice(0, pair.lastIndexOf('~')) }) },
  });
  return { port: node.port };
}

function onUp(): void {
  if (its().uplinks.length < uplinkCount) return;
  for (const tellUp of up) tellUp();
  up = [];
}

function allUp(): Promise<void> {
  return new Promise((resolve) => {
    up.push(resolve);
    onUp();
  });
}

function held(): Orders['held']['get'] {
  const streams = process.getActiveResourcesInfo().filter((each) => /^(TCP|Pipe)/.test(each));
  return { table: its().table(), sockets: streams.length, counters: its().counters };
}

/** What the first collection makes unreachable by its finalizers, the second takes. */
async function heap(): Promise<number> {
  if (!globalThis.gc) throw new Error('the heap is measured with --expose-gc');
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

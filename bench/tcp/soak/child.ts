/**
 * The process of a node in the soak: only our router behind real ports, as a user would start it. It ends
 * when the channel to its parent closes. It ignores an interrupt from the terminal, which the parent handles.
 */
import { setImmediate } from 'node:timers/promises';
import { match } from 'ts-pattern';
import { TcpNode } from '#impl-tcp';
import type { NodeReply, RequestEnvelope, SoakRequest, SoakRequests } from './soakRequest.ts';

let node: TcpNode | null = null;
let uplinkCount = 0;
let uplinkListeners: (() => void)[] = [];
const uplinks = new Set<ReturnType<TcpNode['climb']>>();

const reply = (message: NodeReply) => process.send?.(message);

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async ({ id, order }: RequestEnvelope) => {
  try {
    reply({ kind: 'answer', id, answer: (await carryOut(order)) ?? null });
  } catch (error) {
    reply({ kind: 'failure', id, reason: error instanceof Error ? error.message : String(error) });
  }
});

function carryOut(request: SoakRequest): unknown {
  return match(request)
    .with({ kind: 'start' }, ({ give }) => start(give))
    .with({ kind: 'climb' }, ({ give }) => {
      uplinkCount++;
      uplinks.add(runningNode().climb(give, onUp));
      return waitForUplinks();
    })
    .with({ kind: 'cut uplinks' }, () => {
      for (const uplink of uplinks) uplink.cut();
    })
    .with({ kind: 'uplinks up' }, waitForUplinks)
    .with({ kind: 'publish' }, ({ give }) => runningNode().publish(give))
    .with({ kind: 'settle above' }, () => runningNode().settleAbove())
    .with({ kind: 'settle below' }, () => runningNode().settleBelow())
    .with({ kind: 'held' }, takeSnapshot)
    .with({ kind: 'heap' }, measureHeap)
    .exhaustive();
}

function runningNode(): TcpNode {
  if (!node) throw new Error('no node runs here; the first order is to start one');
  return node;
}

async function start({
  token,
  horde,
}: SoakRequests['start']['give']): Promise<SoakRequests['start']['get']> {
  node = await TcpNode.start({
    token,
    horde,
    // Lost uplinks must come back within a round.
    limits: { retryMs: 20 },
    watch: {
      onGone: (pair) => reply({ kind: 'gone', token: pair.slice(0, pair.lastIndexOf('~')) }),
    },
  });
  return { port: node.port };
}

function onUp(): void {
  if (runningNode().uplinks.length < uplinkCount) return;
  for (const tellUp of uplinkListeners) tellUp();
  uplinkListeners = [];
}

function waitForUplinks(): Promise<void> {
  return new Promise((resolve) => {
    uplinkListeners.push(resolve);
    onUp();
  });
}

function takeSnapshot(): SoakRequests['held']['get'] {
  const streams = process.getActiveResourcesInfo().filter((each) => /^(TCP|Pipe)/.test(each));
  return {
    table: runningNode().table(),
    sockets: streams.length,
    counters: runningNode().counters,
  };
}

/**
 * Forces several garbage collections, then reads the heap: what finalizers release in one collection can be freed
 * only by the next.
 */
async function measureHeap(): Promise<number> {
  if (!globalThis.gc) throw new Error('the heap is measured with --expose-gc');
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

/**
 * Worker: one thread of `--jobs`. It loads the router anew, does one task after the other as it is asked, and answers
 * with data. It ends when the pool ends it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Performer } from '../shards/performer.ts';
import { Undriven as NotDriven } from '../undriven.ts';
import { Misuse, Undriven } from './exits.ts';
import { askedJudge } from './judges.ts';
import type { Answered, Asked, Order } from './order.ts';
import { toldBy } from './performing.ts';
import type { Kind } from './routers.ts';
import { routersOf } from './routers.ts';
import { processTerminal } from './terminal.ts';

const order: Order = workerData;
const stop = new Int32Array(order.stop);
const endings: (() => Promise<void>)[] = [];
const loading = routersOf(order.router, {
  ...processTerminal(),
  cwd: order.cwd,
  watched: false,
  atEnd: (ending) => endings.push(ending),
});
// It is answered when the first task is asked for.
loading.catch(() => {});
let performer: Performer | undefined;

parentPort?.on('message', async (asked: Asked) => {
  parentPort?.postMessage(await answered(asked).catch(givenUp));
});

async function answered(asked: Asked): Promise<Answered> {
  const kinds = await loading;
  performer ??= performerOf(kinds);
  switch (asked.kind) {
    case 'perform':
      return { kind: 'performed', answer: await performer.perform(asked.task) };
    case 'shrink':
      return { kind: 'shrunk', finding: await performer.shrunk(asked.sighted) };
    case 'leave': {
      const told = kinds.flatMap(toldBy);
      for (const ending of endings.splice(0)) await ending();
      return { kind: 'left', told };
    }
    default:
      return asked satisfies never;
  }
}

function performerOf(kinds: readonly Kind[]): Performer {
  const judge = askedJudge(order.judge);
  return new Performer(kinds, {
    ...order.options,
    ...(judge ? { judge } : {}),
    signal: {
      get aborted() {
        return Atomics.load(stop, 0) !== 0;
      },
    },
    now: () => performance.now(),
  });
}

function givenUp(error: unknown): Answered {
  if (error instanceof NotDriven || error instanceof Undriven || error instanceof Misuse)
    return { kind: 'undriven', message: error.message };
  return { kind: 'failed', stack: error instanceof Error ? (error.stack ?? '') : String(error) };
}

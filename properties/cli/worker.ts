/**
 * Worker: one thread of `--jobs`. It loads the router anew, does one task after the other as it is asked, and answers
 * with data. Asked to leave it ends by itself, whatever it is doing: only so it can end the processes it started.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { tellGroups } from '../bridge/groups.ts';
import { Performer } from '../campaign/performer.ts';
import { ranOn } from '../explore/scenarios/runner.ts';
import { Undriven } from '../network/undriven.ts';
import { askedJudge } from './arguments/judges.ts';
import type { Kind } from './arguments/routers.ts';
import { routersOf } from './arguments/routers.ts';
import { Misuse } from './program/exits.ts';
import { processTerminal } from './program/terminal.ts';
import { hunting } from './workers/hunting.ts';
import { toldBy } from './workers/performing.ts';
import type { Answered, Asked, Order } from './workers/workerRequest.ts';

const order: Order = workerData;
const tell = (told: Answered) => parentPort?.postMessage(told);
const stop = new Int32Array(order.stop);
const endings: (() => Promise<void>)[] = [];
tellGroups((pid, there) => tell({ kind: 'group', pid, there }));
const loading =
  order.router === null
    ? Promise.resolve([])
    : routersOf(order.router, {
        ...processTerminal(),
        cwd: order.cwd,
        watched: false,
        atEnd: (ending) => endings.push(ending),
      });
// It is answered when the first task is asked for.
loading.catch(() => {});
let performer: Performer | undefined;
const stopped = () => Atomics.load(stop, 0) !== 0;

parentPort?.on('message', async (asked: Asked) => {
  tell(await answered(asked).catch(givenUp));
  if (asked.kind === 'leave') process.exit();
});

async function answered(asked: Asked): Promise<Answered> {
  const kinds = await loading;
  switch (asked.kind) {
    case 'perform':
      return { kind: 'performed', answer: await performing(kinds).perform(asked.task) };
    case 'shrink':
      return { kind: 'shrunk', finding: await performing(kinds).shrunk(asked.sighted) };
    case 'run':
      // Exploring has the first kind alone.
      return { kind: 'ran', ran: await ranOn(kinds[0] as Kind, asked.batch) };
    case 'hunt':
      return { kind: 'hunted', hunts: await hunting(asked.errand, stopped) };
    case 'leave': {
      const told = kinds.flatMap(toldBy);
      for (const ending of endings.splice(0)) await ending();
      return { kind: 'left', told };
    }
    default:
      return asked satisfies never;
  }
}

function performing(kinds: readonly Kind[]): Performer {
  if (order.check === null) throw new Error('a worker that was told of no check is asked for one');
  const { judge: flags, options } = order.check;
  const judge = askedJudge(flags);
  performer ??= new Performer(kinds, {
    ...options,
    ...(judge ? { judge } : {}),
    signal: {
      get aborted() {
        return stopped();
      },
    },
    now: () => performance.now(),
  });
  return performer;
}

function givenUp(error: unknown): Answered {
  if (error instanceof Undriven || error instanceof Misuse)
    return { kind: 'undriven', message: error.message };
  return { kind: 'failed', stack: error instanceof Error ? (error.stack ?? '') : String(error) };
}

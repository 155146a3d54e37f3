/**
 * Worker: one thread of `--jobs`. It loads the router itself, does the tasks it is asked for one at a time, and answers
 * with plain data. When it is asked to leave, it ends the processes that it started and then itself, even during a
 * task.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { AnyRouterKind } from '#spec';
import { noteGroupsIn } from '../bridge/processGroups.ts';
import { Performer } from '../campaign/performer.ts';
import { runBatchOn } from '../explore/scenarios/runner.ts';
import { errorText, Undriven } from '../network/undriven.ts';
import { fitKind, judgeOf } from './arguments/judges.ts';
import { loadKinds } from './arguments/routers.ts';
import { areWebsAsked, asWebTrial } from './arguments/webTrial.ts';
import { Misuse } from './program/exits.ts';
import { processTerminal } from './program/terminal.ts';
import { reportLinesOf } from './workers/checkRun.ts';
import { testMutants } from './workers/mutantBatch.ts';
import type { WorkerAnswer, WorkerRequest, WorkerSetup } from './workers/workerRequest.ts';

const setup: WorkerSetup = workerData;
const send = (reply: WorkerAnswer) => parentPort?.postMessage(reply);
const stop = new Int32Array(setup.stop);
const endings: (() => Promise<void>)[] = [];
noteGroupsIn(setup.groups);
const loading =
  setup.router === null
    ? Promise.resolve([])
    : loadKinds(setup.router, {
        ...processTerminal({ heedsSignals: false }),
        cwd: setup.cwd,
        watched: false,
        atEnd: (ending) => endings.push(ending),
      }).then((kinds) => kinds.map((kind) => fitKind(kind, setup.check?.judge ?? {})));
// A failure to load is reported when the first task is asked for.
loading.catch(() => {});
let performer: Performer | undefined;
const isStopped = () => Atomics.load(stop, 0) !== 0;

parentPort?.on('message', async (request: WorkerRequest) => {
  // The port must not keep the thread waiting for a promise of the router that nothing settles (`network/unanswered.ts`).
  parentPort?.unref();
  send(await answerRequest(request).catch(answerOfError));
  parentPort?.ref();
  if (request.kind === 'leave') process.exit();
});

async function answerRequest(request: WorkerRequest): Promise<WorkerAnswer> {
  const kinds = await loading;
  switch (request.kind) {
    case 'perform':
      return { kind: 'performed', answer: await performerOf(kinds).perform(request.task) };
    case 'shrink':
      return { kind: 'shrunk', finding: await performerOf(kinds).shrink(request.kindFinding) };
    case 'group': {
      const { findings, kindIndex } = request;
      return {
        kind: 'grouped',
        groups: await performerOf(kinds).groupByCause(findings, kindIndex),
      };
    }
    case 'run':
      // A router that can be driven at both levels is explored at the first of them only.
      return { kind: 'ran', ran: await runBatchOn(kinds[0] as AnyRouterKind, request.batch) };
    case 'test mutants':
      return { kind: 'mutants tested', records: await testMutants(request.mutants, isStopped) };
    case 'leave': {
      const reportLines = kinds.flatMap(reportLinesOf);
      const endFaults: string[] = [];
      for (const ending of endings.splice(0))
        await ending().catch((error) => endFaults.push(errorText(error)));
      return { kind: 'left', reportLines, endFaults };
    }
    default:
      return request satisfies never;
  }
}

function performerOf(kinds: readonly AnyRouterKind[]): Performer {
  if (setup.check === null) throw new Error('a worker that was told of no check is asked for one');
  const { judge: flags, options } = setup.check;
  const judge = judgeOf(flags);
  const tried = areWebsAsked(options.shapes) ? kinds.map(asWebTrial) : kinds;
  performer ??= new Performer(tried, {
    ...options,
    ...(judge ? { judge } : {}),
    signal: {
      get aborted() {
        return isStopped();
      },
    },
    now: () => performance.now(),
  });
  return performer;
}

function answerOfError(error: unknown): WorkerAnswer {
  if (error instanceof Undriven) {
    const { message, scenario } = error;
    return { kind: 'undriven', message, ...(scenario ? { scenario } : {}) };
  }
  if (error instanceof Misuse) return { kind: 'undriven', message: error.message };
  return { kind: 'failed', stack: error instanceof Error ? (error.stack ?? '') : String(error) };
}

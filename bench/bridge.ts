/**
 * Benchmarks of the bridge: the time to check a router in Python, and to shrink a long failure over an adapter
 * that answers slowly. Waits for real processes and real delays, so figures vary; there is no verdict.
 */
import { fileURLToPath } from 'node:url';
import type { Opening } from '#properties';
import { check, connect, failureOf, generate, processOf, shapes, smallest } from '#properties';
import type { Scenario } from '#spec';
import { featuresOf } from '#spec';

const cwd = fileURLToPath(new URL('../examples', import.meta.url));

export interface BridgeFigures {
  readonly check: { readonly scenarios: number; readonly seconds: number; readonly holds: number };
  readonly shrink: {
    readonly steps: number;
    readonly final: number;
    readonly delayMs: number;
    readonly seconds: number;
    readonly messages: number;
    readonly runs: number;
  };
}

/** Opens a pipe on which each line takes `delayMs` to arrive, one after the other. */
function slowDown(opening: Opening, delayMs: number, onSend: () => void): Opening {
  return (listener) => {
    const pipe = opening(listener);
    let before: Promise<unknown> = Promise.resolve();
    return {
      ...pipe,
      send: (line) => {
        onSend();
        before = before.then(() => new Promise((resume) => setTimeout(resume, delayMs)));
        before.then(() => pipe.send(line));
      },
    };
  };
}

const connectOptionsOf = (file: string) => ({ command: `python3 ${file}`, harness: 'bench' });
const openPython = (file: string) => processOf({ argv: ['python3', file], cwd });

export async function measureBridge(
  runs: number,
  steps: number,
  delayMs: number,
): Promise<BridgeFigures> {
  const started = performance.now();
  const right = await connect(openPython('router.py'), connectOptionsOf('router.py'));
  const now = () => performance.now();
  const report = await check([right.kind], { seed: 'partyline', runs, shapes, shrink: false, now });
  await right.close();
  const checked = (performance.now() - started) / 1000;
  let messages = 0;
  const wrong = await connect(
    slowDown(openPython('broken.py'), delayMs, () => messages++),
    connectOptionsOf('broken.py'),
  );
  try {
    const { scenario, signature } = await findLongFailure(wrong.kind, steps);
    const before = messages;
    const began = performance.now();
    const found = await smallest(wrong.kind, scenario, signature);
    return {
      check: {
        scenarios: runs,
        seconds: checked,
        holds: report.clauses.filter(({ verdict }) => verdict === 'holds').length,
      },
      shrink: {
        steps: scenario.steps.length,
        final: found.scenario.steps.length,
        delayMs,
        seconds: (performance.now() - began) / 1000,
        messages: messages - before,
        runs: found.calls.search + found.calls.certificate,
      },
    };
  } finally {
    await wrong.close();
  }
}

/** Finds the first failing scenario with at least this many steps. */
async function findLongFailure(kind: Parameters<typeof failureOf>[0], steps: number) {
  for (let index = 0; index < 2000; index++) {
    const scenario: Scenario = generate('long', index, {
      features: featuresOf(kind),
      shapes,
      steps: steps + 10,
    });
    if (scenario.steps.length < steps) continue;
    const failure = await failureOf(kind, scenario);
    if (failure) return { scenario, signature: failure.signature };
  }
  throw new RangeError(`no failing scenario of ${steps} steps came up`);
}

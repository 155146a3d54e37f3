/**
 * Harnesses: the cost of the lockstep run and of a suite of fc.commands per useful step, beyond that
 * of model and router.
 */
import fc from 'fast-check';
import { routerKind } from '#impl';
import { advance, start } from '#model';
import { drawScenario, generate, liftKind, run } from '#properties';
import type { Step, Topology } from '#spec';
import { checkCommands, commandsOf, requireSync, topology } from './commands.ts';

export interface HarnessFigure {
  readonly harness: string;
  readonly cases: number;
  /** Number of steps drawn, executed or not. */
  readonly drawn: number;
  /** Number of useful steps: those that were executed, because their precondition held. */
  readonly steps: number;
  /** Useful steps per second of the whole run, drawing included. */
  readonly stepsPerSecond: number;
  /** Useful steps per second through model and router alone, with nothing drawn, compared or judged. */
  readonly bareStepsPerSecond: number;
  /** Microseconds per useful step: the whole run minus the bare one. */
  readonly overhead: number;
  /**
   * Microseconds per useful step for drawing alone. Ours runs the model while it draws, and does not run
   * it again later.
   */
  readonly drawing: number;
}

/** A harness to be measured. `runAll` draws and runs all cases, `draw` only draws them. */
interface Harness {
  readonly name: string;
  readonly runAll: () => Promise<void>;
  readonly draw: () => number;
  readonly collectReplays: () => Promise<Replay[]>;
}

interface Replay {
  readonly topology: Topology;
  readonly steps: readonly Step[];
}

const SEED = 1;

function lockstepHarness(cases: number): Harness {
  const drawAll = () => Array.from({ length: cases }, (_, index) => generate('bench', index));
  return {
    name: 'lockstep',
    draw: () => drawAll().reduce((sum, { steps }) => sum + steps.length, 0),
    runAll: async () => {
      for (let index = 0; index < cases; index++) {
        const { scenario, advances } = drawScenario('bench', index);
        await run(routerKind, scenario, { advances });
      }
    },
    collectReplays: async () => {
      const replays: Replay[] = [];
      for (const scenario of drawAll()) {
        const { records } = await run(routerKind, scenario, { keep: true });
        replays.push({ topology: scenario.topology, steps: records.map(({ step }) => step) });
      }
      return replays;
    },
  };
}

function commandsHarness(cases: number, maxCommands: number): Harness {
  const checkAll = (onRun?: (executed: readonly Step[]) => void) => {
    if (checkCommands(routerKind, SEED, cases, maxCommands, onRun ? { onRun } : {}).failed)
      throw new Error('fc.commands: our router and the model differ');
  };
  return {
    name: `fc.commands, ${maxCommands} at most`,
    draw: () => {
      let drawn = 0;
      const samples = fc.sample(commandsOf(maxCommands), { seed: SEED, numRuns: cases });
      for (const sample of samples) for (const _ of sample) drawn++;
      return drawn;
    },
    runAll: async () => checkAll(),
    collectReplays: async () => {
      const replays: Replay[] = [];
      checkAll((steps) => replays.push({ topology, steps }));
      return replays;
    },
  };
}

function replayBare({ topology, steps }: Replay): void {
  const network = requireSync(liftKind(routerKind).create(topology));
  let state = start(topology);
  for (const [index, step] of steps.entries()) {
    state = advance(state, step, index).state;
    network.apply(step, index);
  }
}

/**
 * Measures both harnesses on our router, in alternating rounds, and takes the fastest of each: other load
 * only slows. The two differ: ours also checks the audience law and the witness of every clause, on larger
 * networks. Theirs executes about three of five drawn steps, and its overhead includes the others, and what
 * fast-check does for each run: the property, a copy of every command, and a shrinker that is not used.
 */
export async function measureHarnesses(
  cases: number,
  rounds: number,
  lengths: readonly number[],
  now: () => number,
): Promise<HarnessFigure[]> {
  const measured = await Promise.all(
    [lockstepHarness(cases), ...lengths.map((each) => commandsHarness(cases, each))].map(
      async (harness) => ({
        harness,
        replays: await harness.collectReplays(),
        drawn: harness.draw(),
        best: { whole: Infinity, bare: Infinity, drawing: Infinity },
      }),
    ),
  );
  for (let round = 0; round < rounds; round++)
    for (const { harness, replays, best } of measured) {
      const from = now();
      await harness.runAll();
      const ran = now();
      for (const replay of replays) replayBare(replay);
      const replayed = now();
      harness.draw();
      best.whole = Math.min(best.whole, ran - from);
      best.bare = Math.min(best.bare, replayed - ran);
      best.drawing = Math.min(best.drawing, now() - replayed);
    }
  return measured.map(({ harness, replays, drawn, best }) => {
    const steps = replays.reduce((sum, replay) => sum + replay.steps.length, 0);
    const microseconds = (spent: number) => Number(((spent / steps) * 1000).toFixed(1));
    return {
      harness: harness.name,
      cases,
      drawn,
      steps,
      stepsPerSecond: Math.round((steps / best.whole) * 1000),
      bareStepsPerSecond: Math.round((steps / best.bare) * 1000),
      overhead: microseconds(best.whole - best.bare),
      drawing: microseconds(best.drawing),
    };
  });
}

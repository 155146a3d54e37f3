/**
 * Commands: the usual way to do it, for comparison. A suite of `fc.commands` and `fc.modelRun` as its documentation
 * shows it, on the same model and the same router: one fixed topology, few names, one arbitrary per kind of step,
 * the model's `legal` as each command's check, and observations and tables compared after each step.
 * It is sync, and compares by hand instead of by an assertion library, so that it is as fast as such a suite gets.
 */
import type { Command } from 'fast-check';
import fc from 'fast-check';
import { routerKind } from '#impl';
import type { State } from '#model';
import { advance, legal, start, tableOf } from '#model';
import { generate, lifted, run } from '#properties';
import type { Network, RouterKind, Soon, Step, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';

const T = nodeToken('T');
const B = nodeToken('B');

/** Two nodes, both backends, an orc on either side and a third one to share a pair with. */
export const topology: Topology = {
  nodes: [
    { token: T, horde: horde('T') },
    { token: B, horde: horde('hB') },
  ],
  uplinks: [{ below: B, above: T }],
  orcs: [
    { name: orcName('p1@T'), nice: 0 },
    { name: orcName('p2@B'), nice: 0 },
    { name: orcName('p3@B'), nice: -4 },
  ],
  pairs: [
    { id: pairId('s1.T'), node: T, backend: 'axon', port: 4001 },
    { id: pairId('e1.T'), node: T, backend: 'ee', port: null },
    { id: pairId('s1.B'), node: B, backend: 'axon', port: 4001 },
    { id: pairId('s2.B'), node: B, backend: 'axon', port: 4002 },
    { id: pairId('e1.B'), node: B, backend: 'ee', port: null },
  ],
};

/** The model of `fc.modelRun`; it also keeps what was executed, for the bare replay. */
interface Model {
  state: State;
  readonly executed: Step[];
}

class StepCommand implements Command<Model, Network> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check({ state }: Readonly<Model>): boolean {
    return legal(state, this.step) === null;
  }

  run(model: Model, network: Network): void {
    const index = model.executed.push(this.step) - 1;
    const { state, observations } = advance(model.state, this.step, index);
    model.state = state;
    if (!same(observations, atOnce(network.apply(this.step, index))))
      throw new Error('the observations differ');
    for (const { token } of topology.nodes)
      if (!same(tableOf(state, token), atOnce(network.table?.(token))))
        throw new Error(`the table of ${token} differs`);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

const orc = fc.constantFrom(...topology.orcs.map(({ name }) => name));
const pair = fc.constantFrom(...topology.pairs.map(({ id }) => id));
const node = fc.constantFrom(T, B);
const pattern = fc.constantFrom('wh::<l1>.changed', 'wh::<l2>.changed', 'wh::<l1>.*', 'news.*');
const topic = fc.constantFrom(
  'wh::<l1>.changed',
  'wh::<l2>.changed',
  'wh::<l1>.deleted',
  'news.flash',
  'p1@T::job.finished',
  'p2@B::job.finished',
);
const forward = fc.constantFrom(undefined, horde('T'), horde('hB'));

const steps: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(orc, pair).map(([orc, pair]) => ({ kind: 'join', orc, pair })),
  fc.tuple(orc, pair).map(([orc, pair]) => ({ kind: 'command', orc, pair, name: 'job.start' })),
  fc
    .tuple(orc, pair, pattern)
    .map(([orc, pair, topic]) => ({ kind: 'subscribe', orc, pair, topic })),
  fc
    .tuple(orc, pair, pattern)
    .map(([orc, pair, topic]) => ({ kind: 'unsubscribe', orc, pair, topic })),
  orc.map((orc) => ({ kind: 'leave', orc })),
  fc.tuple(orc, pair).map(([orc, pair]) => ({ kind: 'end', orc, pair })),
  fc
    .tuple(pair, fc.constantFrom('command' as const, 'event' as const))
    .map(([pair, socket]) => ({ kind: 'cut', pair, socket })),
  fc.tuple(orc, pair, orc).map(([orc, pair, to]) => ({ kind: 'rename', orc, pair, to })),
  fc
    .tuple(node, topic, forward)
    .map(([node, topic, forward]) =>
      forward === undefined
        ? { kind: 'publish', node, topic }
        : { kind: 'publish', node, topic, forward },
    ),
  fc.tuple(node, pattern).map(([node, topic]) => ({ kind: 'hall subscribe', node, topic })),
  fc.tuple(node, pattern).map(([node, topic]) => ({ kind: 'hall unsubscribe', node, topic })),
];

export const commandsOf = (maxCommands: number) =>
  fc.commands(
    steps.map((each) => each.map((step) => new StepCommand(step))),
    { maxCommands, size: 'max' },
  );

/** Runs the suite on a router until it fails or `numRuns` are done; `onRun` gets what each run executes. */
export function checkCommands(
  kind: RouterKind,
  seed: number,
  numRuns: number,
  maxCommands: number,
  onRun: (executed: readonly Step[]) => void = () => {},
): { readonly failed: boolean; readonly numRuns: number } {
  const network = lifted(kind);
  const property = fc.property(commandsOf(maxCommands), (commands) => {
    const model: Model = { state: start(topology), executed: [] };
    onRun(model.executed);
    fc.modelRun(() => ({ model, real: atOnce(network.create(topology)) }), commands);
  });
  return fc.check(property, { seed, numRuns, endOnFailure: true });
}

/** What is there at once; the fabric of a router never waits. */
export function atOnce<T>(value: Soon<T>): T {
  if (value instanceof Promise) throw new TypeError('the network answers later, not at once');
  return value;
}

/** Sentences in a refusal are free, and so is what a dispatch says of its route. */
const FREE: ReadonlySet<string> = new Set(['detail', 'routed']);

function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        FREE.has(key) || same((left as never)[key] as unknown, (right as never)[key] as unknown),
    )
  );
}

export interface HarnessFigure {
  readonly harness: string;
  readonly cases: number;
  /** Steps drawn, whether or not they were executed. */
  readonly drawn: number;
  /** Useful steps: those executed, because their precondition held. */
  readonly steps: number;
  /** Useful steps per second of the whole run, drawing included. */
  readonly stepsPerSecond: number;
  /** The same steps through model and router alone: nothing drawn, compared or judged. */
  readonly bareStepsPerSecond: number;
  /** Microseconds per useful step: the whole run less the bare one. */
  readonly overhead: number;
  /** Drawing alone, in microseconds per useful step; ours runs the model meanwhile, and the run does not again. */
  readonly drawing: number;
}

/** A harness as it is measured. `through` draws and runs all cases, `draw` only draws them. */
interface Harness {
  readonly name: string;
  readonly through: () => Promise<void>;
  readonly draw: () => number;
  readonly executed: () => Promise<Replay[]>;
}

interface Replay {
  readonly topology: Topology;
  readonly steps: readonly Step[];
}

const SEED = 1;

function lockstepHarness(cases: number): Harness {
  const drawn = () => Array.from({ length: cases }, (_, index) => generate('bench', index));
  return {
    name: 'lockstep',
    draw: () => drawn().reduce((sum, { steps }) => sum + steps.length, 0),
    through: async () => {
      for (let index = 0; index < cases; index++) await run(routerKind, generate('bench', index));
    },
    executed: async () => {
      const replays: Replay[] = [];
      for (const scenario of drawn()) {
        const { records } = await run(routerKind, scenario, { keep: true });
        replays.push({ topology: scenario.topology, steps: records.map(({ step }) => step) });
      }
      return replays;
    },
  };
}

function commandsHarness(cases: number, maxCommands: number): Harness {
  const all = (onRun?: (executed: readonly Step[]) => void) => {
    if (checkCommands(routerKind, SEED, cases, maxCommands, onRun).failed)
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
    through: async () => all(),
    executed: async () => {
      const replays: Replay[] = [];
      all((steps) => replays.push({ topology, steps }));
      return replays;
    },
  };
}

function bare({ topology, steps }: Replay): void {
  const network = atOnce(lifted(routerKind).create(topology));
  let state = start(topology);
  for (const [index, step] of steps.entries()) {
    state = advance(state, step, index).state;
    network.apply(step, index);
  }
}

/**
 * Both harnesses on our router, the fastest of some rounds taken in turns: what else the machine does only slows.
 * Ours judges more meanwhile (the audience law, every clause's witness) and its networks are larger; theirs executes
 * about three drawn steps of five, and what is drawn in vain is part of its overhead. So is, on their side, what
 * fast-check does a run: the property, a copy of every command, a shrinker made and not used.
 */
export async function harnesses(
  cases: number,
  rounds: number,
  lengths: readonly number[],
  now: () => number,
): Promise<HarnessFigure[]> {
  const measured = await Promise.all(
    [lockstepHarness(cases), ...lengths.map((each) => commandsHarness(cases, each))].map(
      async (harness) => ({
        harness,
        replays: await harness.executed(),
        drawn: harness.draw(),
        best: { whole: Infinity, bare: Infinity, drawing: Infinity },
      }),
    ),
  );
  for (let round = 0; round < rounds; round++)
    for (const { harness, replays, best } of measured) {
      const from = now();
      await harness.through();
      const ran = now();
      for (const replay of replays) bare(replay);
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

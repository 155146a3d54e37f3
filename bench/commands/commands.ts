/**
 * The usual approach, for comparison: a suite of `fc.commands` and `fc.modelRun` as their documentation
 * shows it, on the same model and router. It has one fixed topology, few names, one arbitrary per kind of
 * step, the model's `legal` as each command's check, and compares observations and tables after each step.
 * To be as fast as possible it is synchronous, and compares by hand instead of with an assertion library.
 */
import type { Command } from 'fast-check';
import fc from 'fast-check';
import type { State } from '#model';
import { advance, legal, start, tableOf } from '#model';
import { liftKind } from '#properties';
import type { Network, RouterKind, Soon, Step, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';

const T = nodeToken('T');
const B = nodeToken('B');

/** Two nodes, both backends, and an orc at each node; a third orc shares a pair. */
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

/** The model of `fc.modelRun`; it also records the executed steps, to replay them alone. */
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
    if (!isEqual(observations, requireSync(network.apply(this.step, index))))
      throw new Error('the observations differ');
    for (const { token } of topology.nodes)
      if (!isEqual(tableOf(state, token), requireSync(network.table?.(token))))
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

export interface SuiteOptions {
  /** Called with the executed steps of each run, those of shrinking included. */
  readonly onRun?: (executed: readonly Step[]) => void;
  /** Whether fast-check shrinks the first failure. */
  readonly shrink?: boolean;
}

export interface SuiteOutcome {
  readonly failed: boolean;
  readonly numRuns: number;
  /** The executed steps of the last failing run; empty if none failed. */
  readonly counterexample: readonly Step[];
}

/** Runs the suite on a router until it fails or `numRuns` runs are done. */
export function checkCommands(
  kind: RouterKind,
  seed: number,
  numRuns: number,
  maxCommands: number,
  { onRun = () => {}, shrink = false }: SuiteOptions = {},
): SuiteOutcome {
  const network = liftKind(kind);
  let counterexample: readonly Step[] = [];
  const property = fc.property(commandsOf(maxCommands), (commands) => {
    const model: Model = { state: start(topology), executed: [] };
    onRun(model.executed);
    try {
      fc.modelRun(() => ({ model, real: requireSync(network.create(topology)) }), commands);
    } catch (error) {
      counterexample = model.executed;
      throw error;
    }
  });
  const { failed, numRuns: ran } = fc.check(property, { seed, numRuns, endOnFailure: !shrink });
  return { failed, numRuns: ran, counterexample };
}

/** Returns the value, if it is no promise; the fabric of an in-process router never returns one. */
export function requireSync<T>(value: Soon<T>): T {
  if (value instanceof Promise) throw new TypeError('the network answers later, not at once');
  return value;
}

/** Fields that the law leaves free: the text of a refusal, and what a dispatch says about its route. */
const FREE_KEYS: ReadonlySet<string> = new Set(['detail', 'routed']);

function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        FREE_KEYS.has(key) ||
        isEqual((left as never)[key] as unknown, (right as never)[key] as unknown),
    )
  );
}

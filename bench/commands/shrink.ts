/**
 * Shrink: for each mutant and seed, the first failing scenario of up to 60 steps is shrunk: how often the router
 * was run, how large the result is, and how many different results there are per signature. Beside it `fc.commands`
 * on the same bug, shrunk by fast-check. All figures are counts, so they are the same on every machine.
 */
import { mutants, sample } from '#impl';
import type { Smallest } from '#properties';
import { askOf, certificateFaults, generate, run, sizeOf, smallest } from '#properties';
import type { ClauseId, RouterKind, Scenario } from '#spec';
import { checkCommands } from './commands.ts';

interface ShrinkFigure {
  readonly name: string;
  readonly clause: ClauseId;
  readonly seeds: number;
  /** Number of signatures among the results of all seeds. */
  readonly signatures: number;
  /** The most different results that one signature has; 1 is ideal. */
  readonly distinctFinals: number;
  readonly medianCases: number;
  /**
   * Scenarios that the router ran for the search, from a failure of at most 60 steps; without those of
   * the certificate.
   */
  readonly medianCalls: number;
  readonly medianCertificate: number;
  /** Number of results whose certificate was run again and is correct; it should equal the number of seeds. */
  readonly verified: number;
  /** Median size of the results. */
  readonly steps: number;
  readonly nodes: number;
  readonly orcs: number;
  readonly lines: number;
  /** Null if fc.commands found nothing within its cases. */
  readonly commands: CommandsFigure | null;
}

interface CommandsFigure {
  /** Number of seeds that found the bug. */
  readonly seedsFound: number;
  readonly distinctFinals: number;
  readonly medianCases: number;
  readonly medianCalls: number;
  readonly steps: number;
}

/** Different results of one signature, to find out why they differ. */
interface Split {
  readonly name: string;
  readonly signature: string;
  readonly finals: readonly { readonly times: number; readonly scenario: Scenario }[];
}

export interface ShrinkResult {
  readonly bugs: readonly ShrinkFigure[];
  /** Median over every shrink of every bug. */
  readonly medianCalls: number;
  readonly splits: readonly Split[];
}

const STEPS = 60;
const CASES = 3000;
const THEIR_CASES = 100;

interface FinalScenario extends Smallest {
  readonly signature: string;
  readonly cases: number;
  readonly verified: boolean;
}

/** Shrinks the first failure of a seed. Throws if the seed's cases show no failure. */
async function finalOf(kind: RouterKind, seed: number): Promise<FinalScenario> {
  for (let index = 0; index < CASES; index++) {
    const scenario = generate(`shrink ${seed}`, index, { features: kind.features, steps: STEPS });
    const [divergence] = (await run(kind, scenario)).findings;
    if (!divergence) continue;
    const { signature } = divergence;
    const final = await smallest(kind, scenario, signature);
    const { certificate } = final;
    const faults = certificate
      ? await certificateFaults(certificate, kind.features, askOf(kind))
      : ['none'];
    return { ...final, signature, cases: index + 1, verified: faults.length === 0 };
  }
  throw new Error(`${kind.name}: no failure in ${CASES} cases of seed ${seed}`);
}

export async function measureShrinking(
  seeds: number,
  only: readonly string[] = sample.map(({ id }) => id),
): Promise<ShrinkResult> {
  const bugs: ShrinkFigure[] = [];
  const splits: Split[] = [];
  const calls: number[] = [];
  for (const { id, clause, kind } of mutants.filter((each) => only.includes(each.id))) {
    const finals: FinalScenario[] = [];
    for (let seed = 1; seed <= seeds; seed++) finals.push(await finalOf(kind, seed));
    calls.push(...finals.map((final) => final.calls.search));
    const different = splitsOf(id, finals);
    splits.push(...different.filter((split) => split.finals.length > 1));
    const sizes = finals.map(({ scenario }) => sizeOf(scenario));
    bugs.push({
      name: id,
      clause,
      seeds,
      signatures: different.length,
      distinctFinals: Math.max(...different.map((split) => split.finals.length)),
      medianCases: median(finals.map(({ cases }) => cases)),
      medianCalls: median(finals.map((final) => final.calls.search)),
      medianCertificate: median(finals.map((final) => final.calls.certificate)),
      verified: finals.filter((final) => final.verified).length,
      steps: median(sizes.map(({ steps }) => steps)),
      nodes: median(sizes.map(({ nodes }) => nodes)),
      orcs: median(sizes.map(({ orcs }) => orcs)),
      lines: median(sizes.map(({ lines }) => lines)),
      commands: measureCommands(kind, seeds),
    });
  }
  return { bugs, medianCalls: median(calls), splits };
}

/** Returns the distinct results of each signature that has several. */
function splitsOf(name: string, finals: readonly FinalScenario[]): Split[] {
  const found = new Map<string, Map<string, { times: number; scenario: Scenario }>>();
  for (const { signature, scenario } of finals) {
    const known = found.get(signature) ?? new Map();
    found.set(signature, known);
    const text = JSON.stringify(scenario);
    known.set(text, { times: (known.get(text)?.times ?? 0) + 1, scenario });
  }
  return [...found].map(([signature, known]) => ({ name, signature, finals: [...known.values()] }));
}

/** Finds the same bug with fc.commands and lets fast-check shrink it, for which any failure is the same. */
function measureCommands(kind: RouterKind, seeds: number): CommandsFigure | null {
  const finals: { cases: number; calls: number; steps: number; text: string }[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    let calls = 0;
    const onRun = () => {
      calls++;
    };
    const suite = { onRun, shrink: true };
    const { failed, numRuns, counterexample } = checkCommands(
      kind,
      seed,
      THEIR_CASES,
      STEPS,
      suite,
    );
    if (!failed) continue;
    const text = JSON.stringify(counterexample);
    finals.push({ cases: numRuns, calls: calls - numRuns, steps: counterexample.length, text });
  }
  if (finals.length === 0) return null;
  return {
    seedsFound: finals.length,
    distinctFinals: new Set(finals.map(({ text }) => text)).size,
    medianCases: median(finals.map(({ cases }) => cases)),
    medianCalls: median(finals.map((final) => final.calls)),
    steps: median(finals.map(({ steps }) => steps)),
  };
}

/** Returns the lower of the two middle values if their number is even. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1] as number;
}

/**
 * Planted bugs: how many cases pass until each is found, ours beside `fc.commands`.
 * The zoo's lost counts and stale routes are shown, the easy ones too: what three random steps meet, any suite finds
 * at once. Two bugs are `told` apart, one of each family: they show only where one endpoint subscribes twice to a line
 * and then ends one subscription or all. They were chosen for that depth after the zoo had been measured, so read them
 * beside the rest. `-- --mutants` shows the whole zoo; some of it this fixed topology cannot show at all.
 */
import { mutants, routerKind } from '#impl';
import { generate, run } from '#properties';
import type { ClauseId, Effect, Router, RouterKind } from '#spec';
import { readMessage } from '#spec';
import { checkCommands } from './commands.ts';

export interface PlantedBug {
  readonly id: string;
  readonly clause: ClauseId;
  readonly family: 'lost count' | 'stale route' | 'other';
  readonly kind: RouterKind;
  /** One of the two whose ratio is told. */
  readonly told: boolean;
}

export interface PlantedFigure {
  readonly id: string;
  readonly family: PlantedBug['family'];
  readonly told: boolean;
  /** Of fc.commands. */
  readonly maxCommands: number;
  readonly seeds: number;
  /** Median number of cases until the first finding; `cap` where half of the seeds got that far without one. */
  readonly ours: number;
  readonly theirs: number;
  /** Seeds that reached the cap without a finding. */
  readonly oursCapped: number;
  readonly theirsCapped: number;
  readonly cap: number;
  /** Theirs over ours; a lower bound where theirs is the cap. */
  readonly ratio: number;
}

const FAMILIES: Readonly<Record<string, PlantedBug['family']>> = {
  'count-lost-on-unsubscribe': 'lost count',
  'count-once': 'lost count',
  'departure-not-passed-on': 'stale route',
  'departure-one-backend': 'stale route',
  'event-socket-ignored': 'stale route',
  'rename-leaves-the-old': 'stale route',
  'stale-loss-deletes': 'stale route',
};

/** A departure takes one subscription of each line, as an unsubscribe would: with one left, the route stays. */
const departureByCount: RouterKind = {
  ...routerKind,
  name: 'mutant departure-by-count',
  create(options): Router {
    const router = routerKind.create(options);
    return {
      table: () => tableOf(router),
      handle(input) {
        const message = input.kind === 'frame' ? readMessage(input.frame) : '';
        if (input.kind !== 'frame' || typeof message === 'string') return router.handle(input);
        if (message.kind !== ':delete-route') return router.handle(input);
        const { orcName } = message;
        const lines =
          tableOf(router).routes.find(
            (route) => route.orcName === orcName && route.socket === input.pair,
          )?.lines ?? [];
        if (!lines.some(({ count }) => count > 1)) return router.handle(input);
        return lines.flatMap(({ lineId }): readonly Effect[] =>
          router.handle({ ...input, frame: { kind: ':disconn-line', lineId, orcName } }),
        );
      },
    };
  },
};

function tableOf(router: Router) {
  const table = router.table?.();
  if (!table) throw new Error('the router shows no table');
  return table;
}

/** Every planted bug: the one of this file and the whole zoo. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    id: 'departure-by-count',
    clause: 'ROUTE-1',
    family: 'stale route',
    kind: departureByCount,
    told: true,
  },
  ...mutants.map(
    ({ id, clause, kind }): PlantedBug => ({
      id,
      clause,
      family: FAMILIES[id] ?? 'other',
      kind,
      told: id === 'count-lost-on-unsubscribe',
    }),
  ),
];

/** Cases until the first finding, or null when `cap` of them found none. */
export async function countOurCases(
  kind: RouterKind,
  seed: number,
  cap: number,
): Promise<number | null> {
  for (let index = 0; index < cap; index++)
    if ((await run(kind, generate(`planted ${seed}`, index))).findings.length > 0) return index + 1;
  return null;
}

/** Runs of fc.commands until it fails, or null when `cap` of them did not. */
export function countTheirCases(
  kind: RouterKind,
  seed: number,
  cap: number,
  maxCommands: number,
): number | null {
  const { failed, numRuns } = checkCommands(kind, seed, cap, maxCommands);
  return failed ? numRuns : null;
}

/** One figure for each length of fc.commands; the seeds and our cases are the same in all of them. */
export async function measureCases(
  { id, family, told, kind }: PlantedBug,
  seeds: number,
  cap: number,
  lengths: readonly number[],
): Promise<PlantedFigure[]> {
  const ours: (number | null)[] = [];
  for (let seed = 1; seed <= seeds; seed++) ours.push(await countOurCases(kind, seed, cap));
  return lengths.map((maxCommands) => {
    const theirs = ours.map((_, at) => countTheirCases(kind, at + 1, cap, maxCommands));
    const figure = {
      ours: medianOf(ours, cap),
      theirs: medianOf(theirs, cap),
      oursCapped: ours.filter((each) => each === null).length,
      theirsCapped: theirs.filter((each) => each === null).length,
    };
    const ratio = Number((figure.theirs / figure.ours).toFixed(1));
    return { id, family, told, maxCommands, seeds, ...figure, cap, ratio };
  });
}

function medianOf(cases: readonly (number | null)[], cap: number): number {
  const sorted = cases.map((each) => each ?? cap).sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? cap;
  return (low + (sorted[Math.floor(middle)] ?? low)) / 2;
}

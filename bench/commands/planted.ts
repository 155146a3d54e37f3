/**
 * Planted bugs: the number of cases until each is found, ours beside `fc.commands`. By default the mutants that lose
 * a count or keep a stale route; easy ones show little, since any suite finds in its first cases what three random
 * steps reach. Two bugs are marked `told`, one of each family: they show only if one endpoint subscribes to a line
 * twice and then ends one subscription or all. They were chosen for this depth after all mutants had been measured,
 * so read them together with the others. `-- --mutants` measures all; some cannot show on this fixed topology.
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
  /** Whether the summary prints this bug's ratio (their cases to find it / ours). */
  readonly isReportedApart: boolean;
}

export interface PlantedFigure {
  readonly id: string;
  readonly family: PlantedBug['family'];
  readonly isReportedApart: boolean;
  /** The `maxCommands` of fc.commands: the most commands in one of its cases. */
  readonly maxCommands: number;
  readonly seeds: number;
  /** Median number of cases until the first finding; `cap` if at least half of the seeds found nothing before. */
  readonly ours: number;
  readonly theirs: number;
  /** Number of seeds that reached the cap without a finding. */
  readonly oursCapped: number;
  readonly theirsCapped: number;
  readonly cap: number;
  /** Their median number of cases divided by ours; a lower bound where they reached the cap. */
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

/**
 * A mutant: a departure removes only one subscription of each line, as an unsubscribe does; if one is
 * left, the route stays.
 */
const departureByCount: RouterKind = {
  ...routerKind,
  name: 'mutant departure-by-count',
  create(options): Router {
    const router = routerKind.create(options);
    return {
      ...router,
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

/** All planted bugs: the one of this file and all mutants. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    id: 'departure-by-count',
    clause: 'ROUTE-1',
    family: 'stale route',
    kind: departureByCount,
    isReportedApart: true,
  },
  ...mutants.map(
    ({ id, clause, kind }): PlantedBug => ({
      id,
      clause,
      family: FAMILIES[id] ?? 'other',
      kind,
      isReportedApart: id === 'count-lost-on-unsubscribe',
    }),
  ),
];

/** Counts our cases until the first finding; null if `cap` cases found none. */
async function countOurCases(kind: RouterKind, seed: number, cap: number): Promise<number | null> {
  for (let index = 0; index < cap; index++)
    if ((await run(kind, generate(`planted ${seed}`, index))).findings.length > 0) return index + 1;
  return null;
}

/** Counts the runs of fc.commands until the first failure; null if `cap` runs had none. */
function countTheirCases(
  kind: RouterKind,
  seed: number,
  cap: number,
  maxCommands: number,
): number | null {
  const { failed, numRuns } = checkCommands(kind, seed, cap, maxCommands);
  return failed ? numRuns : null;
}

/** Measures one figure per length of fc.commands; the seeds and our cases are the same in all. */
export async function measureCases(
  { id, family, isReportedApart, kind }: PlantedBug,
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
    return { id, family, isReportedApart, maxCommands, seeds, ...figure, cap, ratio };
  });
}

function medianOf(cases: readonly (number | null)[], cap: number): number {
  const sorted = cases.map((each) => each ?? cap).sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? cap;
  return (low + (sorted[Math.floor(middle)] ?? low)) / 2;
}

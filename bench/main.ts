/**
 * The benchmarks: `npm run bench`, `-- --json FILE` for the figures as data, `-- --xcraft` with the published
 * router beside ours, `-- --mutants` with all mutants beside `fc.commands`. Compare only ratios within one run.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureHarnesses } from './commands/harnesses.ts';
import type { PlantedFigure } from './commands/planted.ts';
import { measureCases, plantedBugs } from './commands/planted.ts';
import { measureLockstep } from './lockstep.ts';
import type { DispatchFigure } from './tcp/dispatch.ts';
import { measureDispatch, preparePublish } from './tcp/dispatch.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    xcraft: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
});
const now = () => performance.now();

const dispatch = (
  [
    [10, 10],
    [1000, 10],
    [5000, 10],
    [1000, 1000],
    [5000, 5000],
  ] as const
).map(([clients, subscribers]) =>
  measureDispatch(preparePublish(clients, subscribers), clients, subscribers, now, 300),
);
console.log('dispatch: one event on a line, handed over to a sink');
console.table(dispatch);

const published: DispatchFigure[] = [];
if (values.xcraft) {
  const { publishedDispatch } = await import('./tcp/published.ts');
  for (const [clients, subscribers] of [
    [10, 10],
    [1000, 10],
    [1000, 1000],
  ] as const)
    published.push(await publishedDispatch(clients, subscribers, now, 1500));
  console.log('dispatch: the published router, socket writes stubbed');
  console.table(published);
  for (const theirs of published) {
    const ours = dispatch.find(
      (each) => each.clients === theirs.clients && each.subscribers === theirs.subscribers,
    );
    const ratio = (ours?.addresseesPerSecond ?? 0) / theirs.addresseesPerSecond;
    console.log(
      `N=${theirs.clients} S=${theirs.subscribers}: ours ${ratio.toFixed(0)} times as many`,
    );
  }
}

const lockstepFigure = await measureLockstep(600, 6, now);
console.log('lockstep: model, audience law, our router and all checks');
console.table([lockstepFigure]);

/**
 * Values of `maxCommands`, the greatest length of a case of fc.commands. With 40, its cases have as many drawn steps as
 * ours at most. With 100, its cases execute about as many steps as ours, because it skips many of the drawn ones.
 */
const lengths = [40, 100];
const harnessFigures = await measureHarnesses(400, 5, lengths, now);
const [own, ...usual] = harnessFigures;
console.log(
  'harness: lockstep beside fc.commands, same model and router; overhead in microseconds',
);
console.table(harnessFigures);
for (const { harness, overhead } of usual)
  console.log(
    `overhead of ${harness}: ${(overhead / (own?.overhead ?? 0)).toFixed(2)} times ours per useful step`,
  );

const cases: PlantedFigure[] = [];
for (const bug of plantedBugs)
  if (values.mutants || bug.family !== 'other')
    cases.push(...(await measureCases(bug, 20, 1500, lengths)));
console.log(
  'planted bugs: median of the cases until found, lockstep (ours) and fc.commands (theirs)',
);
console.table(cases);
for (const { id, family, maxCommands, ratio } of cases.filter(
  ({ isReportedApart }) => isReportedApart,
))
  console.log(
    `${family} (${id}): fc.commands, ${maxCommands} at most, needs ${ratio} times our cases`,
  );

const commands = { harnesses: harnessFigures, planted: cases };
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ dispatch, published, lockstep: lockstepFigure, commands }, null, 2)}\n`,
  );

/**
 * The benchmarks: `npm run bench`, `-- --json FILE` for the figures as data, `-- --xcraft` with the published
 * router beside ours. Ratios within one run are what counts.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { DispatchFigure } from './dispatch.ts';
import { ourPublish, timed } from './dispatch.ts';
import { lockstep } from './lockstep.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, xcraft: { type: 'boolean', default: false } },
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
  timed(ourPublish(clients, subscribers), clients, subscribers, now, 300),
);
console.log('dispatch: one event on a line, handed over to a sink');
console.table(dispatch);

const published: DispatchFigure[] = [];
if (values.xcraft) {
  const { publishedDispatch } = await import('./published.ts');
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

const lockstepFigure = await lockstep(600, now);
console.log('lockstep: model, audience law, our router and all checks');
console.table([lockstepFigure]);

if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ dispatch, published, lockstep: lockstepFigure }, null, 2)}\n`,
  );

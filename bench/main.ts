/**
 * The benchmarks: `npm run bench`, `-- --json FILE` for the figures as data. Ratios within one run are what counts.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ourPublish, timed } from './dispatch.ts';
import { lockstep } from './lockstep.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
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

const lockstepFigure = await lockstep(600, now);
console.log('lockstep: model, audience law, our router and all checks');
console.table([lockstepFigure]);

if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ dispatch, lockstep: lockstepFigure }, null, 2)}\n`,
  );

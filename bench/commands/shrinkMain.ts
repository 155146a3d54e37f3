/**
 * The shrink benchmark: `npm run bench:shrink`, `-- --seeds 100` for the whole table, `-- --json FILE`
 * for the figures as data, `-- --bug ID` for one mutant. All figures are counts: the same seeds give
 * the same table on any machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mutants } from '#impl';
import { measureShrinking } from './shrink.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    seeds: { type: 'string', default: '10' },
    bug: { type: 'string' },
  },
});
const seeds = Number(values.seeds);
const known = mutants.map(({ id }) => id);
if (!Number.isInteger(seeds) || seeds < 1)
  refuse(`--seeds ${values.seeds}: expected a count from 1`);
if (values.bug !== undefined && !known.includes(values.bug))
  refuse(`--bug ${values.bug}: expected one of ${known.join(', ')}`);

function refuse(reason: string): never {
  console.error(`error: ${reason}`);
  process.exit(2);
}

const { bugs, medianCalls, splits } = await measureShrinking(
  seeds,
  ...(values.bug === undefined ? [] : [[values.bug]]),
);
console.log(`shrink: the first failure of each of ${seeds} seeds, of at most 60 steps`);
console.table(
  bugs.map(({ commands, medianCertificate, seeds: _seeds, ...bug }) => ({
    ...bug,
    certificate: medianCertificate,
    'fc found': commands ? `${commands.seedsFound}/${seeds}` : 'none',
    'fc finals': commands?.distinctFinals,
    'fc calls': commands?.medianCalls,
    'fc steps': commands?.steps,
  })),
);
console.log(`median router calls of a shrink: ${medianCalls}`);
for (const { name, signature, finals } of splits) {
  console.log(`${name}, ${signature}: ${finals.length} finals`);
  for (const { times, scenario } of finals)
    console.log(`  ${times} times ${JSON.stringify(scenario)}`);
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ bugs, medianCalls, splits }, null, 2)}\n`);

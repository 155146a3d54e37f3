/**
 * Deliveries over TCP: `npm run bench:tcp`, `-- --json FILE` for the figures as data, `-- --rounds 9`,
 * `-- --ours` without the published router, which is installed at first use. If it cannot be
 * installed, a message says so and ours runs alone.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { OpenNode } from './deliveries.ts';
import { measureDeliveries, openOurNode } from './deliveries.ts';

/**
 * Number of subscribers, events per round, and events per burst: single events, or as many as one
 * change of a warehouse makes.
 */
const SIZES = [
  [1, 400, 1],
  [10, 200, 1],
  [100, 50, 1],
  [1, 2000, 20],
  [10, 1000, 20],
  [100, 200, 20],
] as const;

function refuse(reason: string): never {
  console.error(`error: ${reason}`);
  process.exit(2);
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        json: { type: 'string' },
        rounds: { type: 'string', default: '9' },
        ours: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

const values = readFlags();
if (!/^[1-9]\d{0,3}$/.test(values.rounds))
  refuse(`--rounds ${values.rounds}: expected a count from 1 to 9999`);

async function openPublished(): Promise<Record<string, OpenNode>> {
  if (values.ours) return {};
  const { audience, prepare } = await import('#impl-xcraft');
  try {
    // Without access to the registry, npm would otherwise retry for minutes.
    process.env.npm_config_fetch_retries ??= '1';
    await prepare((line) => console.error(line));
    return { published: audience };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    console.log(`ours alone: ${reason}`);
    return {};
  }
}

const openings = { ours: openOurNode, ...(await openPublished()) };
const figures = [];
const now = () => performance.now();
const rounds = Number(values.rounds);
for (const [subscribers, events, burst] of SIZES)
  figures.push(await measureDeliveries(openings, { subscribers, events, burst, rounds, now }));

console.log(
  'deliveries a second over TCP, one node and its subscribers in one process, on loopback',
);
console.table(
  figures.map(({ subscribers, events, burst, rates, ratios }) => ({
    subscribers,
    events,
    burst,
    ...rates,
    ...Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [`ours / ${name}`, ratio])),
  })),
);
console.log(
  'in the path of ours: the router, the event as JSON once, a frame for each subscriber, JSON read, the handler',
);
if ('published' in openings)
  console.log(
    'of the published: its router, for each subscriber JSON inside AMP inside gzip, all three read, its patterns',
  );
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ deliveries: figures }, null, 2)}\n`);

/**
 * `npm run check:brokers`: judges each broker that is installed, and writes one page with all of them side by side. It installs
 * nothing: it says what is missing, and the command by which it is had. All are judged at once, since most of it is waiting; each one's
 * report is printed when it is done. Words after it are flags of `partyline check`, such as `npm run check:brokers -- --runs 1000 --seed x`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const partyline = join(folder, '../../properties/cli/partyline.mjs');
const OUT = '.partyline-brokers';
const [VIOLATED, USAGE, UNDRIVEN] = [1, 2, 4];

interface Broker {
  readonly name: string;
  /** The program of the server, and Debian's package of it; null if it runs in this process. */
  readonly program: string | null;
  /** How many scenarios are drawn. An outage costs mosquitto two seconds. */
  readonly runs: number;
  /** The deviations file: what it is known to do otherwise; see `docs/brokers.md`. */
  readonly deviations?: string;
}

const brokers: readonly Broker[] = [
  { name: 'nats', program: 'nats-server', runs: 300 },
  { name: 'mosquitto', program: 'mosquitto', runs: 60, deviations: 'mosquitto.deviations.json' },
  { name: 'redis', program: 'redis-server', runs: 100, deviations: 'redis.deviations.json' },
  // Its own wrapper of a program is for the system's broker alone; the adapter looks where Debian puts the server.
  { name: 'rabbitmq', program: 'rabbitmq-server', runs: 30 },
  { name: 'aedes', program: null, runs: 300 },
];

const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(':').some((each) => existsSync(join(each, program)));

/** Debian keeps servers here, where the path of a user often does not lead. */
process.env.PATH += ':/usr/sbin:/usr/local/sbin';

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs the program of the clone to its end; it ends with this process. */
function run(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [partyline, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) =>
    child.once('close', (code) => {
      process.off('exit', end);
      resolve({ code: code ?? UNDRIVEN, output });
    }),
  );
}

interface Judged {
  readonly broker: Broker;
  readonly code: number;
}

async function judge(broker: Broker, flags: readonly string[]): Promise<Judged> {
  const { name, runs, deviations } = broker;
  const { code, output } = await run([
    'check',
    ...['--router', join(folder, `${name}.ts`), '--profile', 'interest'],
    ...['--runs', String(runs), '--out', join(OUT, name), '--report', 'text,json,html'],
    ...(deviations ? ['--deviations', join(folder, deviations)] : []),
    ...flags,
  ]);
  console.log(`\n== ${name}\n${output}`);
  return { broker, code };
}

async function checkAll(flags: readonly string[]): Promise<number> {
  if (!existsSync(join(folder, 'node_modules'))) {
    console.error('The packages of the adapters are missing: npm ci --prefix examples/brokers');
    return USAGE;
  }
  const isThere = ({ program }: Broker) => program === null || isInstalled(program);
  const codes = await Promise.all(brokers.filter(isThere).map((broker) => judge(broker, flags)));
  const judged = codes.filter(({ broker }) => existsSync(join(OUT, broker.name, 'report.json')));
  const reports = judged.map(({ broker }) => join(OUT, broker.name));
  const page = join(OUT, 'matrix.html');
  const matrix = await run(['matrix', ...reports, '--out', page, '--force']);
  console.log(matrix.output);
  for (const { broker, code } of codes)
    console.log(`${broker.name}: ${code === 0 ? 'as expected' : `exit code ${code}`}`);
  for (const { name, program } of brokers.filter((each) => !isThere(each)))
    console.log(`${name}: not judged, ${program} is missing: apt-get install ${program}`);
  console.log(`side by side: ${page}`);
  // A difference is told before a broker that could not be driven, and that before one that is undecided.
  const order = [VIOLATED, UNDRIVEN];
  const failed = [...codes.map(({ code }) => code), matrix.code].filter((code) => code !== 0);
  return order.find((code) => failed.includes(code)) ?? failed[0] ?? 0;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

process.exitCode = await checkAll(process.argv.slice(2));

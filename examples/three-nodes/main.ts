/**
 * Three nodes as three processes, T below B below C, and two orcs, P1 and P2, at T.
 * Both subscribe to a line; what is published on it at C comes down to T and is printed, until you interrupt it.
 *
 *   npm run example              an event each second
 *   npm run example -- --once    one event, then everybody leaves
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from '#impl-tcp';
import { orcName } from '#spec';

const partyline = fileURLToPath(new URL('../../properties/cli/partyline.mjs', import.meta.url));
const isOnce = process.argv.includes('--once');

/** Starts `partyline serve`; resolves when it has printed where it listens and that its uplink is up. */
async function startNode(token: string, above?: ServedNode): Promise<ServedNode> {
  const uplink = above ? ['--uplink', `127.0.0.1:${above.port}`] : [];
  const child = spawn(
    process.execPath,
    [partyline, 'serve', '--node', token, '--publish', '--until-stdin-ends', ...uplink],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const told = createInterface({ input: child.stderr });
  told.on('line', (line) => console.log(`  ${line}`));
  const [[line]] = await Promise.all([
    once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>,
    above ? once(told, 'line') : undefined,
  ]);
  console.log(line);
  const port = Number(/:(\d+) /.exec(line)?.[1]);
  const ended = once(child, 'exit');
  return {
    port,
    publish: (event) => child.stdin.write(`${JSON.stringify(event)}\n`),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

interface ServedNode {
  readonly port: number;
  publish(event: { readonly topic: string; readonly payload: unknown }): void;
  stop(): Promise<void>;
}

const C = await startNode('C');
const B = await startNode('B', C);
const T = await startNode('T', B);
process.once('exit', () => console.log('all gone'));

const connection = await connect({ host: '127.0.0.1', port: T.port }, { token: 'party' });
let heardCount = 0;
const completion = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  for (const name of ['P1@T', 'P2@T'])
    connection.join(orcName(name)).subscribe('party<room-1>.*', ({ topic, payload }) => {
      console.log(`${name} hears ${topic}: ${JSON.stringify(payload)}`);
      if (++heardCount === 2 && isOnce) resolve();
    });
});
// Subscriptions go up and events come down: once this is settled, C has a route to the subscribers.
await connection.settle();
const publish = () => C.publish({ topic: 'party<room-1>.music', payload: { volume: 11 } });
publish();
const timer = isOnce ? undefined : setInterval(publish, 1000);
await completion;
clearInterval(timer);

connection.close();
for (const node of [T, B, C]) await node.stop();

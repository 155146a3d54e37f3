/**
 * `npm run bench:attacks [-- PROGRAM]`: one peer attacks a node that `partyline serve` runs in a process of its own; printed is the most memory
 * that the process took, and whether it lives. PROGRAM: `properties/cli/partyline.mjs` of another version, to compare with.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NodePorts } from './attacks.ts';
import { fillTables, joinOrc, sendDeepFrames, sendInSegments, WrongNode } from './attacks.ts';

const program =
  process.argv[2] ??
  fileURLToPath(new URL('../../../properties/cli/partyline.mjs', import.meta.url));

interface ServedNode extends NodePorts {
  readonly pid: number;
  readonly exited: Promise<void>;
  /** The number of lines that the operator was told. */
  readonly lineCount: () => number;
  readonly end: () => void;
}

async function serveNode(...flags: string[]): Promise<ServedNode> {
  const child = spawn(process.execPath, [program, 'serve', '--node', 'T', ...flags]);
  let lineCount = 0;
  createInterface({ input: child.stderr }).on('line', () => lineCount++);
  const [told] = await new Promise<string[]>((resolve) =>
    createInterface({ input: child.stdout }).once('line', (line) => resolve([line])),
  );
  const [, port, eventPort] = /:(\d+) \(events on (\d+)\)/.exec(told ?? '') ?? [];
  return {
    port: Number(port),
    eventPort: Number(eventPort),
    pid: child.pid ?? 0,
    exited: new Promise((resolve) => child.once('exit', () => resolve())),
    lineCount: () => lineCount,
    end: () => child.kill('SIGKILL'),
  };
}

/** The most memory that the process ever had, in MB. Linux tells it. */
function peakMb(pid: number): number | null {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return found ? Math.round(Number(found[1]) / 1024) : null;
}

async function measure(
  name: string,
  attack: (node: NodePorts) => Promise<unknown>,
  ...flags: string[]
): Promise<void> {
  const node = await serveNode(...flags);
  const before = peakMb(node.pid);
  const ended = node.exited.then(() => 'ended');
  const how = await Promise.race([attack(node).then(() => 'lives'), ended]);
  const memory = how === 'lives' ? `${before} MB before, ${peakMb(node.pid)} MB at most` : '';
  console.log(`${name}: the node ${how}; ${memory}; ${node.lineCount()} lines to the operator`);
  node.end();
}

await measure('300 000 lines and 100 000 orcs', (node) => fillTables(node, 300_000, 100_000));
await measure('32 frames of 1 MiB, 100 000 bytes of each byte by byte', (node) =>
  sendInSegments(node, 32, 100_000),
);
await measure('1 000 frames of 400 000 levels from below', (node) =>
  sendDeepFrames(node, 1000, 400_000),
);
for (const levels of [5000, 400_000]) {
  const above = await WrongNode.start();
  await measure(
    `1 000 events of ${levels} levels from above`,
    async (node) => {
      await joinOrc(node);
      await above.sendDeepEvents(1000, levels);
    },
    '--uplink',
    `127.0.0.1:${above.port}`,
  );
  above.close();
}

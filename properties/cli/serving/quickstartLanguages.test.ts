/**
 * What docs/quickstart.md says of Go, Rust and Java, run as it stands there: three commands each to a first verdict. Only in the long
 * version, as compilers are slow.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { quickstart } from '../../package/quickstart.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { compile, requireCompiler } from '../../testing/compilers.ts';
import { isThorough } from '../../testing/effort.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-languages-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const chapter = quickstart.slice(quickstart.indexOf('\n## In Go, Rust or Java\n'));
const blocks = [...chapter.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
  block.trimEnd().split('\n'),
);
const few = ['--runs', '3', '--hostile', '0'];

/** Runs a command of the document: ours in this process, a compiler as a test may. */
async function follow(command: string): Promise<number> {
  const own = /^npx --no partyline (.*)$/.exec(command);
  if (!own) {
    compile(['sh', '-c', command], cwd, join(cwd, 'scratch'));
    return 0;
  }
  const [name = '', ...words] = (own[1] ?? '').split(' ');
  const fewer = name === 'check' && !words.includes('--runs') ? few : [];
  const { exit, out } = await runCommandLine([name, ...fewer, ...words], { cwd });
  if (name === 'check') expect(out).toMatch(/^\d+ clauses: /m);
  return exit;
}

it('the chapter has three commands for each language, and for the whole router', () => {
  expect(blocks.map((block) => block.length)).toEqual([3, 3, 3, 3]);
});

describe.runIf(isThorough).each([
  ['go', 'go', blocks[0], 3],
  ['rust', 'rustc', blocks[1], 3],
  ['java', 'javac', blocks[2], 3],
  ['the whole router in go', 'go', blocks[3], 0],
] as const)('%s', (_name, compiler, block = [], verdict) => {
  const isThere = requireCompiler(compiler);

  it.runIf(isThere)('its commands lead to a verdict as they stand', async () => {
    mkdirSync(join(cwd, 'node_modules'), { recursive: true });
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const home = join(cwd, 'node_modules/partyline');
    rmSync(home, { force: true });
    symlinkSync(root, home);
    const exits: number[] = [];
    for (const command of block) exits.push(await follow(command));
    expect(exits).toEqual([0, 0, verdict]);
    // What `init` writes is a module that the language's own tools take.
    if (compiler === 'go' && verdict === 3)
      compile(
        ['sh', '-c', 'cd go && go vet . && go build -o /dev/null .'],
        cwd,
        join(cwd, 'scratch'),
      );
  });
});

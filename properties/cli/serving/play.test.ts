/** `partyline play`: what cannot be played is said in a sentence, with the right exit code, and leaves no file. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { stations } from '../../play/tour/stations.ts';
import { runCommandLine } from '../../testing/commandLine.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-play-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const impl = JSON.stringify(fileURLToPath(new URL('../../../impl/index.ts', import.meta.url)));
const writeRouter = (name: string, change: string) =>
  writeFileSync(
    join(cwd, name),
    `import { routerKind } from ${impl};\nexport default { ...routerKind, ${change} };\n`,
  );
writeRouter('few.ts', "features: ['axon']");
writeRouter('broken.ts', "create: () => { throw new Error('no port is free'); }");
writeFileSync(join(cwd, 'ee.json'), JSON.stringify(stations[2]?.scenario));

it.each([
  ['--router ./few.ts', 2, /A file cannot drive ".\/few.ts"; .* Name the scenario/],
  ['ee.json --router ./few.ts', 2, /does not offer ee.*, which this scenario needs/],
  ['ee.json --router ./broken.ts', 4, /could not be driven: .*no port is free/],
  ['absent.json', 2, /absent\.json/],
] as const)('play %s --out is refused with %i', async (words, code, sentence) => {
  const { exit, err } = await runCommandLine(`play ${words} --out play.html`, { cwd });
  expect([exit, err]).toEqual([code, expect.stringMatching(sentence)]);
  expect(err).not.toMatch(/bug in it|^\s+at /m);
  expect(existsSync(join(cwd, 'play.html'))).toBe(false);
});

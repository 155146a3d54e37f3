/** What a system has logged is told with its finding, in every form of the report, and never takes the finding's place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { runCommandLine } from '../testing/commandLine.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-log-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const impl = pathToFileURL(join(import.meta.dirname, '../../impl/index.ts')).href;

/** A network that tells nobody of events on lines, and logs by this code. */
const writeNetwork = (name: string, log: string) =>
  writeFileSync(
    join(cwd, name),
    `import { networkKind } from '${impl}';
    export default {
      ...networkKind,
      create: async (topology) => {
        const network = await networkKind.create(topology);
        return {
          apply: async (step, index) =>
            (await network.apply(step, index)).filter(({ kind }) => step.kind !== 'publish' || kind !== 'frame'),
          table: (node) => network.table(node),
          size: (node) => network.size(node),
          close: () => network.close(),
          log: ${log},
        };
      },
    };`,
  );

const check = (name: string, more = '') =>
  runCommandLine(
    `check --router ./${name} --runs 20 --bail 1 --hostile 0 --seed log ${more}`.trim(),
    {
      cwd,
    },
  );

it.each(['model', 'interval'])('is told with the finding, by the judge %s', async (judge) => {
  writeNetwork('telling.mjs', "() => ['one', 'two', 'three', 'nobody is there: dropped']");
  const { exit, out } = await check('telling.mjs', `--judge ${judge} --out ${judge}`);
  expect(exit).toBe(1);
  expect(out).toMatch(
    / {2}logged: two\n +three\n +nobody is there: dropped\n +\(1 earlier with --verbose\)/,
  );
  const [finding] = JSON.parse(readFileSync(join(cwd, judge, 'report.json'), 'utf8')).findings;
  expect(finding.log).toEqual(['one', 'two', 'three', 'nobody is there: dropped']);
});

it('that cannot be read is told as that, and takes nothing from the finding', async () => {
  writeNetwork('broken.mjs', "() => { throw new Error('no such file'); }");
  const { exit, out } = await check('broken.mjs');
  expect(exit).toBe(1);
  expect(out).toMatch(/is violated[\s\S]* {2}logged: the log could not be read: no such file/);
});

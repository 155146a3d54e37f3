/** Two routers side by side: where they differ first, on how small a scenario, and which of them the law allows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-differ-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const implUrl = new URL('../../../impl/index.ts', import.meta.url).href;
const mutant = (name: string, id: string) =>
  writeFileSync(
    join(cwd, name),
    `import { mutants } from '${implUrl}';\nexport default mutants.find(({ id }) => id === '${id}').kind;`,
  );
mutant('everybody.mjs', 'nobody-means-everybody');
mutant('everybody-too.mjs', 'nobody-means-everybody');
writeFileSync(
  join(cwd, 'mute.mjs'),
  `export default { level: 'router', name: 'mute', version: '1', features: ['nodes'], create: () => ({ handle: () => [] }) };`,
);

const runCli = (line: string) => runCommandLine(line, { cwd });

it('EVENT-2: one step tells our router from one that sends to everybody what nobody asked for', async () => {
  const { exit, out } = await runCli('differ ours ./everybody.mjs --runs 10 --seed s --out kept');
  expect(exit).toBe(1);
  expect(out).toMatch(/^partyline .* \(A\) and mutant nobody-means-everybody .* \(B\) differ in /);
  expect(out).toMatch(/\n> 0 {2}.* is published .*\n.* only B: /i);
  expect(out).toContain('The law: allows A and not B.\n    B: EVENT-2|');
  expect(out).toContain('npx partyline replay kept/difference-1.json --router ./everybody.mjs');
  const scenario = JSON.parse(readFileSync(join(cwd, 'kept', 'difference-1.json'), 'utf8'));
  expect(scenario.steps).toHaveLength(1);
  const swapped = await runCli('differ ./everybody.mjs ours --runs 10 --seed s');
  expect(swapped.out).toContain('The law: allows B and not A.\n    A: EVENT-2|');
});

it('what two routers do wrong alike is no difference between them', async () => {
  const { exit, out } = await runCli(
    'differ ./everybody.mjs ./everybody-too.mjs --runs 5 --seed s',
  );
  expect(out).toMatch(/did the same in \d+ scenarios, by all that can be seen of both/);
  expect(exit).toBe(0);
});

it('refuses two that have nothing in common, and what is no router', async () => {
  const { exit, out, err } = await runCli('differ ours ./mute.mjs');
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(
    /no backend in common\. Expected `ee` or `axon` of both; .*mute\.mjs offers nodes/,
  );
  expect((await runCli('differ ours nobody')).err).toMatch(/no router "nobody"/);
  expect((await runCli('differ ours')).exit).toBe(2);
});

/** `partyline differ`: the smallest scenario on which two routers differ, and which of the two the law allows there. */
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

writeFileSync(
  join(cwd, 'two-bugs.mjs'),
  `import { mutants } from '${implUrl}';
  const { kind } = mutants.find(({ id }) => id === 'nobody-means-everybody');
  const create = (options) => {
    const inner = kind.create(options);
    const handle = (input) => inner.handle(input).filter((effect) => effect.kind !== 'close');
    return { ...inner, handle };
  };
  export default { ...kind, create };`,
);

const runCli = (line: string) => runCommandLine(line, { cwd });

it('EVENT-2: one step tells our router from one that sends to everybody what nobody asked for', async () => {
  const { exit, out } = await runCli('differ ours ./everybody.mjs --runs 10 --seed s --out kept');
  expect(exit).toBe(1);
  expect(out).toMatch(/^partyline .* \(A\) and mutant nobody-means-everybody .* \(B\) differ in /);
  expect(out).toMatch(/\n> 1 {2}.* is published .* \(event e0\)\n.* only B: /i);
  expect(out).toContain('The law: allows A and not B.\n    B: EVENT-2|');
  expect(out).toContain('partyline.mjs replay kept/difference-1.json --router ./everybody.mjs');
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

it('--deviations: a known difference hides no other, and is not reported', async () => {
  const known = [{ clause: 'EVENT-2', reason: 'sends to everybody' }];
  writeFileSync(join(cwd, 'known.json'), JSON.stringify(known));
  const line = 'differ ours ./two-bugs.mjs --runs 10 --seed s';
  expect((await runCli(line)).out).toContain('    B: EVENT-2|');
  const { exit, out } = await runCli(`${line} --deviations known.json`);
  expect(exit).toBe(1);
  expect(out).toContain('The law: allows A and not B.');
  expect(out).not.toContain('EVENT-2|');
  const alone = await runCli(
    'differ ours ./everybody.mjs --runs 5 --seed s --deviations known.json',
  );
  expect(alone.out).not.toContain('EVENT-2|');
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

/** What a network of a .js file does wrong beside routing: it is told with its own words, and no result is lost. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Undriven } from '../../network/undriven.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { exampleScenario } from '../../testing/exampleReport.ts';
import type { Machinery } from '../program/machinery.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-mishaps-'));
afterAll(() => rmSync(cwd, { recursive: true }));
writeFileSync(join(cwd, 'scenario.json'), JSON.stringify(exampleScenario));

/** Writes a network whose methods are these, as text. Nobody hears anything of it. */
function writeNetwork(name: string, methods: string, quiescence = 'fences'): string {
  const text = `export default { level: 'network', name: '${name}', version: '1', features: ['axon'],
    quiescence: '${quiescence}', create: () => ({ apply: () => [], close() {}, ${methods} }) };`;
  writeFileSync(join(cwd, `${name}.js`), text);
  return `--router ./${name}.js`;
}

describe('a network that throws while it closes', () => {
  const router = writeNetwork('unclosed', `close() { throw new Error('port 7 is in use'); }`);

  it('is told with its words and exit 4, after the finding', async () => {
    const { exit, out, err } = await runCommandLine(`replay scenario.json ${router}`, { cwd });
    expect(out).toContain('is violated at step 1');
    expect(err).toMatch(/^error: close\(\) of unclosed 1 threw .*port 7 is in use/m);
    expect(exit).toBe(4);
  });

  it('loses no record of a log, and is told so, also when it is recorded', async () => {
    const line = `record scenario.json ${router}`;
    const { exit, out, err } = await runCommandLine(line, { cwd });
    expect(out.trim().split('\n').at(-1)).toContain('"kind":"end"');
    expect(err).toMatch(
      /^error: close\(\) of unclosed 1 threw .*port 7 is in use\. That is a fault/m,
    );
    expect(exit).toBe(4);
  });

  it.each(['', ...(isThorough ? ['--jobs 2'] : [])])(
    'loses no result of a check: %s',
    async (jobs) => {
      const line = `check --runs 2 --hostile 0 --only EVENT-1 --no-shrink --report json ${router} ${jobs}`;
      const { exit, out, err } = await runCommandLine(line.trim(), { cwd });
      expect(JSON.parse(out).findings.length).toBeGreaterThan(0);
      expect(err).toMatch(/threw \d+ times, the first time: port 7 is in use/);
      expect(exit).toBe(4);
    },
  );
});

describe('a network that waits in vain until nothing is in flight', () => {
  const late = `{ throw new DOMException('a fence did not come back', 'TimeoutError'); }`;

  it('is undecided and no crash, in a replay and in a check', async () => {
    const router = writeNetwork('waiting', `apply() ${late}`);
    const replayed = await runCommandLine(`replay scenario.json ${router}`, { cwd });
    expect(replayed.out).toContain('EVENT-1 is undecided at step 1');
    expect(replayed.exit).toBe(3);
    const line = `check --runs 2 --hostile 0 --only EVENT-1 --report json ${router}`;
    const { exit, out } = await runCommandLine(line, { cwd });
    const { clauses, findings, causes } = JSON.parse(out);
    expect(clauses).toMatchObject([{ id: 'EVENT-1', verdict: 'undecided' }]);
    expect(findings[0].signature).toMatch(/^[A-Z]+-\d+\|time-out\|/);
    expect(causes[0].sentence).toContain('did not come to rest in time: a fence did not come back');
    expect(exit).toBe(3);
  });

  it('ends a run after five in a row', async () => {
    const router = writeNetwork('waiting', `apply() ${late}`);
    const line = `check --runs 40 --hostile 0 --only EVENT-1 --report json ${router}`;
    const { exit, out } = await runCommandLine(line, { cwd });
    const { totals, corpus } = JSON.parse(out);
    expect(corpus.replayed + totals.scenarios).toBe(5);
    expect(exit).toBe(3);
  });

  it('is so too where only `settled` waits, by the interval judge', async () => {
    const router = writeNetwork('settling', `async settled() ${late}`, 'acknowledged');
    const { exit, out } = await runCommandLine(`replay scenario.json ${router}`, { cwd });
    expect(out).toContain('a time-out, which proves nothing: a fence did not come back');
    expect(exit).toBe(3);
  });
});

describe('a router that throws', () => {
  const methods = 'apply() { return lookUp(); }';
  const router = writeNetwork('throwing', methods);
  appendFileSync(
    join(cwd, 'throwing.js'),
    "\nfunction lookUp() { return find(); }\nfunction find() { throw new Error('no route'); }\n",
  );
  const line = `check --runs 1 --hostile 0 --only EVENT-1 --no-shrink ${router}`;

  it('tells where: the innermost of its own calls, and all with --verbose', async () => {
    const { out } = await runCommandLine(line, { cwd });
    expect(out).toMatch(
      /^ {2}thrown: at find \(\S*throwing\.js:4:\d+\)\s+\(2 more with\s+--verbose\)$/m,
    );
    expect(out).not.toContain('at lookUp');
    const verbose = await runCommandLine(`${line} --verbose`, { cwd });
    expect(verbose.out).toMatch(/thrown: at find.+ at lookUp.+ at Object\.apply/s);
  });

  it('tells so in report.json and in Markdown, and nothing of Partyline', async () => {
    const { out } = await runCommandLine(`${line} --report json`, { cwd });
    const { stack } = JSON.parse(out).findings[0];
    expect(stack).toHaveLength(3);
    expect(stack[2]).toMatch(/^at Object\.apply \(.*throwing\.js:2:\d+\)$/);
    const markdown = (await runCommandLine(`${line} --report markdown`, { cwd })).out;
    expect(markdown).toContain('<details><summary>Where the router threw</summary>');
    expect(markdown).toContain(stack[2]);
  });
});

describe('a finding, as soon as it is there', () => {
  const line = 'check --runs 3 --hostile 0 --only EVENT-1 --no-shrink --router ./throwing.js';
  const found = /found: EVENT-1: .*no route.*/g;

  it.each([{ watched: true }, { env: { CI: 'true' } }])(
    'is one line on stderr, once for each, for who watches or in CI: %j',
    async (how) => {
      const { out, err } = await runCommandLine(line, { cwd, ...how });
      const lines = err.match(found) ?? [];
      expect(lines.length).toBeGreaterThan(0);
      expect(new Set(lines).size).toBe(lines.length);
      expect(out).not.toMatch(found);
      expect(out).toMatch(/^ {2}seen: first in scenario \d+ of the corpus, in 2 of 3 generated/m);
    },
  );

  it('is told at the end only where nobody watches, and where data is asked for', async () => {
    expect((await runCommandLine(line, { cwd })).err).not.toMatch(found);
    const json = await runCommandLine(`${line} --report json`, { cwd, watched: true });
    expect(json.err).not.toMatch(found);
    expect(JSON.parse(json.out).findings[0].seen).toMatchObject({
      in: 'corpus',
      scenarios: 2,
      of: 3,
    });
  });
});

it('a global of a file that is wrong after the first scenario only is told as that', async () => {
  const kept = 'export default { level: "network", name: "kept", version: "1", features: ["axon"],';
  const text = `let runs = 0;
${kept} quiescence: 'exact', create: () => { const isLater = runs++ > 0; return {
  apply: () => { if (isLater) throw new Error('it was asked before'); return []; }, close() {} }; } };`;
  writeFileSync(join(cwd, 'kept.js'), text);
  const line = 'check --runs 2 --hostile 0 --only EVENT-1 --report json --router ./kept.js';
  const { exit, out } = await runCommandLine(line, { cwd });
  const findings: { signature: string; dependsOnEarlier?: true }[] = JSON.parse(out).findings;
  const isCrash = ({ signature }: { signature: string }) => signature.includes('|crash|');
  expect(findings.filter(isCrash).map(({ dependsOnEarlier }) => dependsOnEarlier)).toContain(true);
  expect(findings.filter(isCrash).every(({ dependsOnEarlier }) => dependsOnEarlier)).toBe(true);
  expect(exit).toBe(1);
});

describe('a router that stops answering', () => {
  const line = 'check --runs 2 --hostile 0 --only EVENT-1 --no-shrink --router ./throwing.js';
  const standIns = ({ check }: Machinery): Partial<Machinery> => ({
    // It hangs when all has been run, so that there is something that could be lost.
    check: async (kinds, options) => {
      await check(kinds, options);
      const told = new Undriven('The router could not be driven: it did not answer in time.');
      throw Object.assign(told, { scenario: exampleScenario });
    },
  });

  it('leaves the scenario and what was found in --out, and exit 4', async () => {
    const { exit, err } = await runCommandLine(`${line} --out kept`, { cwd }, standIns);
    expect(err).toMatch(/^So far: 2 scenarios, .* finding.*\n {2}EVENT-1\|crash/m);
    expect(err).toContain('stopped answering is in kept/hang.json, for replay.');
    expect(err).toMatch(/^error: The router could not be driven: it did not answer in time/m);
    expect(JSON.parse(readFileSync(join(cwd, 'kept/hang.json'), 'utf8'))).toEqual(exampleScenario);
    const { findings } = JSON.parse(readFileSync(join(cwd, 'kept/report.json'), 'utf8'));
    expect(findings[0].signature).toContain('|crash|');
    expect(exit).toBe(4);
  });

  it('leaves the scenario beside the user’s files without --out', async () => {
    const { exit, err } = await runCommandLine(line, { cwd }, standIns);
    expect(err).toContain('stopped answering is in partyline-hang.json, for replay.');
    const kept = readFileSync(join(cwd, 'partyline-hang.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual(exampleScenario);
    expect(exit).toBe(4);
  });
});

/**
 * The corpus on the command line: which scenarios are run first, which findings are kept, and which files are refused.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument } from '../../corpus/document.ts';
import { fileNames } from '../../corpus/regression.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../../testing/exampleReport.ts';
import type { RunReport } from '../../verdict/verdict.ts';
import type { Machinery } from '../program/machinery.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'partyline-corpus-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Runs a command line in the test's folder or in `at`. `report`: the result that the check shall have. */
async function runCli(
  argv: string,
  { at = cwd, report }: { at?: string; report?: RunReport } = {},
) {
  const asked: Parameters<Machinery['check']>[] = [];
  const said = await runCommandLine(argv, { cwd: at }, (real) => ({
    check: async (...given) => {
      asked.push(given);
      return report ?? real.check(...given);
    },
  }));
  return { ...said, corpus: asked[0]?.[1].corpus ?? [] };
}

const write = (path: string, value: unknown) => {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), JSON.stringify(value));
};
const finding = exampleFinding('LINE-1', 'LINE-1|hearing missing|publish');
const [place, marked] = fileNames(finding.signature);
const holds = exampleReport({ 'LINE-1': 'holds' });
const violated = exampleReport({ 'LINE-1': 'violated' }, [finding]);
const keep = (report: RunReport) => runCli('check --router ours --keep', { report });
const keptAt = (name: string) =>
  JSON.parse(readFileSync(join(cwd, 'partyline-corpus', name), 'utf8'));

describe('the corpus is run first', () => {
  it.runIf(isThorough)(
    'keeps what a router behind the pipe did wrong, and runs it in every later check',
    async () => {
      const check = (name: string, more = '') =>
        runCli(
          `check --runs 30 --hostile 0${more} --corpus mine --only ROUTE-2 -- python3 ${root}examples/${name}.py`,
        );
      const found = await check('broken', ' --keep');
      expect(found.exit).toBe(1);
      expect(found.err).toMatch(/^kept mine\/ROUTE-2.*\.json$/m);
      const kept = readdirSync(join(cwd, 'mine')).length;
      const again = await check('router');
      expect(again.exit).toBe(0);
      expect(again.corpus).toHaveLength(
        (await runCli('check --router ours', { report: holds })).corpus.length + kept,
      );
    },
  );

  it('is the built-in one in any folder, and our router passes every document but those of variants', async () => {
    const { out, exit } = await runCli('check --router ours --runs 60 --report json --only SAFE-1');
    const { replayed, documents } = JSON.parse(out).corpus;
    expect(documents).toBeGreaterThan(60);
    const folder = new URL('../../corpus/clauses/', import.meta.url);
    const ofVariants = readdirSync(folder).filter((name) =>
      readFileSync(new URL(name, folder), 'utf8').includes('"variants":'),
    );
    expect(replayed).toBe(documents - ofVariants.length);
    expect(exit).toBe(0);
    expect((await runCli('check --router ours --runs 1 --hostile 0 --verbose')).out).toContain(
      `\ncorpus: ${replayed} of ${documents} replayed; left out: `,
    );
  });

  it('leaves out and counts what the router does not offer', async () => {
    const source = `const {routerKind} = await import(${JSON.stringify(join(root, 'impl/index.ts'))});
      export default { ...routerKind, features: ['axon', 'tables'] };`;
    writeFileSync(join(cwd, 'poor.mjs'), source);
    const { out } = await runCli('check --runs 1 --report json --router ./poor.mjs');
    const { replayed, documents, leftOut } = JSON.parse(out).corpus;
    expect(replayed).toBeGreaterThan(2);
    expect(replayed).toBeLessThan(documents / 2);
    const reasons: readonly { needs: readonly string[]; documents: number }[] = leftOut;
    expect(reasons.reduce((sum, each) => sum + each.documents, 0)).toBe(documents - replayed);
    for (const { needs } of reasons) {
      expect(needs.length).toBeGreaterThan(0);
      expect(needs).not.toContain('axon');
    }
  });

  it('includes the user’s own documents and bare scenarios, each once', async () => {
    const before = (await runCli('check --router ours', { report: holds })).corpus.length;
    write('partyline-corpus/bare.json', exampleScenario);
    write('mine/deep/bare.json', exampleScenario);
    write('mine/again.json', exampleScenario);
    expect((await runCli('check --router ours', { report: holds })).corpus.at(-1)).toEqual(
      exampleScenario,
    );
    const { corpus } = await runCli('check --router ours --corpus mine', { report: holds });
    expect(corpus).toHaveLength(before + 1);
  });

  it('leaves out what a hunt keeps there, unless its own folder is asked for', async () => {
    const before = (await runCli('check --router ours', { report: holds })).corpus.length;
    write('mine/kept/0123456789abcdef.json', exampleScenario);
    const { corpus } = await runCli('check --router ours --corpus mine', { report: holds });
    expect(corpus).toHaveLength(before);
    const { corpus: kept } = await runCli('check --router ours --corpus mine/kept', {
      report: holds,
    });
    expect(kept).toHaveLength(before + 1);
    write('mine/kept/of-mine.json', exampleScenario);
    const { corpus: own } = await runCli('check --router ours --corpus mine', { report: holds });
    expect(own).toHaveLength(before + 1);
  });

  it('runs the regressions of a clone once, though they are the user’s own folder too', async () => {
    const here = await runCli('check --router ours', { report: holds });
    expect((await runCli('check --router ours', { report: holds, at: root })).corpus).toEqual(
      here.corpus,
    );
  });

  it('a document that fails is a finding, under the clause of its difference', async () => {
    const source = `const {mutants} = await import(${JSON.stringify(join(root, 'impl/index.ts'))});
      export default mutants.find(({ id }) => id === 'nice-not-passed').kind;`;
    writeFileSync(join(cwd, 'wrong.mjs'), source);
    const argv = 'check --runs 1 --hostile 0 --no-shrink --report json --router ./wrong.mjs';
    const { out, exit } = await runCli(argv);
    const [first] = JSON.parse(out).findings;
    expect({ exit, clause: first.clause }).toEqual({ exit: 1, clause: 'ARP-6' });
    const other = JSON.parse((await runCli(`${argv} --only ROUTE-6`)).out);
    expect(other.findings).toEqual([]);
  });

  it.each([
    ['broken.json', '{', /broken\.json is no JSON/],
    ['newer.json', { corpus: 7 }, /newer\.json is no corpus document.*version 7.*up to 1/s],
    ['step.json', { ...exampleScenario, steps: [{ kind: 'dance' }] }, /step\.json is no scenario/],
    [
      'illegal.json',
      { ...exampleScenario, steps: [{ kind: 'leave', orc: 'p1@T' }] },
      /illegal\.json of the corpus cannot be run.*steps\.0/s,
    ],
  ])('%s in the user’s folder is refused: exit 2', async (name, value, message) => {
    write(`partyline-corpus/${name}`, value);
    if (typeof value === 'string') writeFileSync(join(cwd, 'partyline-corpus', name), value);
    const { exit, err, out } = await runCli('check --router ours --out kept');
    expect(err).toMatch(message);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(readdirSync(cwd)).toEqual(['partyline-corpus']);
  });
});

describe('--keep', () => {
  it('keeps a finding under its signature, as a document that is run and replayed from then on', async () => {
    const { err } = await keep(violated);
    expect(err).toContain(`kept ${join('partyline-corpus', place)}\n`);
    expect(parseDocument(keptAt(place))).toMatchObject({
      clause: 'LINE-1',
      signature: finding.signature,
      found: { router: 'made-up', level: 'router', seed: 'partyline' },
      scenario: exampleScenario,
    });
    expect((await runCli('check --router ours', { report: holds })).corpus.at(-1)).toEqual(
      exampleScenario,
    );
    expect((await runCli(`replay --router ours partyline-corpus/${place}`)).exit).toBe(0);
    expect(readdirSync(join(cwd, 'partyline-corpus'))).toEqual([place]);
  });

  it('replaces a scenario by a smaller one of the same signature only', async () => {
    await keep(violated);
    const longer = [...exampleScenario.steps, ...exampleScenario.steps];
    const larger = { ...finding, scenario: { ...exampleScenario, steps: longer } };
    const { err } = await keep({ ...violated, findings: [larger] });
    expect(err).toContain('1 kept before, by a scenario no larger');
    expect(keptAt(place).scenario).toEqual(exampleScenario);
    const fewer = exampleScenario.steps.slice(0, 2);
    await keep({
      ...violated,
      findings: [{ ...finding, scenario: { ...exampleScenario, steps: fewer } }],
    });
    expect(keptAt(place).scenario.steps).toEqual(fewer);
  });

  it('leaves a file of another signature alone, and takes a marked name', async () => {
    write(`partyline-corpus/${place}`, exampleScenario);
    await keep(violated);
    expect(keptAt(place)).toEqual(exampleScenario);
    expect(keptAt(marked).signature).toBe(finding.signature);
  });

  it('keeps nothing that a second run did not show, or that a deviation expects', async () => {
    await keep({ ...violated, findings: [{ ...finding, reproduced: false }] });
    write('known.json', [{ clause: 'LINE-1', reason: 'known' }]);
    await runCli('check --router ours --keep --deviations known.json', { report: violated });
    expect(readdirSync(join(cwd, 'partyline-corpus'))).toEqual([]);
  });

  it('writes nothing without the flag, and into the folder of --corpus with it', async () => {
    await runCli('check --router ours', { report: violated });
    expect(readdirSync(cwd)).toEqual([]);
    await runCli('check --router ours --keep --corpus mine', { report: violated });
    expect(readdirSync(join(cwd, 'mine'))).toEqual([place]);
  });
});

describe('a clause’s document', () => {
  const path = 'properties/corpus/clauses/LINE-2.json';

  it('is told by explain, with the command that replays it', async () => {
    const { out } = await runCli('explain LINE-2', { at: root });
    expect(out).toMatch(/^LINE-2: A subscription/);
    expect(out).toContain('4  p1@n1 unsubscribes from "news<l1>.flash" by s1');
    expect(out).toMatch(/5 .*published at n2\n +heard by p1@n1 at n1 by s1\n/);
    expect(out).toMatch(/7 .*published at n2\n +heard by nobody\n/);
    expect(out).toContain(`npx partyline replay ${path} --router ours\n`);
    expect((await runCli('explain HEAL-1', { at: root })).out).toContain(
      'the uplink of n1 to n2 comes back',
    );
  });

  it('is replayed like a bare scenario', async () => {
    const { exit, out } = await runCli(`replay --router ours ${path}`, { at: root });
    expect(exit).toBe(0);
    expect(out).toContain('partyline at network level: passes');
  });
});

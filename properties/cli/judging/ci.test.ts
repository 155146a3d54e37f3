/**
 * In CI: the example workflows are valid YAML, and every command in them is one of ours; the commit is
 * the seed; reports are written where a CI job looks for them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runCommandLine, silentTerminal } from '../../testing/commandLine.ts';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
import type { RunReport } from '../../verdict/verdict.ts';
import { moveAdapterToRouter, splitCommand } from '../arguments/adapter.ts';
import { programFor } from '../main.ts';
import { loadMachinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-ci-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const runCli = (line: string, report: RunReport, env: Terminal['env'] = {}) =>
  runCommandLine(line, { cwd, env }, () => ({ check: async () => report }));

describe('the example files for CI', () => {
  const folder = fileURLToPath(new URL('../../../examples/ci/', import.meta.url));
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

  /** Every command line of ours in a document: strings that contain one, and lists of words. */
  function commandsIn(value: unknown): string[][] {
    if (typeof value === 'string') {
      const lines = value.split('\n').filter((line) => /^(exec )?npx --no partyline /.test(line));
      return lines.map(splitCommand);
    }
    if (!Array.isArray(value))
      return typeof value === 'object' && value ? Object.values(value).flatMap(commandsIn) : [];
    const words: string[] = value.map(String);
    return words[0] === 'npx' ? [words] : value.flatMap(commandsIn);
  }

  async function parsed(line: readonly string[]): Promise<void> {
    const own = line.slice(line.indexOf('partyline') + 1);
    if (own[0] === 'check') expect(own).toContain('--router');
    const words = moveAdapterToRouter(own);
    const program = await programFor(words, {
      terminal: silentTerminal(cwd),
      argv: [],
      load: loadMachinery,
      done: () => {},
    });
    // Nothing is run: the test only asks whether the command line is valid.
    for (const command of program.commands) command.action(() => {});
    await program.parseAsync(words, { from: 'user' });
  }

  it.each(texts)(
    '%s: parses, and so do its commands: a check of a shard and a merge',
    async (_, text) => {
      const documents = parseAllDocuments(text as string);
      const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
      expect(faults).toEqual([]);
      const commands = documents.flatMap((document) => commandsIn(document.toJS()));
      expect(commands.map((words) => words[words.indexOf('partyline') + 1])).toEqual([
        'check',
        'merge',
      ]);
      for (const words of commands) await parsed(words);
      expect(commands[0]).toContain('--shard');
    },
  );

  it('docs/ci.md: its commands parse, and none with an unknown flag does', async () => {
    const page = readFileSync(join(folder, '../../docs/ci.md'), 'utf8');
    const commands = commandsIn(page);
    expect(commands.length).toBeGreaterThan(1);
    for (const words of commands) {
      await parsed(words);
      // Before the words of a router, which are its own.
      const end = words.includes('--') ? words.indexOf('--') : words.length;
      const wrong = [...words.slice(0, end), '--shards', '3', ...words.slice(end)];
      await expect(parsed(wrong)).rejects.toThrow(/unknown option/);
    }
  });
});

describe('the seed in CI', () => {
  const sha = '0123456789abcdef0123456789abcdef01234567';
  const holds = exampleReport({ 'ARP-1': 'holds' });
  it.each<[Terminal['env'], string]>([
    [{ CI: 'true', GITHUB_SHA: sha }, 'seed 0123456789ab (of the commit, by GITHUB_SHA)'],
    [{ CI: '1', CI_COMMIT_SHA: sha }, 'seed 0123456789ab (of the commit, by CI_COMMIT_SHA)'],
    [{ CI: '1', GITHUB_SHA: 'main' }, 'seed partyline (by default)'],
    [{ GITHUB_SHA: sha }, 'seed partyline (by default)'],
  ])('%j', async (env, said) =>
    expect((await runCli('check --router ours', holds, env)).err).toBe(`${said}\n`),
  );
});

describe('where reports go', () => {
  const violated = exampleReport({ 'LINE-1': 'violated' }, [exampleFinding('LINE-1')]);

  it('without a folder stdout gets the one document, and the text goes to stderr', async () => {
    const junit = await runCli('check --router ours --report text,junit', violated);
    expect(junit.out).toMatch(/^<\?xml .*<\/testsuites>\n$/s);
    expect(junit.err).toContain('LINE-1 is violated');
    expect((await runCli('check --router ours --report markdown', violated)).out).toMatch(
      /^<!-- .*\n## made-up/,
    );
    const { exit, out, err } = await runCli('check --router ours --report json,junit', violated);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/json,junit: stdout takes one document\. Give a folder/);
  });

  it('with a folder each report is a file, and a later run removes those it does not write', async () => {
    const { out } = await runCli(
      'check --router ours --report junit,markdown,json --out kept',
      violated,
    );
    expect(JSON.parse(out)).toMatchObject({ router: { name: 'made-up' } });
    const names = ['.partyline-files', 'findings', 'junit.xml', 'report.json', 'summary.md'];
    expect(readdirSync(join(cwd, 'kept')).sort()).toEqual(names);
    await runCli('check --router ours --out kept', violated);
    expect(readdirSync(join(cwd, 'kept')).sort()).toEqual([
      '.partyline-files',
      'findings',
      'report.json',
    ]);
  });

  it('a job on GitHub gets its summary and annotations, and stdout is unchanged', async () => {
    const summary = join(cwd, 'step-summary');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const plain = await runCli('check --router ours --report json', violated);
    const job = await runCli('check --router ours --report json', violated, env);
    expect(job.out).toBe(plain.out);
    expect(job.err).toMatch(/^::error title=LINE-1 is violated::/m);
    await runCli('check --router ours --report json', violated, env);
    expect(readFileSync(summary, 'utf8').match(/^## made-up/gm)).toHaveLength(2);
    const lost = await runCli('check --router ours', violated, { GITHUB_STEP_SUMMARY: cwd });
    expect(lost.err).toMatch(/^warning: the job has no summary/m);
    expect(lost.exit).toBe(1);
  });
});

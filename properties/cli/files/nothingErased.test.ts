/**
 * No command removes or overwrites a file that it did not write itself, unless --force says so; and a folder of --out is replaced
 * as a whole only as far as its own list proves that this program wrote what is there.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileNames } from '../../corpus/regression.ts';
import { scenarioPath } from '../../report/forms/json.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { sampleOf } from '../../testing/effort.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../../testing/exampleReport.ts';
import type { RunReport } from '../../verdict/verdict.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'partyline-erased-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** A router that does nothing. */
const MUTE = `export default { level: 'router', name: 'mute', version: '1', features: ['axon', 'nodes'],
  create: () => ({ handle: () => [] }) };`;
const finding = exampleFinding('LINE-1', 'LINE-1|hearing missing|publish');
const violated = exampleReport({ 'LINE-1': 'violated' }, [finding]);
const holds = exampleReport({ 'LINE-1': 'holds' });

const runCli = (line: string, report: RunReport = holds) =>
  runCommandLine(line, { cwd }, () => ({ check: async () => report }));
const write = (path: string, text = 'mine') => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
};
const read = (path: string) => readFileSync(join(cwd, path), 'utf8');
/** Returns the text of each file below the folder, links not followed. */
const contentOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(join(cwd, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(cwd, folder, name)).isFile())
      .map((name) => [name, read(join(folder, name))]),
  );

describe('check --out', () => {
  const planted = (scenario: string) => JSON.stringify({ findings: [{ scenario }] });

  it.each(
    sampleOf(
      ['findings/...json', 'findings/../../notes.json', 'findings/0123abcd.json', 'notes.txt'],
      1,
    ),
  )('believes no report.json that names %s', async (scenario) => {
    write('victim/report.json', planted(scenario));
    write('victim/notes.txt');
    write('victim/findings/0123abcd.json');
    write('victim/findings/0123abcd/minimality.json');
    write('notes.json');
    const before = contentOf('.');
    const { exit, err, out } = await runCli('check --router ours --out victim');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/"victim" holds what this program did not write.*report\.json.*--force/);
    expect(contentOf('.')).toEqual(before);
    expect((await runCli('check --router ours --out victim --force')).exit).toBe(0);
    const { 'victim/report.json': _, 'victim/.partyline-files': __, ...after } = contentOf('.');
    const { 'victim/report.json': ___, ...others } = before;
    expect(after).toEqual(others);
  });

  it('replaces its own report as a whole, and leaves what else is there', async () => {
    expect(
      (await runCli('check --router ours --out kept --report text,junit', violated)).exit,
    ).toBe(1);
    write('kept/notes.txt');
    write('kept/findings/notes.txt');
    expect((await runCli('check --router ours --out kept')).exit).toBe(0);
    expect(Object.keys(contentOf('kept')).sort()).toEqual([
      '.partyline-files',
      'findings/notes.txt',
      'notes.txt',
      'report.json',
    ]);
    expect(JSON.parse(read('kept/report.json')).findings).toEqual([]);
  });

  it('leaves a scenario that was changed since, and tells it', async () => {
    await runCli('check --router ours --out kept', violated);
    write(`kept/${scenarioPath(finding)}`, '{}');
    const refused = await runCli('check --router ours --out kept');
    expect([refused.exit, refused.err.includes(scenarioPath(finding))]).toEqual([2, true]);
    const forced = await runCli('check --router ours --out kept --force');
    expect(forced.exit).toBe(0);
    expect(forced.err).toContain(
      `left as they are in kept, because this program did not write them: ${scenarioPath(finding)}\n`,
    );
    expect(read(`kept/${scenarioPath(finding)}`)).toBe('{}');
  });

  it('leads out of its folder by no link', async () => {
    write('elsewhere/0123abcd.json');
    write('elsewhere/report.json');
    mkdirSync(join(cwd, 'linked'));
    symlinkSync('../elsewhere', join(cwd, 'linked/findings'));
    for (const force of ['', ' --force'])
      expect((await runCli(`check --router ours --out linked${force}`, violated)).exit).toBe(2);
    rmSync(join(cwd, 'linked/findings'));
    symlinkSync('../elsewhere/report.json', join(cwd, 'linked/report.json'));
    expect((await runCli('check --router ours --out linked', violated)).exit).toBe(2);
    expect((await runCli('check --router ours --out linked --force', violated)).exit).toBe(1);
    expect(JSON.parse(read('linked/report.json')).seed).toBe('partyline');
    expect(contentOf('elsewhere')).toEqual({ '0123abcd.json': 'mine', 'report.json': 'mine' });
    // Linked after the run, a folder of findings is not followed by the next.
    rmSync(join(cwd, 'linked/findings'), { recursive: true });
    write(`elsewhere/${finding.id}.json`, `${JSON.stringify(exampleScenario, null, 2)}\n`);
    symlinkSync('../elsewhere', join(cwd, 'linked/findings'));
    expect((await runCli('check --router ours --out linked')).exit).toBe(2);
    expect(existsSync(join(cwd, `elsewhere/${finding.id}.json`))).toBe(true);
  });

  it('removes no folder in the place of a file', async () => {
    write('kept/report.json/notes.txt');
    for (const force of ['', ' --force'])
      expect((await runCli(`check --router ours --out kept${force}`)).exit).toBe(2);
    expect(contentOf('kept')).toEqual({ 'report.json/notes.txt': 'mine' });
  });

  it('believes a list only of names that it writes, within the folder', async () => {
    const line = (file: string) => JSON.stringify({ file, sha256: 'x', part: file });
    write('notes.json');
    write('kept/notes.txt');
    write(
      'kept/.partyline-files',
      [...['../notes.json', 'notes.txt', 'findings/../../notes.json'].map(line), 'torn'].join('\n'),
    );
    expect((await runCli('check --router ours --out kept')).exit).toBe(0);
    expect([read('notes.json'), read('kept/notes.txt')]).toEqual(['mine', 'mine']);
    write('other/.partyline-files', 'a list of my own');
    expect((await runCli('check --router ours --out other')).exit).toBe(2);
    expect(read('other/.partyline-files')).toBe('a list of my own');
  });

  it('knows and removes what a killed run left half written', async () => {
    await runCli('check --router ours --out kept');
    const part = '.partyline-4194305-0123456789abcdef.part';
    const line = { file: 'report.json', sha256: 'of what was not written', part };
    writeFileSync(join(cwd, 'kept/.partyline-files'), `\n${JSON.stringify(line)}\n{"fi`, {
      flag: 'a',
    });
    write(`kept/${part}`, '{"half');
    write('kept/.partyline-4194305-ffffffffffffffff.part');
    expect((await runCli('check --router ours --out kept')).exit).toBe(0);
    expect(Object.keys(contentOf('kept')).sort()).toEqual([
      '.partyline-4194305-ffffffffffffffff.part',
      '.partyline-files',
      'report.json',
    ]);
  });
});

describe('a file of the user that is in the way', () => {
  const scenario = () => write('scenario.json', JSON.stringify(exampleScenario));
  const few = '--router ours --runs 2 --hostile 0';

  it.each(
    sampleOf<[string, string]>(
      [
        ['emit scenario.json --as json --out taken', 'taken'],
        ['record scenario.json --router ours --out taken', 'taken'],
        ['matrix old --out taken', 'taken'],
        ['init --lang python --out .', 'router.py'],
        [`check ${few} --out .`, 'report.json'],
        [`check ${few} --out . --report junit`, 'junit.xml'],
        [`check ${few} --shard 1/1 --out .`, 'shard-1-of-1.json'],
        ['merge shards --out .', 'report.json'],
        [`check ${few} --observe taken`, 'taken'],
        ['explore --nodes 1 --orcs 1 --lines 1 --out .', 'explored.json'],
        [`differ ours ours-network --runs 1 --out .`, 'difference-1.json'],
      ],
      4,
    ),
  )('%s: is refused, and overwritten with --force', async (line, file) => {
    scenario();
    await runCli('check --router ours --out old');
    if (line.startsWith('merge'))
      await runCommandLine(`check --router ours ${few} --shard 1/1 --out shards`, { cwd });
    write(file);
    const before = contentOf('.');
    const { exit, err } = await runCommandLine(line, { cwd });
    expect(exit).toBe(2);
    expect(err).toMatch(/--force/);
    expect(contentOf('.')).toEqual(before);
    const forced = await runCommandLine(`${line} --force`, { cwd });
    expect(forced.exit).not.toBe(2);
    // Two routers that do the same leave no difference to be written.
    if (!line.startsWith('differ')) expect(read(file)).not.toBe('mine');
  });

  it('--overwrite is --force', async () => {
    scenario();
    write('taken');
    const line = 'emit scenario.json --as json --out taken --overwrite';
    expect((await runCli(line)).exit).toBe(0);
    expect(JSON.parse(read('taken'))).toEqual(exampleScenario);
  });

  it('is written through a link, and keeps its rights', async () => {
    scenario();
    write('real');
    writeFileSync(join(cwd, 'tool.json'), '[]', { mode: 0o600 });
    symlinkSync('tool.json', join(cwd, 'link'));
    expect((await runCli('emit scenario.json --as json --out link --force')).exit).toBe(0);
    expect(JSON.parse(read('tool.json'))).toEqual(exampleScenario);
    expect(statSync(join(cwd, 'tool.json')).mode & 0o777).toBe(0o600);
  });

  it('in a corpus is not replaced by a smaller scenario once it was changed by hand', async () => {
    const [plain, marked] = fileNames(finding.signature);
    const steps = [...exampleScenario.steps, ...exampleScenario.steps];
    const larger = { ...finding, scenario: { ...exampleScenario, steps } };
    await runCli('check --router ours --keep', { ...violated, findings: [larger] });
    const edited = JSON.stringify(JSON.parse(read(`partyline-corpus/${plain}`)));
    write(`partyline-corpus/${plain}`, edited);
    await runCli('check --router ours --keep', violated);
    expect(read(`partyline-corpus/${plain}`)).toBe(edited);
    expect(JSON.parse(read(`partyline-corpus/${marked}`)).scenario).toEqual(exampleScenario);
  });

  it('of Bazel is touched, not emptied', async () => {
    write('status', 'kept');
    await runCommandLine(`check --router ours ${few} --shard 1/1 --out out`, {
      cwd,
      env: { TEST_SHARD_STATUS_FILE: join(cwd, 'status') },
    });
    expect(read('status')).toBe('kept');
  });

  it('is the scenario itself that shall be shrunk', async () => {
    write('mute.mjs', MUTE);
    await runCli('explore --router ./mute.mjs --no-cuts');
    const before = read('partyline-counterexample.json');
    const line = 'shrink partyline-counterexample.json --router ./mute.mjs --out .';
    expect((await runCli(line)).exit).toBe(2);
    expect(read('partyline-counterexample.json')).toBe(before);
  });

  it('has the name of the loose counterexample: the next name is taken', async () => {
    write('mute.mjs', MUTE);
    write('partyline-counterexample.json');
    const { exit, out } = await runCli('explore --router ./mute.mjs --no-cuts');
    expect(exit).toBe(1);
    expect(read('partyline-counterexample.json')).toBe('mine');
    expect(JSON.parse(read('partyline-counterexample-2.json')).steps).toHaveLength(1);
    expect(out).toContain('partyline-counterexample-2.json');
  });
});

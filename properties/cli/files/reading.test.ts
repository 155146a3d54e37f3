/** Reading: what is no file, or does not end, is told at once, by every command that reads a file of the user. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { readText } from './reading.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'partyline-reading-'));
  expect(spawnSync('mkfifo', ['pipe', 'pipe.json'], { cwd }).status).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const commands = [
  'replay FILE --router ours',
  'emit FILE --as json',
  'shrink FILE --router ours',
  'verify FILE --router ours',
  'record FILE --router ours',
  'trace FILE',
  'matrix FILE --out page.html',
  'deviations update FILE',
  'check --router ours --deviations FILE',
  'check --router ours --explored FILE',
  'hunt --router ours --corpus hunted --deviations FILE',
];

describe('what is no file', () => {
  it.each(commands)('%s: a named pipe is told, and what was expected', async (line) => {
    const { exit, err } = await runCommandLine(line.replace('FILE', 'pipe'), { cwd });
    expect(err).toMatch(
      /cannot be read: (it is a named pipe and not a file|a file is in the way)\. Expected an? \w+ file/,
    );
    expect(exit).toBe(2);
  });

  it.each([
    ['/dev/zero', 'it is a device and not a file'],
    ['.', 'it is a folder and not a file'],
    ['absent', 'there is no such file'],
  ])('replay %s: %s', async (path, reason) => {
    const { exit, err } = await runCommandLine(['replay', '--router', 'ours', path], { cwd });
    expect(err).toContain(`cannot be read: ${reason}. Expected a JSON file`);
    expect(exit).toBe(2);
  });

  it('in the folder of --corpus is told as well', async () => {
    const { exit, err } = await runCommandLine('check --router ours --runs 1 --corpus .', { cwd });
    expect(err).toMatch(/pipe\.json" cannot be read: it is a named pipe/);
    expect(exit).toBe(2);
  });

  it('ends where it is longer than expected, whatever its size says', async () => {
    writeFileSync(join(cwd, 'long'), 'x'.repeat(2 * 1024 * 1024));
    await expect(readText(join(cwd, 'long'), 1024 * 1024)).rejects.toThrow(
      'it has 2 MB, and expected was a file of at most 1 MB',
    );
    // Files of the system have the size 0.
    expect(await readText('/proc/self/status')).toMatch(/^Name:/);
    await expect(readText('/proc/self/status', 10)).rejects.toThrow(/it does not end/);
  });
});

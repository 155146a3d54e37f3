/**
 * Text of others that acts on a terminal or hides what is there: nothing of it comes out on the terminal or in a file, in
 * whatever form, and what a document says stays the same.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { showActing, showActingBesideColours } from '../../wording/visible.ts';

const ADAPTER = fileURLToPath(new URL('../../testing/badAdapter/adapter.mjs', import.meta.url));
const ACTING =
  /[^\P{Cc}\n\t]|[\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'partyline-acting-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('text that acts', () => {
  it('of an adapter is shown in every form of a report, and nowhere acts', async () => {
    const words = [
      '--out',
      'out',
      '--report',
      'text,json,junit,html,markdown',
      '--observe',
      'o.jsonl',
    ];
    const adapter = ['--', process.execPath, ADAPTER, 'acting text', join(cwd, 'pids')];
    const summary = join(cwd, 'summary');
    writeFileSync(summary, '');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { out, err } = await runCommandLine(['check', '--runs', '3', ...words, ...adapter], {
      cwd,
      env,
    });
    expect(out).toContain('\\u202e');
    expect(err).toContain('::error');
    const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' })
      .map((name) => join(cwd, name))
      .filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(6);
    const texts = [out, err, ...files.map((path) => readFileSync(path, 'utf8'))];
    expect(texts.map((text) => ACTING.exec(text)?.[0] ?? null)).toEqual(texts.map(() => null));
    const report = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
    expect(report.router.name).toBe('b\u202ead\u001b[2J');
  });

  it('is shown as JSON writes it; only colours of ours and cleared lines pass', () => {
    const value = 'a\u202eb\u001b\u009b\u2028\ufeff\ud800c\u{1f600}';
    expect(JSON.parse(showActing(JSON.stringify(value)))).toBe(value);
    expect(showActing('line\n\ttab\r')).toBe('line\n\ttab\\u000d');
    const own = '\r\u001b[2Kgo \u001b[31mred\u001b[39m';
    expect(showActingBesideColours(own)).toBe(own);
    expect(showActingBesideColours('\u001b[2J\u0007[31m\u202e')).toBe(
      '\\u001b[2J\\u0007[31m\\u202e',
    );
  });
});

/**
 * The pages that are made are what would be made, their links lead somewhere, and the transcripts fit the schema and the
 * router in Python.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RequestKind } from '#spec';
import { wireLines } from '#spec';
import { mishaps } from '../../bridge/mishaps.ts';
import { buildPages } from './pages.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const made = [...(await buildPages())];
const python = spawnSync('python3', ['--version']).status === 0;

describe('the pages that are made', () => {
  it.each(made)('%s is as `npm run pages` writes it', (path, text) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('lead to files and headings that are there', () => {
    for (const [path, text] of made.filter(([each]) => each.endsWith('.md'))) {
      const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      );
      for (const [, link = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
        if (link.startsWith('#')) expect(anchors, path).toContain(link.slice(1));
        else expect(existsSync(join(root, dirname(path), link)), `${path}: ${link}`).toBe(true);
      }
    }
  });

  it('every mishap names a heading of PROTOCOL.md', () => {
    const text = made.find(([path]) => path.endsWith('PROTOCOL.md'))?.[1] ?? '';
    for (const { read } of Object.values(mishaps))
      expect(text.toLowerCase()).toContain(`\n## ${read.replaceAll('-', ' ')}\n`);
  });
});

describe.each(made.filter(([path]) => path.endsWith('.jsonl')))('%s', (_, text) => {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  it('has every kind of request that its level knows, and fits the schema', () => {
    for (const { ask, answer } of lines) {
      const { request, answer: answered } = wireLines[ask.kind as RequestKind];
      expect(request.safeParse(ask).error, ask.kind).toBeUndefined();
      expect(answered.safeParse(answer).error, ask.kind).toBeUndefined();
    }
    const kinds = new Set(lines.map(({ ask }) => ask.kind));
    for (const kind of ['hello', 'reset', 'step', 'tables', 'run', 'bye'])
      expect(kinds).toContain(kind);
  });
});

it.runIf(python)('the router in Python says what ours says', () => {
  const argv = ['examples/transcript.py', 'docs/transcripts/router.jsonl'];
  const replay = spawnSync('python3', [...argv, 'python3', 'examples/router.py'], { cwd: root });
  expect(String(replay.stderr)).toBe('');
  expect(String(replay.stdout)).toBe('34 answers as expected\n');
});

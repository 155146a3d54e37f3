/**
 * Generated files are committed as their generators render them, and the transcripts fit the schema and the router in
 * Python. Links in the generated pages are checked with those of all other pages, in `testing/citations.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RequestKind } from '#spec';
import { wireLines } from '#spec';
import { mishaps } from '../../bridge/mishaps.ts';
import { driftOf } from './drift.ts';
import { repositoryPath } from './generator.ts';
import { generators } from './generators.ts';

const root = repositoryPath('.');
const rendered = await Promise.all(
  generators.map(async (generator) => ({ generator, files: [...(await generator.render())] })),
);
const made = rendered.flatMap(({ files }) => files);
const python = spawnSync('python3', ['--version']).status === 0;

const [spec] = generators.filter(({ name }) => name === 'spec');
const drift = (committed: string | null, text: string) =>
  driftOf('docs/SPEC.md', committed, text, spec as (typeof generators)[number]);

describe('drift', () => {
  it('is none between equal texts', () => expect(drift('a\nb\n', 'a\nb\n')).toBeNull());

  it.each([
    ['a\nold\nz\n', 'a\nnew\nz\n', 'line 2:\n  - old\n  + new\n'],
    ['a\n', 'a\nb\n', 'line 2:\n  - \n  + b\n'],
    ['a\nb', 'a', 'line 2:\n  - b\n  + (the file ends)\n'],
  ])('between %j and %j is told by its first line', (committed, text, told) => {
    expect(drift(committed, text)).toContain(`docs/SPEC.md has drifted, first at ${told}`);
  });

  it('tells what to do, and of a file that is missing', () => {
    expect(drift(null, 'a')).toMatch(
      /^docs\/SPEC\.md is missing\..*"npm run generate -- --only spec"/,
    );
  });
});

describe('the generators', () => {
  it('have names of their own, and no file is made by two', () => {
    expect(new Set(generators.map(({ name }) => name)).size).toBe(generators.length);
    expect(new Set(made.map(([path]) => path)).size).toBe(made.length);
  });

  it.each(rendered)(
    '$generator.name: $generator.writes is as it is made',
    ({ generator, files }) => {
      expect(files.length).toBeGreaterThan(0);
      const drifts = files.map(([path, text]) => {
        const file = repositoryPath(path);
        return driftOf(path, existsSync(file) ? readFileSync(file, 'utf8') : null, text, generator);
      });
      expect(drifts.filter((each) => each !== null)).toEqual([]);
    },
  );
});

describe('the pages that are made', () => {
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
  expect(String(replay.stdout)).toBe('36 answers as expected\n');
});

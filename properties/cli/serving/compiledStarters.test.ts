/**
 * The starters in Go, Rust and Java: they build with the compiler alone and are driven at once; what their comments say to begin with
 * is code that compiles and answers; and what they read as JSON they write as it was. Only in the long version, as compilers are slow.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import type { Compiler } from '../../testing/compilers.ts';
import { compile, requireCompiler } from '../../testing/compilers.ts';
import { isThorough } from '../../testing/effort.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-compiled-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const starters = fileURLToPath(new URL('../starters/', import.meta.url));

interface Case {
  readonly lang: string;
  readonly compiler: Compiler;
  readonly files: readonly string[];
  /** Builds them in the folder where they are; without optimisation, which would take most of the time. */
  readonly build: readonly string[];
  readonly run: readonly string[];
  /** The statement that answers everything with "not yet", and another that answers an input with itself. */
  readonly notYet: string;
  readonly echo: string;
}
const cases: readonly Case[] = [
  {
    ...{ lang: 'go', compiler: 'go', files: ['router.go'], run: ['./router'] },
    build: ['go', 'build', '-o', 'router', 'router.go'],
    ...{ notYet: 'panic(NotYet(kind))', echo: 'return []Object{input}' },
  },
  {
    ...{ lang: 'rust', compiler: 'rustc', files: ['router.rs', 'json.rs'], run: ['./router'] },
    build: ['rustc', '--edition', '2021', '-o', 'router', 'router.rs'],
    ...{ notYet: 'Err(NotYet(kind.to_string()))', echo: 'Ok(vec![input.clone()])' },
  },
  {
    ...{ lang: 'java', compiler: 'javac', files: ['Router.java', 'Json.java'] },
    build: ['javac', '-Xlint:all', '-d', 'classes', 'Router.java', 'Json.java'],
    run: ['java', '-cp', 'classes', 'Router'],
    ...{ notYet: 'throw new NotYet(kind);', echo: 'return List.of(input);' },
  },
];

/** Values that a reader of JSON may get wrong. What Unicode has no place for (halves of characters) is not among them. */
const odd = [
  ...[null, true, false, 0, -1.5, 1e21, 0.1, 9007199254740991, '', 'ü', '\u{1f600}', '\u2028'],
  ...['"\\/\b\f\n\r\t\u0001\u007f', '</script>&', 'null', '[1,2]', [], {}, [[]], [{}, null]],
  { '': 1, 'a"b': { __proto__x: [1, { b: 'c' }] }, kind: ['x'], '\u{1f600}': ' \u00a0 ' },
  deep(1500),
];
function deep(levels: number): unknown {
  return levels === 0 ? 'end' : levels % 2 === 0 ? [deep(levels - 1)] : { in: deep(levels - 1) };
}

describe.runIf(isThorough).each(cases)(
  'the starter in $lang',
  ({ lang, compiler, files, build, run, notYet, echo }) => {
    const isThere = requireCompiler(compiler);

    /** Writes the files into a folder of their own, changed or not, and builds them there. */
    function builtIn(name: string, change: (text: string) => string = (text) => text): string {
      const folder = join(cwd, name);
      mkdirSync(folder);
      for (const file of files)
        writeFileSync(join(folder, file), change(readFileSync(join(starters, file), 'utf8')));
      compile(build, folder, cwd);
      return folder;
    }

    it.runIf(isThere)(
      'builds without a word, and is driven at once: undecided, never green',
      async () => {
        const folder = builtIn(lang);
        const few = ['--runs', '3', '--hostile', '0'];
        const { exit, err } = await runCommandLine(['check', ...few, '--', ...run], {
          cwd: folder,
        });
        expect(err).toMatch(/Nothing is decided yet.*declares no feature/s);
        expect(exit).toBe(3);
      },
    );

    it.runIf(isThere)(
      'answers by what its comment says to begin with, and writes JSON as it read it',
      () => {
        const folder = builtIn(`${lang}-begun`, (text) =>
          text.replace(notYet, echo).replace(/^([\t ]+)\/\/ {3}/gm, '$1'),
        );
        const publish = (topic: string) => ({ kind: 'publish', topic });
        const inputs = [
          publish('a<>'),
          publish('a<b>'),
          ...odd.map((value) => ({ kind: 'odd', value })),
        ];
        const questions = inputs.map((input, at) => ({
          id: at + 2,
          kind: 'step',
          node: 'n1',
          input,
        }));
        const asked = [
          { id: 1, kind: 'reset', topology: { nodes: [{ token: 'n1', horde: 'h1' }] } },
          ...questions,
          {
            id: 1000,
            kind: 'run',
            scripts: [{ topology: { nodes: [] }, questions: [{ kind: 'tables', nodes: [] }] }],
          },
          { id: 1001, kind: 'step', node: 'n1' },
          { id: 1002, kind: 'bye' },
        ];
        const [program = '', ...rest] = run;
        const { stdout } = spawnSync(program, rest, {
          cwd: folder,
          encoding: 'utf8',
          input: asked.map((each) => `${JSON.stringify(each)}\n`).join(''),
        });
        const answers = stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(answers.map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
        const [, refused, published, ...echoed] = answers;
        expect(refused.effects).toEqual([
          { kind: 'refuse', fault: 'EMPTY_LINE', detail: 'no line' },
        ]);
        expect(published.effects).toEqual([]);
        const [batch, crashed, bye] = echoed.splice(-3);
        expect(batch.answers).toEqual([[{ tables: [] }]]);
        expect(crashed.crash).toMatch(/\w/);
        expect(bye).toEqual({ id: 1002 });
        expect(echoed.map(({ effects }) => effects)).toEqual(
          inputs.slice(2).map((input) => [input]),
        );
      },
    );
  },
);

/**
 * Rules about rooms (the top folders) and files. Rooms import in one direction and only each other's `index.ts`. Files
 * are short, begin with a comment, and are named by what they are about. Pure rooms use no clock, randomness,
 * environment or console. Rules about the folders within rooms are in `folders.test.ts`.
 */
import { isBuiltin } from 'node:module';
import { basename, dirname, join, normalize } from 'node:path/posix';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { File, Room, Rule, RuleCase } from './house.ts';
import {
  cyclesOf,
  describeRules,
  doorOf,
  file,
  filesBelow,
  importsOf,
  isTest,
  one,
  opens,
  roomOf,
  rooms,
  targetsOf,
} from './house.ts';

function mayEnter(file: File, room: Room, door: Room): boolean {
  if (opens[room].includes(door)) return true;
  const outermost =
    isTest(file) ||
    file.path.startsWith('properties/cli/') ||
    file.path.startsWith('properties/play/page/');
  return room === 'properties' && door === 'impl' && outermost;
}

const directions: Rule = (files) =>
  files.flatMap((file) => {
    const room = roomOf(file.path);
    if (!room) return [];
    return importsOf(file).flatMap((specifier) => {
      if (specifier.startsWith('#')) {
        const door = doorOf(specifier);
        if (!door) return [`${file.path} enters by ${specifier}, which is no door`];
        if (door === room)
          return [`${file.path} enters its own room by ${specifier}; import the file directly`];
        return mayEnter(file, room, door) ? [] : [`${file.path} must not know ${specifier}`];
      }
      if (specifier.startsWith('/') || specifier.startsWith('file:'))
        return [`${file.path} imports ${specifier} by an absolute path`];
      if (!specifier.startsWith('.')) return [];
      const target = normalize(join(dirname(file.path), specifier));
      return roomOf(target) === room
        ? []
        : [`${file.path} leaves its room by ${specifier}; rooms meet through their doors`];
    });
  });

const cycles: Rule = (files) =>
  cyclesOf(new Map(files.map((file) => [file.path, targetsOf(file)])));

const MOST_LINES = 300;
const MOST_LINES_OF_A_TEST = 400;

const lengths: Rule = (files) =>
  files.flatMap((file) => {
    const most = isTest(file) ? MOST_LINES_OF_A_TEST : MOST_LINES;
    const lines = file.text.trimEnd().split('\n').length;
    return lines > most
      ? [`${file.path} has ${lines} lines, ${most} at most; give it two ideas`]
      : [];
  });

const EMPTY_NAMES = /^(util|utils|utilities|helper|helpers|type|types|common|shared|misc)$/i;

const names: Rule = (files) =>
  files
    .filter(({ path }) =>
      path.split('/').some((part) => EMPTY_NAMES.test(basename(part).replace(/\..*$/, ''))),
    )
    .map(({ path }) => `${path} says nothing about its subject; name it by a domain noun`);

const headers: Rule = (files) =>
  files
    .filter(({ text }) => !/^(#!.*\n)?\/(\/|\*)\*?\s*\S/.test(text))
    .map(({ path }) => `${path} begins without a comment that says what it is about`);

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const IMPURE = new Set(['Date', 'process', 'console', 'performance', 'globalThis', ...TIMERS]);
/** The modules of Node that a pure file may import: they neither wait nor reach out of the process. */
const PURE_MODULES = new Set(['node:events']);
const EDGES = ['impl/adapters/', 'impl/backends/tcp', 'impl/stdio/'];

const purity: Rule = (files) =>
  files
    .filter((file) => ['spec', 'model', 'impl'].includes(roomOf(file.path) ?? ''))
    .filter((file) => !isTest(file) && !EDGES.some((edge) => file.path.startsWith(edge)))
    .flatMap((file) => {
      const modules = importsOf(file).filter(
        (specifier) => isBuiltin(specifier) && !PURE_MODULES.has(specifier),
      );
      return [...impuritiesOf(file), ...modules].map((name) => `${file.path} knows ${name}`);
    });

/** The report page, which runs in a browser: it may import no module of Node, and from the law only types. */
const PAGE = 'properties/report/page/';

const pages: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith(PAGE))
    .flatMap(({ path, text }) =>
      ts
        .createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
        .statements.filter((each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each))
        .filter((each) =>
          ts.isImportDeclaration(each)
            ? each.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
            : !each.isTypeOnly,
        )
        .map((each) => each.moduleSpecifier?.getText().slice(1, -1) ?? '.')
        .filter((specifier) => !/^(\.|preact(\/|$))/.test(specifier))
        .map((specifier) => `${path} takes ${specifier} into the browser`),
    );

/**
 * Returns what the file uses although it must be pure. Only uses as a value count, not a property or key of that name.
 */
function impuritiesOf({ path, text }: File): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random')
      found.push('Math.random');
    if (ts.isIdentifier(node) && IMPURE.has(node.text) && !namesProperty(node))
      found.push(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return [...new Set(found)];
}

function namesProperty(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ((ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isPropertyDeclaration(parent)) &&
      parent.name === node)
  );
}

const rules: Readonly<Record<string, RuleCase>> = {
  'rooms import in one direction, by their doors': {
    rule: directions,
    refused: [
      one('spec/a.ts', `import type { State } from '#model';`),
      one('model/a.ts', `import { routerKind } from '#impl';`),
      one('model/a.ts', `import { run } from '#properties';`),
      one('impl/a.ts', `export { start } from '#model';`),
      one('impl/a.ts', `const door = await import('#properties');`),
      one('impl/a.test.ts', `import { start } from '#model';`),
      one('properties/run.ts', `import { routerKind } from '#impl';`),
      one('properties/report/a.ts', `import type { Mutant } from '#impl';`),
      one('properties/report/a.ts', `type Mutant = import('#impl').Mutant;`),
      one('properties/a.ts', `await import('#impl-xcraft');`),
      one('properties/a.test.ts', `import { bench } from '#bench';`),
      one('model/a.ts', `import { routerKind } from '../../impl/index.ts';`),
      one('model/a.ts', `import { clauses } from '../../spec/clauses.ts';`),
      one('properties/cli/a.ts', `import { createRouter } from '../../impl/router.ts';`),
      one('properties/a.ts', `import manifest from '../../package.json' with { type: 'json' };`),
      one('model/a.ts', `import { Table } from '#spec/table.ts';`),
      one('spec/a.ts', `import { Step } from '#spec';`),
      one('model/a.ts', `import { x } from '/house/impl/router.ts';`),
    ],
    fine: [
      one('model/a.ts', `import { clauses } from '#spec'; import { b } from './deep/b.ts';`),
      one('impl/backends/a.ts', `import { b } from '../router.ts'; import 'node:events';`),
      one('properties/cli/a.ts', `import '#impl'; import '#impl-xcraft'; import '../run.ts';`),
      one(
        'properties/a.test.ts',
        `import { routerKind } from '#impl'; import { start } from '#model';`,
      ),
      one('bench/a.ts', `import { routerKind } from '#impl'; import { run } from '#properties';`),
      one('model/a.ts', `// import '#impl'\nconst said = "import '#impl'";`),
    ],
  },
  'files of a room import each other without cycles': {
    rule: cycles,
    refused: [
      [
        file('model/a.ts', `import './b.ts';`),
        file('model/b.ts', `import type { A } from './a.ts';`),
      ],
      [
        file('impl/a.ts', `import './deep/b.ts';`),
        file('impl/deep/b.ts', `export * from '../c.ts';`),
        file('impl/c.ts', `import './a.ts';`),
      ],
      one('spec/a.ts', `import './a.ts';`),
    ],
    fine: [
      [
        file('model/a.ts', `import './b.ts'; import './c.ts';`),
        file('model/b.ts', `import './c.ts';`),
        file('model/c.ts', ''),
      ],
    ],
  },
  'files are short': {
    rule: lengths,
    refused: [
      one('spec/a.ts', '//\n'.repeat(MOST_LINES + 1)),
      one('spec/a.test.ts', '//\n'.repeat(MOST_LINES_OF_A_TEST + 1)),
    ],
    fine: [
      one('spec/a.ts', '//\n'.repeat(MOST_LINES)),
      one('spec/a.test.ts', '//\n'.repeat(MOST_LINES_OF_A_TEST)),
    ],
  },
  'files are named by what they are about': {
    rule: names,
    refused: [
      'spec/utils.ts',
      'impl/helpers.test.ts',
      'model/Types.ts',
      'properties/common/run.ts',
    ].map((path) => one(path, '')),
    fine: [one('spec/arp.ts', ''), one('spec/commonwealth.ts', '')],
  },
  'files begin with what they are about': {
    rule: headers,
    refused: [
      one('spec/a.ts', `import './b.ts';\n// late`),
      one('spec/a.ts', ''),
      one('spec/a.ts', '//\n'),
    ],
    fine: [
      one('spec/a.ts', '/**\n * Names.\n */\n'),
      one('spec/a.ts', '// Names.\n'),
      one('properties/cli/a.mjs', '#!/usr/bin/env node\n/** The door. */\n'),
    ],
  },
  'the report page takes nothing into the browser but itself, preact, and types': {
    rule: pages,
    refused: [
      one(`${PAGE}a.tsx`, `import { readFile } from 'node:fs/promises';`),
      one(`${PAGE}a.tsx`, `import { clauses } from '#spec';`),
      one(`${PAGE}a.ts`, `export { clauses } from '#spec';`),
      one(`${PAGE}a.tsx`, `import 'react';`),
    ],
    fine: [
      one(`${PAGE}a.tsx`, `import type { Route } from '#spec'; import { render } from 'preact';`),
      one(`${PAGE}a.tsx`, `import { useState } from 'preact/hooks'; import '../phrases.ts';`),
      one('properties/report/a.ts', `import { build } from 'esbuild';`),
    ],
  },
  'pure rooms know no clock, chance, socket, environment or console': {
    rule: purity,
    refused: [
      one('spec/a.ts', 'const now = Date.now();'),
      one('model/a.ts', 'const now = new Date();'),
      one('model/a.ts', 'const chance = Math.random();'),
      one('impl/a.ts', 'console.log(1);'),
      one('impl/a.ts', `const { env } = process;`),
      one('impl/a.ts', `import process from 'node:process';`),
      one('impl/a.ts', `globalThis.process.exit();`),
      one('impl/backends/memory.ts', 'const started = performance.now();'),
      one('impl/backends/memory.ts', 'setTimeout(() => {}, 1);'),
      one('impl/router.ts', `import { connect } from 'node:net';`),
      one('impl/node.ts', `import { readFileSync } from 'fs';`),
      one('spec/a.ts', `import { randomUUID } from 'node:crypto';`),
      one('impl/backends/queue.ts', `const { fork } = await import('node:child_process');`),
    ],
    fine: [
      one(
        'spec/a.ts',
        `const a = { process: 1, Date: 2 }; a.process; "console.log"; // Date.now()`,
      ),
      one('impl/adapters/xcraft/a.ts', 'process.cwd();'),
      one('impl/backends/tcp/a.ts', `import { connect } from 'node:net'; setTimeout(f, 1);`),
      one('impl/backends/ee.ts', `import { EventEmitter } from 'node:events';`),
      one('impl/a.test.ts', 'console.log(1);'),
      one('properties/cli/a.ts', 'process.cwd();'),
    ],
  },
};

describeRules(rules);

describe('the list of files that the rules read', () => {
  it('contains every room', () => {
    for (const room of rooms.filter((each) => each !== 'bench'))
      expect(filesBelow(room).length, room).toBeGreaterThan(5);
  });
});

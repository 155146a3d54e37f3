/**
 * The source files as the rules about them see them, and how a rule is tested: it must first refuse made-up files,
 * because otherwise it might pass without looking at anything. Shared by the tests about rooms (the top folders) and
 * about folders.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

export interface File {
  /** The path relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export type Room = 'spec' | 'model' | 'impl' | 'properties' | 'bench';
export type Rule = (files: readonly File[]) => string[];

export const opens: Readonly<Record<Room, readonly Room[]>> = {
  spec: [],
  model: ['spec'],
  impl: ['spec'],
  properties: ['spec', 'model'],
  bench: ['spec', 'model', 'impl', 'properties'],
};
export const rooms = Object.keys(opens) as readonly Room[];

export const isTest = ({ path }: File) => path.endsWith('.test.ts');
export const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`));
/**
 * Returns the room (top folder) that an import names, if it names one. `#impl-xcraft` is a second entry point of
 * `impl`.
 */
export const doorOf = (specifier: string) =>
  rooms.find((room) => specifier === `#${room}` || specifier.startsWith(`#${room}-`));

/**
 * Returns all modules that the file names literally: in static, dynamic and type-only imports, re-exports and requires.
 */
export function importsOf({ text }: File): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Returns the files of its own room that a file imports. */
export const targetsOf = (file: File) =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(file.path), specifier)));

export function cyclesOf(next: ReadonlyMap<string, Iterable<string>>): string[] {
  const found: string[] = [];
  const left = new Set<string>();
  const walk = (at: string, way: readonly string[]) => {
    if (way.includes(at)) found.push([...way.slice(way.indexOf(at)), at].join(' > '));
    if (left.has(at) || way.includes(at)) return;
    for (const target of next.get(at) ?? []) walk(target, [...way, at]);
    left.add(at);
  };
  for (const at of next.keys()) walk(at, []);
  return found;
}

export function file(path: string, text: string): File {
  return { path, text };
}

export function one(path: string, text: string): File[] {
  return [file(path, text)];
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export function filesBelow(folder: string): File[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    if (!/\.([cm]?[jt]sx?|css)$/.test(entry.name)) return [];
    return [file(path, readFileSync(join(root, path), 'utf8'))];
  });
}

/** A rule, with made-up files that it must refuse and others that it must accept. */
export interface RuleCase {
  readonly rule: Rule;
  readonly refused: readonly File[][];
  readonly fine: readonly File[][];
}

/**
 * Declares one suite for each rule: it refuses the wrong files, accepts the right ones, and the repository satisfies
 * it.
 */
export function describeRules(rules: Readonly<Record<string, RuleCase>>): void {
  describe.each(Object.entries(rules))('%s', (_, { rule, refused, fine }) => {
    const label = (files: readonly File[]) => ({
      files,
      title: files
        .map(({ path, text }) => `${path}: ${text.slice(0, 60).replaceAll('\n', ' ')}`)
        .join(' + '),
    });
    it.each(refused.map(label))('refuses $title', ({ files }) =>
      expect(rule(files)).not.toEqual([]),
    );
    it.each(fine.map(label))('lets pass $title', ({ files }) => expect(rule(files)).toEqual([]));
    it('holds in this house', () => expect(rule(rooms.flatMap(filesBelow))).toEqual([]));
  });
}

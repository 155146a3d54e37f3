/**
 * The package contains, beside its code, every file that is read when it runs and every file that its pages link to.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { File } from '../testing/house.ts';
import { filesBelow, importsOf } from '../testing/house.ts';
import { isData } from './data.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isPacked = (path: string) =>
  ['README.md', 'LICENSE'].includes(path) ||
  files.some(
    (each: string) => path === each || path.startsWith(`${each}/`) || matchesGlob(path, each),
  );
const matchesGlob = (path: string, glob: string) =>
  new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path);

it('every starter goes into the package, whatever its language', () => {
  const starters = readdirSync(join(root, 'properties/cli/starters'));
  expect(starters).toHaveLength(9);
  for (const name of starters) expect(isData(`properties/cli/starters/${name}`), name).toBe(true);
  expect(isData('properties/cli/serving/init.ts')).toBe(false);
});

it('the package runs without any development dependency: no bundler, and no library of the page', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const installed = [
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
  ];
  const { exclude } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  const isCompiled = ({ path }: File) =>
    !/\.(test|types)\.ts$|(^|\/)testing\//.test(path) &&
    !exclude.some((each: string) => path === each || path.startsWith(`${each}/`));
  const imported = (['spec', 'model', 'impl', 'properties'] as const)
    .flatMap(filesBelow)
    .filter(isCompiled)
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !/^[.#]/.test(specifier) && !isBuiltin(specifier))
        .map((specifier) => ({ path: file.path, name: packageOf(specifier) })),
    );
  expect(imported.length).toBeGreaterThan(50);
  expect(imported.filter(({ name }) => !installed.includes(name))).toEqual([]);
  expect(Object.keys(manifest.dependencies)).not.toContain('esbuild');
  expect(Object.keys(manifest.dependencies)).not.toContain('preact');
});
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

it('whatever a page of the package points to is in the package', () => {
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
  const dangling = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:\s]+)/g)].map(([, to]) =>
        normalize(join(dirname(page), to as string)).replace(/\/$/, ''),
      ),
    )
    .filter((target) => !isPacked(target));
  expect(dangling).toEqual([]);
});

it('whoever installed the package can type what its pages say: `npx --no`, and paths that are there', () => {
  // These speak of the clone: its own checks, and how its files are made.
  const ofTheClone = ['brokers.md', 'explored-xcraft.md', 'findings-xcraft.md', 'mutants.md'];
  const pages = readdirSync(join(root, 'docs')).filter(
    (name) => name.endsWith('.md') && !ofTheClone.includes(name),
  );
  const told = pages.flatMap((page) => {
    const text = readFileSync(join(root, 'docs', page), 'utf8');
    const paths = [...text.matchAll(/node_modules\/partyline\/([\w./-]+)/g)].map(
      ([, path]) => path,
    );
    return [
      ...(/npx partyline/.test(text) ? [`${page}: npx partyline`] : []),
      ...paths.filter((path) => !isPacked(path as string)).map((path) => `${page}: ${path}`),
    ];
  });
  expect(pages.length).toBeGreaterThan(10);
  expect(told).toEqual([]);
});

/**
 * The package contains, beside its code, every file that is read when it runs and every file that its pages link to.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
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
  expect(starters).toHaveLength(4);
  for (const name of starters) expect(isData(`properties/cli/starters/${name}`), name).toBe(true);
  expect(isData('properties/cli/serving/init.ts')).toBe(false);
});

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

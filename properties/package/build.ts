/**
 * Build: makes the content of the package, in `dist/`. A clone does not need it; `npm pack` runs it first. Folders keep their
 * places, with their data files beside the compiled ones. What needs a bundler is bundled here, so the package needs none.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../report/forms/html.ts';
import { isData } from './data.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'dist');
const ROOMS = ['spec', 'model', 'impl', 'properties'];
function compile(...args: readonly string[]): void {
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const { status } = spawnSync(process.execPath, [tsc, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`tsc ${args.join(' ')} ended with ${status}`);
}

function copyData(room: string): void {
  cpSync(join(root, room), join(dist, room), {
    recursive: true,
    filter: (path) => {
      const name = relative(root, path);
      if (/(^|\/)node_modules(\/|$)|tsconfig\.json$/.test(name)) return false;
      // What is bundled is not packed as sources.
      if (name.startsWith('properties/report/page/')) return false;
      return !/\.[^/]+$/.test(name) || isData(name);
    },
  });
}

/**
 * Turns the `#` names by which rooms import one another in a clone into paths, so that bundlers need no
 * configuration.
 */
function resolveImports(imports: Readonly<Record<string, string>>): void {
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => /\.(js|d\.ts)$/.test(each))) {
    const path = join(dist, name);
    const text = readFileSync(path, 'utf8');
    const opened = text.replace(
      /\b(from\s*|import\s*\(?\s*)(['"])(#[\w-]+)\2/g,
      (statement, keyword, quote, specifier) => {
        const target = imports[specifier]?.replace(/\.ts$/, '.js');
        if (target === undefined) return statement;
        const way = relative(dirname(path), join(dist, target)).replaceAll('\\', '/');
        return `${keyword}${quote}${way.startsWith('.') ? way : `./${way}`}${quote}`;
      },
    );
    if (opened !== text) writeFileSync(path, opened);
  }
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  writeFileSync(join(dist, name), text);
}

rmSync(dist, { recursive: true, force: true });
for (const room of ROOMS) copyData(room);
compile('-p', 'tsconfig.build.json');
const page: { bundlePage: () => Promise<Bundle> } = await import(
  join(root, 'properties/report/forms/pageBundle.ts')
);
write('properties/report/page/bundle.json', `${JSON.stringify(await page.bundlePage())}\n`);
const child: { bundleChild: () => Promise<string> } = await import(
  join(root, 'impl/adapters/tcp/childBundle.ts')
);
write('impl/adapters/tcp/child.bundle.mjs', await child.bundleChild());
const { name, version, type, imports } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
resolveImports(imports);
writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ name, version, type }, null, 2)}\n`);

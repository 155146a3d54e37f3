/**
 * Compile: the program in plain JavaScript, folder by folder, with its data files beside the compiled ones. The build packs it,
 * and tests that start the program start it compiled, which is faster and is what users of the package run.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePlayground } from '../play/playBundle.ts';
import { bundlePage } from '../report/forms/pageBundle.ts';
import { isData } from './data.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const ROOMS = ['spec', 'model', 'impl', 'properties'];
/** What is bundled, what only a clone runs, and what is data although it is TypeScript. */
const NOT_COMPILED =
  /(^|\/)(node_modules|testing)\/|\.(test|types|d)\.ts$|^properties\/(report\/page|play\/page|cli\/(starters|generate|refresh))\/|^properties\/package\/(build|compile|data|quickstart)\.ts$|\/(pageBundle|playBundle|nodeCrypto|childBundle)\.ts$/;

/** Returns the paths of all files of the rooms, from the root of the repository. */
export const listFiles = (): string[] =>
  ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${room}/${name.replaceAll('\\', '/')}`,
    ),
  );

const isCompiled = (name: string) => name.endsWith('.ts') && !NOT_COMPILED.test(name);

/** Writes the program into a folder, which is made if needed. */
export async function compileProgram(to: string): Promise<void> {
  for (const room of ROOMS) copyData(room, to);
  await build({
    entryPoints: listFiles().filter(isCompiled),
    absWorkingDir: root,
    outbase: root,
    outdir: to,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // A failure is read in the lines of the sources' own words.
    charset: 'utf8',
    logLevel: 'warning',
  });
  write(to, 'properties/report/page/bundle.json', `${JSON.stringify(await bundlePage())}\n`);
  write(to, 'properties/play/page/bundle.json', `${JSON.stringify(await bundlePlayground())}\n`);
  // Not by the door of its room: only what compiles it knows it.
  const child: { bundleChild: () => Promise<string> } = await import(
    join(root, 'impl/adapters/tcp/childBundle.ts')
  );
  write(to, 'impl/adapters/tcp/child.bundle.mjs', await child.bundleChild());
  const { name, version, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  write(to, 'package.json', `${JSON.stringify({ name, version, type }, null, 2)}\n`);
  resolveImports(to);
}

/**
 * Turns imports of TypeScript files into those of the compiled ones, and the `#` names by which rooms import one another in a
 * clone into paths, so that bundlers need no configuration.
 */
export function resolveImports(folder: string): void {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => /\.(js|d\.ts)$/.test(each))) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const resolved = text.replace(
      /\b(from\s*|import\s*\(?\s*)(['"])(#[\w-]+|\.{1,2}\/[^'"\n]+\.ts)\2/g,
      (statement, keyword, quote, specifier) => {
        const target: string | undefined = specifier.startsWith('#')
          ? imports[specifier]
          : relative(folder, join(dirname(path), specifier));
        if (target === undefined) return statement;
        const file = join(folder, target.replace(/\.ts$/, '.js'));
        const way = relative(dirname(path), file).replaceAll('\\', '/');
        return `${keyword}${quote}${way.startsWith('.') ? way : `./${way}`}${quote}`;
      },
    );
    if (resolved !== text) writeFileSync(path, resolved);
  }
}

function copyData(room: string, to: string): void {
  cpSync(join(root, room), join(to, room), {
    recursive: true,
    filter: (path) => {
      const name = relative(root, path);
      if (/(^|\/)node_modules(\/|$)|tsconfig\.json$/.test(name)) return false;
      // What is bundled is not packed as sources.
      if (/^properties\/(report|play)\/page\//.test(name)) return false;
      return !/\.[^/]+$/.test(name) || isData(name);
    },
  });
}

function write(to: string, name: string, text: string): void {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  writeFileSync(join(to, name), text);
}

/**
 * `npm run site`: makes the site, a folder of static files for any host. The pages are rendered from the repository, made into HTML
 * by the generator in `site/`, which has packages of its own, and their links are checked.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { playgroundHtml } from '../../play/html.ts';
import { playGlossary } from '../../play/session/playDocument.ts';
import { repositoryPath } from '../generate/generator.ts';
import { exits } from '../program/exits.ts';
import { version } from '../program/version.ts';
import { faultsOfSite } from './builtLinks.ts';
import { PLAYGROUND } from './markdown.ts';
import type { NavigationEntry } from './navigation.ts';
import type { Site } from './render.ts';
import { renderSite } from './render.ts';
import { readRepository } from './repository.ts';

const FOLDER = repositoryPath('site');
const PAGES = join(FOLDER, '.pages');
const BUILT = join(FOLDER, 'dist');
const API_GENERATOR = join(FOLDER, 'node_modules/typedoc/bin/typedoc');
const GENERATOR = join(FOLDER, 'node_modules/vitepress/bin/vitepress.js');

/** The pages that are made of docstrings; see `site/typedoc.json`. */
const apiNavigation: NavigationEntry = {
  text: 'API',
  items: ['partyline', 'partyline/fast-check', 'partyline/vitest', 'partyline/model'].map(
    (module) => ({ text: module, link: `/api/${module}` }),
  ),
};

function readBase(value: string): string {
  if (/^\/([\w.~-]+\/)*$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a path with a slash at both ends, such as /partyline/.');
}

const program = new Command('npm run site --')
  .description('makes the site in site/dist, for any host of static files')
  .option('--base <path>', 'the path below which the host will have it', readBase, '/')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exits.usage))
  .parse();
const { base } = program.opts<{ base: string }>();

if (!existsSync(GENERATOR) || !existsSync(API_GENERATOR)) {
  process.stderr.write(
    'The generator of the site is not installed; it has packages of its own. Install it, then say "npm run site" again:\n  npm ci --prefix site\n',
  );
  process.exit(exits.usage);
}
const site = await renderSite(readRepository());
await writePages(site);
// Writes `api/` beside the pages: the exports of the package with their docstrings.
generate(API_GENERATOR, ['--options', join(FOLDER, 'typedoc.json')]);
generate(GENERATOR, ['build', FOLDER]);
const built = readBuilt(BUILT);
const texts = new Map(built.map(({ path, text }) => [path, text]));
// The generator ends well even when it could make nothing of a page.
const lost = [...site.pages.keys()].filter(
  (page) => !texts.get(page.replace(/md$/, 'html'))?.includes('<h1'),
);
const faults = [
  ...lost.map((page) => `site/.pages/${page} was not made into HTML`),
  ...faultsOfSite(texts, base),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
const pages = built.filter(({ path }) => path.endsWith('.html')).length;
const bytes = built.reduce((sum, { size }) => sum + size, 0);
process.stdout.write(
  `site/dist: ${pages} pages, ${built.length} files, ${(bytes / 1e6).toFixed(1)} MB; ${faults.length === 0 ? 'every link leads somewhere' : `${faults.length} faults`}\n`,
);
if (faults.length > 0) process.exitCode = exits.violated;

/** Runs a generator of the site; ends here if it fails. */
function generate(program: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [program, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SITE_BASE: base },
  });
  if (status === 0) return;
  process.stderr.write('A generator of the site failed; what it said stands above.\n');
  process.exit(exits.violated);
}

async function writePages({ pages, files, navigation }: Site): Promise<void> {
  await rm(PAGES, { recursive: true, force: true });
  await rm(BUILT, { recursive: true, force: true });
  const play = await playgroundHtml({
    partyline: version,
    scenario: null,
    router: null,
    foreign: null,
    words: playGlossary(),
  });
  const written = new Map([
    ...pages,
    ['navigation.json', JSON.stringify([...navigation, apiNavigation])],
    [`public/${PLAYGROUND}`, play],
    ...[...files].map(([path, text]) => [`public/${path}`, text] as const),
  ]);
  for (const [path, text] of written) {
    await mkdir(dirname(join(PAGES, path)), { recursive: true });
    await writeFile(join(PAGES, path), text);
  }
}

interface BuiltFile {
  readonly path: string;
  readonly text: string;
  readonly size: number;
}

function readBuilt(folder: string): BuiltFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => ({
      path: path.replaceAll('\\', '/'),
      text: ['.html', '.css'].includes(extname(path))
        ? readFileSync(join(folder, path), 'utf8')
        : '',
      size: statSync(join(folder, path)).size,
    }));
}

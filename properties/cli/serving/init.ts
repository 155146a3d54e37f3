/**
 * `partyline init`: writes a starter, which is a router that answers every input with "not supported yet" and can be
 * checked as it is. The starters are the files in `cli/starters/`, copied unchanged.
 */
import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { invocationIn } from '../arguments/invocation.ts';
import type { Level } from '../arguments/options.ts';
import { readLevel } from '../arguments/options.ts';
import { declareForce, makeFolder, refuseToReplace, writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import type { Language, Starter } from './languages.ts';
import { languageNames, languages } from './languages.ts';

const LANGUAGES = languageNames.join(', ').replace(/, (\w+)$/, ' or $1');

interface InitFlags {
  readonly lang: Language;
  readonly level: Level;
  readonly out: string;
  readonly force?: boolean;
}

export const initCommand: Registration = (program, { terminal, done }) => {
  const command = program
    .command('init')
    .description('writes a router to begin with: valid from its first run, to be filled in')
    .requiredOption('--lang <language>', `${LANGUAGES}; any other: see PROTOCOL.md`, readLanguage)
    .option(
      '--level <level>',
      'router: one node, without I/O; network: a whole system',
      readLevel,
      'router',
    )
    .option('--out <folder>', 'where to', '.');
  declareForce(command).action(async (flags: InitFlags) =>
    done(await writeStarter(flags, terminal)),
  );
};

function readLanguage(value: string): Language {
  if (Object.hasOwn(languages, value)) return value as Language;
  throw new InvalidArgumentError(
    `Expected ${LANGUAGES}. In any other language a router answers JSON lines, as PROTOCOL.md tells.`,
  );
}

async function writeStarter(
  { lang, level, out, force = false }: InitFlags,
  { cwd, out: print }: Terminal,
): Promise<Exit> {
  const { files, build, router, project }: Starter = languages[lang];
  const names = files(level);
  if (names === null)
    throw new Misuse(
      `For --lang ${lang} there is a starter at router level alone; for a network take \`--lang python\` as a model.`,
    );
  const folder = relative(cwd, await makeFolder(out, cwd, '--out')) || '.';
  const paths = names.map((name) => join(folder, name));
  for (const path of paths) await refuseToReplace(path, { cwd, force });
  for (const path of paths)
    await writeText(path, await readStarter(basename(path)), { cwd, force });
  if (project && !(await liesInOrAbove(resolve(cwd, folder), project.name))) {
    const path = join(folder, project.name);
    await writeText(path, project.text, { cwd, force });
    paths.push(path);
  }
  const invocation = invocationIn(cwd);
  const words = router(folder, level);
  print(
    [
      `wrote ${paths.join(' and ')}: it declares no feature, and answers that it does nothing yet`,
      '',
      'next:',
      ...(build === null ? [] : [`  ${build(folder)}`]),
      `  ${invocation} check ${words}    what it is worth so far: nothing, and no mistake`,
      `  ${invocation} doctor ${words}   whether it can be relied on as an adapter`,
      `  ${invocation} clauses    what must be true; explain LINE-2 shows one by an example`,
      `Then answer in ${paths[0]} what it is asked, and declare one feature after the other.`,
      '',
    ].join('\n'),
  );
  return exits.asExpected;
}

/** Whether a file of this name lies in the folder, or in one that the folder lies in. */
async function liesInOrAbove(folder: string, name: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (
      await access(join(at, name)).then(
        () => true,
        () => false,
      )
    )
      return true;
    if (dirname(at) === at) return false;
  }
}

const readStarter = (name: string) =>
  readFile(fileURLToPath(new URL(`../starters/${name}`, import.meta.url)), 'utf8');

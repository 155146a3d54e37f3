/**
 * `partyline init`: writes a starter, which is a router that answers every input with "not supported yet" and can be
 * checked as it is. The starters are the files in `cli/starters/`, copied unchanged.
 */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { shellWord } from '../arguments/adapter.ts';
import { invocationIn } from '../arguments/invocation.ts';
import type { Level } from '../arguments/options.ts';
import { readLevel } from '../arguments/options.ts';
import { declareForce, makeFolder, writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

/** The languages, with the extensions of their files. */
const languages = { ts: 'ts', python: 'py', go: 'go' } as const;
type Language = keyof typeof languages;

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
    .requiredOption(
      '--lang <language>',
      'ts, python or go; any other: see PROTOCOL.md',
      readLanguage,
    )
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
    `Expected ${Object.keys(languages)
      .join(', ')
      .replace(
        /, (\w+)$/,
        ' or $1',
      )}. In any other language a router answers JSON lines, as PROTOCOL.md tells.`,
  );
}

async function writeStarter(
  { lang, level, out, force = false }: InitFlags,
  { cwd, out: print }: Terminal,
): Promise<Exit> {
  if (lang === 'go' && level === 'network')
    throw new Misuse(
      'In Go there is a starter at router level alone; for a network take `--lang python` as a model.',
    );
  const name = `${level}.${languages[lang]}`;
  const text = await readFile(
    fileURLToPath(new URL(`../starters/${name}`, import.meta.url)),
    'utf8',
  );
  const file = join(await makeFolder(out, cwd, '--out'), name);
  const shown = relative(cwd, file) || name;
  await writeText(shown, text, { cwd, force });
  const invocation = invocationIn(cwd);
  print(
    [
      `wrote ${shown}: it declares no feature, and answers that it does nothing yet`,
      '',
      'next:',
      ...(lang === 'go'
        ? [`  go build -o ${shellWord(programOf(shown))} ${shellWord(shown)}`]
        : []),
      `  ${invocation} check${routerArguments(shown, lang)}    what it is worth so far: nothing, and no mistake`,
      `  ${invocation} doctor${routerArguments(shown, lang)}   whether it can be relied on as an adapter`,
      `  ${invocation} clauses    what must be true; explain LINE-2 shows one by an example`,
      `Then answer in ${shown} what it is asked, and declare one feature after the other.`,
      '',
    ].join('\n'),
  );
  return exits.asExpected;
}

function routerArguments(file: string, lang: Language): string {
  switch (lang) {
    case 'ts':
      return ` --router ${shellWord(file.includes('/') ? file : `./${file}`)}`;
    case 'python':
      return ` -- python3 ${shellWord(file)}`;
    case 'go':
      return ` -- ${shellWord(programOf(file))}`;
    default:
      return lang satisfies never;
  }
}

/** The path of the program that is built from a file in Go, as a shell starts it. */
function programOf(file: string): string {
  const program = file.replace(/\.go$/, '');
  return program.includes('/') ? program : `./${program}`;
}

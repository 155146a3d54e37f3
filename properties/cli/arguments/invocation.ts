/**
 * Invocation: how this program is called from a folder, for the commands that it prints. One that was copied must run
 * where it was printed. Without `--no`, npx would look for a missing package of this name in the registry.
 */
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from './adapter.ts';

const program = fileURLToPath(new URL('../partyline.mjs', import.meta.url));

/** Whether the program runs from its sources: in a clone, and not as a package that is installed somewhere. */
const isClone = import.meta.url.endsWith('.ts');
const clone = resolve(program, '../../..');

/**
 * Returns the command line that does the same again: as it was typed, with the seed, and with more flags.
 */
export function againCommand(
  argv: readonly string[],
  { seed, cwd }: { readonly seed: string; readonly cwd: string },
  more: readonly string[] = [],
): string {
  const at = argv.indexOf('--');
  const [own, adapter] = at < 0 ? [argv, []] : [argv.slice(0, at), argv.slice(at)];
  const isSeeded = own.some((word) => word === '--seed' || word.startsWith('--seed='));
  const words = [...own, ...(isSeeded ? [] : ['--seed', seed]), ...more, ...adapter];
  return [invocationIn(cwd), ...words.map(shellWord)].join(' ');
}

/** Returns the words before the command's name, as they are typed in the folder. */
export function invocationIn(cwd: string): string {
  if (!isClone) return 'npx --no partyline';
  const isInside = cwd === clone || cwd.startsWith(clone + sep);
  return isInside ? 'npx partyline' : `node ${shellWord(relative(cwd, program))}`;
}

/**
 * Documents: JSON files that come in and go out. What comes in is read whole or refused with a sentence;
 * what goes out is written beside its place and renamed, so that nobody ever meets half a file.
 */
import { access, constants, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import type { Deviation } from '../deviations.ts';
import { parseDeviations } from '../deviations.ts';
import { Misuse } from './exits.ts';

const MOST_FAULTS = 10;

/** Throws Misuse on a file that is unreadable, no JSON or no scenario of this version. */
export async function readScenario(path: string, cwd: string): Promise<Scenario> {
  const parsed = parseScenario(await readJson(path, cwd, 'scenario'));
  if (!('steps' in parsed))
    throw new Misuse(faultsText(`${path} is no scenario that can be replayed`, parsed));
  return parsed;
}

/** Throws Misuse on a file that is unreadable, no JSON or no list of deviations. */
export async function readDeviations(path: string, cwd: string): Promise<readonly Deviation[]> {
  const parsed = parseDeviations(await readJson(path, cwd, 'deviations'));
  if ('faults' in parsed)
    throw new Misuse(
      faultsText(
        `${path} is no deviations file: expected a list of { clause, signature?, reason, issue? }`,
        parsed.faults,
      ),
    );
  return parsed.deviations;
}

export function faultsText(title: string, faults: readonly string[]): string {
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => `  ${fault}`);
  const more = faults.length - shown.length;
  return [`${title}.`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

async function readJson(path: string, cwd: string, noun: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new Misuse(
      `The ${noun} file ${JSON.stringify(path)} cannot be read: ${reasonOf(error)}. Expected a JSON file; check the path.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`${path} is no JSON: ${reasonOf(error)}. Expected a ${noun} document.`);
  }
}

/** Makes the folder. Throws Misuse where it cannot be made or written to. */
export async function makeFolder(path: string, cwd: string): Promise<string> {
  const folder = resolve(cwd, path);
  try {
    await mkdir(folder, { recursive: true });
    if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder');
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new Misuse(
      `The folder ${JSON.stringify(path)} cannot be written to: ${reasonOf(error)}. Give another one with --out.`,
    );
  }
}

/** Writes the whole document or nothing; folders are made on the way. */
export async function writeDocument(path: string, value: unknown): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(beside, `${JSON.stringify(value, null, 2)}\n`);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'reading or writing it is not allowed',
    EEXIST: 'a file is in the way',
    ENOTDIR: 'a file is in the way',
  };
  const { code } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : reasons[code]) ?? error.message;
}

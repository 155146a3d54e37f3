/**
 * The folder of `--out`. A list in it, `.partyline-files`, has a line for each file that this program wrote there, with a hash
 * of the content. Only a file whose name a command gives, and whose content is still what the list says, is replaced or removed; every
 * other file is the user's and stays. A line is added before its file is written, so a run that is killed leaves no file that
 * the next run does not know.
 */
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { showActing } from '../../wording/visible.ts';
import { Misuse, Unwritable } from '../program/exits.ts';
import type { PartialFile, Terminal } from '../program/terminal.ts';
import type { ListLine } from './outputList.ts';
import { appendLine, hashOf, hashOfFile, readList, writeList } from './outputList.ts';
import type { Content } from './writing.ts';
import { makeFolder, PART_NAME, partNameFor, unwritable, writeWhole } from './writing.ts';

const MOST_NAMES_SHOWN = 5;

/** The names that a command gives to files in its folder, with `/` between folder and file. */
export interface OutputNames {
  /** All files of the command, whatever it was asked for. */
  readonly files: Pick<RegExp, 'test'>;
  /** The folders below that these files are in. */
  readonly folders: Pick<RegExp, 'test'>;
  /** Whether this run may write the file. Default: every file of `files`. */
  readonly mayWrite?: (name: string) => boolean;
}

export interface OutputFolderOptions extends Pick<Terminal, 'cwd' | 'err'> {
  /** The flag that names the folder. */
  readonly flag: string;
  readonly force?: boolean | undefined;
}

type Place = 'free' | 'ours' | 'foreign' | 'no file';

export class OutputFolder {
  /** The absolute path. */
  readonly path: string;
  readonly #shown: string;
  readonly #names: OutputNames;
  readonly #options: OutputFolderOptions;
  readonly #lines: ListLine[];
  readonly #written = new Set<string>();
  /** Files that could not be written; what an earlier run wrote there stays. */
  readonly #failed = new Set<string>();

  private constructor(
    path: string,
    shown: string,
    names: OutputNames,
    options: OutputFolderOptions,
    lines: ListLine[],
  ) {
    this.path = path;
    this.#shown = shown;
    this.#names = names;
    this.#options = options;
    this.#lines = lines;
  }

  /**
   * Creates the folder, or opens one that is there. Throws Misuse if a file in it has a name that this run may write, and is not
   * ours, unless that is forced.
   */
  static async open(
    given: string,
    names: OutputNames,
    options: OutputFolderOptions,
  ): Promise<OutputFolder> {
    const path = await makeFolder(given, options.cwd, options.flag);
    const folder = new OutputFolder(path, given, names, options, await readList(path, given));
    await folder.#refuseForeign();
    return folder;
  }

  /**
   * Writes a file whole, or not at all. Throws Unwritable if it cannot be written, or if somebody else's file is in its place and
   * nothing is forced.
   */
  async write(name: string, given: Content): Promise<void> {
    const content = typeof given === 'string' ? showActing(given) : given;
    const { flag } = this.#options;
    const what = `The file ${JSON.stringify(posix.join(this.#shown, name))} cannot be written`;
    this.#failed.add(name);
    try {
      await this.#refuseInTheWay(name, what);
      const part = partNameFor();
      const line = { file: name, sha256: hashOf(content), part };
      await appendLine(this.path, line);
      this.#lines.push(line);
      // A link is replaced, and not what it points to, which lies elsewhere.
      const path = join(this.path, name);
      if ((await lstat(path).catch(() => null))?.isSymbolicLink()) await rm(path);
      await writeWhole(path, content, { partName: part });
      this.#written.add(name);
      this.#failed.delete(name);
    } catch (error) {
      throw unwritable(error, what, `Give another folder with ${flag}.`);
    }
  }

  writeJson(name: string, value: unknown): Promise<void> {
    return this.write(name, jsonText(value));
  }

  /** Returns the file as what `keepPartial` takes. */
  partialJson(name: string, value: unknown): PartialFile {
    return { folder: this.path, name, text: jsonText(value) };
  }

  /**
   * Removes the files of earlier runs that this run did not write anew, and folders that are empty then. Files of other names,
   * and files that were changed since, are left, and the latter are told. Shortens the list. Only for a command that has the folder
   * to itself, as a shard has not.
   */
  async removeOlder(): Promise<void> {
    await this.#removeParts();
    const left: string[] = [];
    const emptied = new Set<string>();
    for (const name of await this.#ownNames()) {
      if (this.#written.has(name) || this.#failed.has(name)) continue;
      if ((await this.#placeOf(name)) !== 'ours') left.push(name);
      else {
        await rm(join(this.path, name));
        for (let up = posix.dirname(name); up !== '.'; up = posix.dirname(up)) emptied.add(up);
      }
    }
    // Fails, as it should, if the folder still holds something.
    for (const folder of [...emptied].sort((one, other) => other.length - one.length))
      await rmdir(join(this.path, folder)).catch(() => {});
    if (left.length > 0)
      this.#options.err(
        `left as they are in ${this.#shown}, because this program did not write them: ${shownNames(left)}\n`,
      );
    await this.#shortenList();
  }

  /** Removes a file of ours. Leaves any other file. */
  async remove(name: string): Promise<void> {
    if ((await this.#placeOf(name)) !== 'ours') return;
    await rm(join(this.path, name));
    this.#written.delete(name);
  }

  /** Whether the folders that the file would be in are folders of this one, and not links to somewhere else; null if one is missing. */
  async #isWithin(name: string): Promise<boolean | null> {
    for (let up = posix.dirname(name); up !== '.'; up = posix.dirname(up)) {
      const folder = await lstat(join(this.path, up)).catch(() => null);
      if (!folder?.isDirectory()) return folder && false;
    }
    return true;
  }

  async #placeOf(name: string): Promise<Place> {
    const isWithin = await this.#isWithin(name);
    if (!isWithin) return isWithin === null ? 'free' : 'no file';
    const path = join(this.path, name);
    const there = await lstat(path).catch(() => null);
    if (there === null) return 'free';
    if (there.isDirectory()) return 'no file';
    if (!there.isFile()) return 'foreign';
    if (this.#written.has(name)) return 'ours';
    const listed = this.#lines.filter(({ file }) => file === name);
    if (listed.length === 0) return 'foreign';
    const hash = await hashOfFile(path).catch(() => null);
    return listed.some(({ sha256 }) => sha256 === hash) ? 'ours' : 'foreign';
  }

  async #refuseForeign(): Promise<void> {
    const { force = false, flag } = this.#options;
    const { mayWrite = () => true, files } = this.#names;
    const inTheWay: string[] = [];
    for (const name of await this.#ownNames()) {
      if (files.test(name) && !mayWrite(name)) continue;
      // Whatever has the name of a folder here is none.
      const place = files.test(name) ? await this.#placeOf(name) : 'no file';
      if (place === 'no file' || (place === 'foreign' && !force)) inTheWay.push(name);
    }
    if (inTheWay.length === 0) return;
    throw new Misuse(
      `The folder ${JSON.stringify(this.#shown)} holds what this program did not write, or what was changed since: ${shownNames(inTheWay)}. Nothing was touched. Give another folder with ${flag}${force ? '.' : ', or add --force to overwrite such files.'}`,
    );
  }

  async #refuseInTheWay(name: string, what: string): Promise<void> {
    const place = await this.#placeOf(name);
    if (place === 'no file')
      throw new Unwritable(`${what}: a folder or a symbolic link is in the way. Move it away.`);
    if (place === 'foreign' && !this.#options.force)
      throw new Unwritable(
        `${what}: a file is there that this program did not write. Move it away, or add --force to overwrite it.`,
      );
  }

  /** Returns what is in the folder under names of the command: files, and what is in the place of a file or folder. */
  async #ownNames(below = ''): Promise<string[]> {
    const found: string[] = [];
    const { files, folders } = this.#names;
    const entries = await readdir(join(this.path, below), { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const name = posix.join(below, entry.name);
      if (files.test(name)) found.push(name);
      else if (!folders.test(name)) continue;
      else if (entry.isDirectory()) found.push(...(await this.#ownNames(name)));
      else found.push(name);
    }
    return found;
  }

  /** Removes what killed runs left half written. A process that is still there may yet finish it. */
  async #removeParts(): Promise<void> {
    for (const { file, part } of this.#lines) {
      const pid = Number(PART_NAME.exec(part)?.[1]);
      const name = posix.join(posix.dirname(file), part);
      if (!this.#names.files.test(file) || Number.isNaN(pid) || isRunning(pid)) continue;
      const there = await lstat(join(this.path, name)).catch(() => null);
      if (there?.isFile() && (await this.#isWithin(name))) await rm(join(this.path, name));
    }
  }

  /** Drops lines of files that are gone, and all but the last line of a file of this run. */
  async #shortenList(): Promise<void> {
    const lines: ListLine[] = [];
    for (const [at, line] of this.#lines.entries()) {
      const isLast = !this.#lines.slice(at + 1).some(({ file }) => file === line.file);
      const isThere = await lstat(join(this.path, line.file)).catch(() => null);
      if (isThere && (isLast || !this.#written.has(line.file))) lines.push(line);
    }
    this.#lines.splice(0, this.#lines.length, ...lines);
    await writeList(this.path, lines);
  }
}

const jsonText = (value: unknown) => showActing(`${JSON.stringify(value, null, 2)}\n`);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function shownNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES_SHOWN).join(', ');
  const more = names.length - MOST_NAMES_SHOWN;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Returns the path of a file in the folder as a user would write it. */
export const shownPath = (folder: OutputFolder, name: string, cwd: string): string =>
  relative(cwd, join(folder.path, name));

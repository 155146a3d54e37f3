/**
 * The folder of a hunt: findings as `check --keep` writes them, and in `kept` one file for each scenario that the next
 * hunt begins with. Such a file is named by a hash of its text. So a hunt can tell the files that hunts wrote, and
 * removes no file that somebody else wrote or changed; and two hunts that share a folder never write different texts to
 * one file.
 */
import { createHash } from 'node:crypto';
import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '#spec';
import type { StoredScenario } from '../../hunt/huntOptions.ts';
import { showActing } from '../../wording/visible.ts';
import { HUNT_FOLDER } from '../arguments/corpus.ts';
import { readStored } from '../arguments/documents.ts';
import { readText } from '../files/reading.ts';
import { unwritable, writeWhole } from '../files/writing.ts';

/** Returns the name that a hunt gives to a file with this text. */
function nameOf(text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`;
}

export class KeptFolder {
  readonly #folder: string;
  /** The names of the files that hunts wrote, by the text of the scenario in them. */
  readonly #names = new Map<string, string>();

  /** `folder`: the absolute path of the folder of `--corpus`, which need not exist yet. */
  constructor(folder: string) {
    this.#folder = join(folder, HUNT_FOLDER);
  }

  /** Finds the files that earlier hunts wrote. Throws Misuse if one cannot be read. */
  async open(): Promise<void> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
      const path = join(this.#folder, name);
      if (nameOf(await readText(path).catch(() => '')) !== name) continue;
      const { scenario } = await readStored(path, this.#folder);
      this.#names.set(JSON.stringify(scenario), name);
    }
  }

  /** Returns the scenarios of a corpus, and for each whether an earlier hunt kept it. */
  markKept(scenarios: readonly Scenario[]): StoredScenario[] {
    return scenarios.map((scenario) => ({
      scenario,
      isKept: this.#names.has(JSON.stringify(scenario)),
    }));
  }

  /** Writes the scenario, unless its file is there already. */
  async add(scenario: Scenario): Promise<void> {
    // On one line: nobody reads thousands of these files, and to format a large scenario takes longer than to run it.
    const text = showActing(`${JSON.stringify(scenario)}\n`);
    const name = nameOf(text);
    const path = join(this.#folder, name);
    this.#names.set(JSON.stringify(scenario), name);
    if (await isThere(path)) return;
    try {
      await writeWhole(path, text);
    } catch (error) {
      throw unwritable(
        error,
        `The folder ${HUNT_FOLDER} of --corpus cannot be written to`,
        'Give another one.',
      );
    }
  }

  /** Removes the file of a scenario, if its text is still what a hunt wrote. */
  async drop(scenario: Scenario): Promise<void> {
    const key = JSON.stringify(scenario);
    const name = this.#names.get(key);
    if (name === undefined) return;
    this.#names.delete(key);
    const path = join(this.#folder, name);
    const text = await readText(path).catch(() => null);
    if (text !== null && nameOf(text) === name) await rm(path, { force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

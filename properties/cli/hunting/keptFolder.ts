/**
 * The folder of a hunt: findings as `check --keep` writes them, and in `kept` the scenarios from which the hunt goes on,
 * one a file. Such a file is named after its text, by which the hunt knows its own: it removes no file that was written or
 * changed by anybody else, and two hunts that share a folder never write different texts to one name.
 */
import { createHash } from 'node:crypto';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '#spec';
import type { StoredScenario } from '../../hunt/huntOptions.ts';
import { HUNT_FOLDER } from '../arguments/corpus.ts';
import { readStored, writeWhole } from '../arguments/documents.ts';

/** The name that a hunt gives to a file with this text. */
function nameOf(text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`;
}

export class KeptFolder {
  readonly #folder: string;
  /** The files of hunts, by the scenario in them. */
  readonly #names = new Map<string, string>();

  /** `folder`: the folder of --corpus, as an absolute path; it need not exist yet. */
  constructor(folder: string) {
    this.#folder = join(folder, HUNT_FOLDER);
  }

  /** Looks which files an earlier hunt wrote. Throws Misuse on one that cannot be read. */
  async open(): Promise<void> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
      const path = join(this.#folder, name);
      if (nameOf(await readFile(path, 'utf8').catch(() => '')) !== name) continue;
      const { scenario } = await readStored(path, this.#folder);
      this.#names.set(JSON.stringify(scenario), name);
    }
  }

  /** The scenarios of a corpus, with which of them a hunt has kept. */
  mark(scenarios: readonly Scenario[]): StoredScenario[] {
    return scenarios.map((scenario) => ({
      scenario,
      isKept: this.#names.has(JSON.stringify(scenario)),
    }));
  }

  /** Writes the scenario, unless its file is there already. */
  async add(scenario: Scenario): Promise<void> {
    // Nobody reads thousands of them, and laying a large scenario out takes longer than running it.
    const text = `${JSON.stringify(scenario)}\n`;
    const name = nameOf(text);
    const path = join(this.#folder, name);
    this.#names.set(JSON.stringify(scenario), name);
    if (!(await isThere(path))) await writeWhole(path, text);
  }

  /** Removes the file of a scenario, if its text is still what a hunt wrote. */
  async drop(scenario: Scenario): Promise<void> {
    const key = JSON.stringify(scenario);
    const name = this.#names.get(key);
    if (name === undefined) return;
    this.#names.delete(key);
    const path = join(this.#folder, name);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null && nameOf(text) === name) await rm(path, { force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

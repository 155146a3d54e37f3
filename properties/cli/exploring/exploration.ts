/**
 * An exploration in a folder: `explored.json` has its result. While it runs, and if it was stopped, `--resume` continues from
 * `checkpoint.json`, which names the file with the packed states. Separate from the command, which knows no files.
 */
import { join, resolve } from 'node:path';
import type { Checkpoint } from '../../explore/checkpoint.ts';
import {
  bytesOfSearch,
  checkpointOfSearch,
  checkpointOfTrials,
  checkpointShape,
  restoreSearch,
  restoreTrials,
} from '../../explore/checkpoint.ts';
import type { Explored } from '../../explore/explored.ts';
import type { Trials } from '../../explore/scenarios/trials.ts';
import { Search } from '../../explore/search/search.ts';
import type { OutputFolderOptions, OutputNames } from '../files/outputFolder.ts';
import { OutputFolder } from '../files/outputFolder.ts';
import { readText, readWhole } from '../files/reading.ts';
import { Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import type { ExploreFlags } from './explorationFlags.ts';

export interface KeptExploration {
  readonly flags: ExploreFlags;
  readonly checkpoint: Checkpoint;
  /** Restores a search to the point where it was stopped. Throws Misuse if the checkpoint does not fit. */
  restore(subject: Search | Trials): void;
}

const CHECKPOINT = 'checkpoint.json';
/** The names for packed states in turn, so that those of the last checkpoint stay until the next is whole. */
const BYTES = ['checkpoint.bin', 'checkpoint-2.bin'] as const;
/** The most bytes of packed states: Node holds no more in one buffer. */
const MOST_BYTES = 4 * 1024 ** 3;
const EXPLORED = 'explored.json';
export const COUNTEREXAMPLE = 'counterexample.json';

const outputNames: OutputNames = {
  files: /^(checkpoint\.json|checkpoint(-2)?\.bin|explored\.json|counterexample\.json)$/,
  folders: { test: () => false },
};

/** Time between two checkpoints, in ms; longer if saving one takes more than a twentieth of it. */
const CHECKPOINT_INTERVAL_MS = 60_000;
const SHARE_OF_TIME = 20;

/** The folder of `--out` of an exploration. */
export class ExplorationFolder {
  readonly output: OutputFolder;
  readonly #now: Terminal['now'];
  #nextMs: number;
  /** The name of the packed states that the checkpoint in the folder belongs to. */
  #bytes: string | undefined;

  private constructor(output: OutputFolder, now: Terminal['now'], bytes: string | undefined) {
    this.output = output;
    this.#now = now;
    this.#nextMs = now() + CHECKPOINT_INTERVAL_MS;
    this.#bytes = bytes;
  }

  static async open(
    given: string,
    { now, ...options }: OutputFolderOptions & Pick<Terminal, 'now'>,
  ): Promise<ExplorationFolder> {
    const output = await OutputFolder.open(given, outputNames, options);
    const text = await readText(join(output.path, CHECKPOINT)).catch(() => '');
    return new ExplorationFolder(output, now, bytesNameOf(parseJson(text)));
  }

  /** Whether it is time for a checkpoint. */
  get isDue(): boolean {
    return this.#now() >= this.#nextMs;
  }

  /** Saves what `--resume` needs. Until that is written whole, the checkpoint before is there. */
  async save(flags: object, subject: Search | Trials, seconds: number): Promise<void> {
    const startMs = this.#now();
    const before = this.#bytes;
    if (subject instanceof Search) {
      const bytes = before === BYTES[0] ? BYTES[1] : BYTES[0];
      await this.output.write(bytes, bytesOfSearch(subject));
      const checkpoint = checkpointOfSearch(subject, seconds);
      await this.output.writeJson(CHECKPOINT, { flags, bytes, checkpoint });
      this.#bytes = bytes;
    } else {
      const checkpoint = checkpointOfTrials(subject, seconds);
      await this.output.writeJson(CHECKPOINT, { flags, checkpoint });
      this.#bytes = undefined;
    }
    if (before !== undefined) await this.output.remove(before);
    const nowMs = this.#now();
    const pauseMs = Math.max(CHECKPOINT_INTERVAL_MS, SHARE_OF_TIME * (nowMs - startMs));
    this.#nextMs = nowMs + pauseMs;
  }

  /** Writes the result of an exploration that was not stopped; then nothing is left to be resumed. */
  async finish(explored: Explored): Promise<void> {
    await this.output.writeJson(EXPLORED, explored);
    if (explored.stopped !== null) return;
    await this.output.remove(CHECKPOINT);
    for (const name of BYTES) await this.output.remove(name);
  }
}

/** Reads a stopped exploration. Throws Misuse if the folder has no checkpoint. */
export async function readExploration(path: string, cwd: string): Promise<KeptExploration> {
  const folder = resolve(cwd, path);
  const text = await readText(join(folder, CHECKPOINT)).catch(() => null);
  if (text === null)
    throw new Misuse(
      `There is nothing to go on with in ${JSON.stringify(path)}. Expected the folder that was given with --out to an exploration that was stopped.`,
    );
  const makeMisuse = () =>
    new Misuse(
      `What ${JSON.stringify(path)} keeps cannot be gone on with: it was not written whole, or by another version. Begin anew with --out.`,
    );
  const document = parseJson(text);
  const { flags, checkpoint } = document ?? {};
  const shape = checkpointShape.safeParse(checkpoint);
  if (!shape.success || typeof flags !== 'object') throw makeMisuse();
  const bytes =
    shape.data.of === 'model'
      ? await readWhole(join(folder, bytesNameOf(document) ?? BYTES[0]), MOST_BYTES).catch(
          () => null,
        )
      : null;
  return {
    flags: flags as ExploreFlags,
    checkpoint: shape.data,
    restore(subject) {
      const { data } = shape;
      const fits =
        subject instanceof Search
          ? data.of === 'model' && bytes !== null && restoreSearch(subject, data, bytes)
          : data.of === 'router' && restoreTrials(subject, data);
      if (!fits) throw makeMisuse();
    },
  };
}

interface CheckpointDocument {
  readonly flags?: unknown;
  readonly checkpoint?: unknown;
  /** The name of the file with packed states. */
  readonly bytes?: unknown;
}

/** Returns the name of the packed states; they have the first name if the checkpoint does not say it. */
function bytesNameOf(document: CheckpointDocument | null): string | undefined {
  if (document === null) return undefined;
  return BYTES.find((name) => name === document.bytes) ?? BYTES[0];
}

function parseJson(text: string): CheckpointDocument | null {
  try {
    const document = JSON.parse(text);
    return typeof document === 'object' ? document : null;
  } catch {
    return null;
  }
}

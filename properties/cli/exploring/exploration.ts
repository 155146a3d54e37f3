/**
 * An exploration in a folder: `explored.json` has its result. If it was stopped, `--resume` continues from
 * `checkpoint.json` (with `checkpoint.bin` for packed states). Separate from the command, which knows no files.
 */
import { rm, writeFile } from 'node:fs/promises';
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
import { writeDocument } from '../arguments/documents.ts';
import { readText, readWhole } from '../files/reading.ts';
import { Misuse } from '../program/exits.ts';
import type { ExploreFlags } from './explorationFlags.ts';

export interface KeptExploration {
  readonly flags: ExploreFlags;
  readonly checkpoint: Checkpoint;
  /** Restores a search to the point where it was stopped. Throws Misuse if the checkpoint does not fit. */
  restore(subject: Search | Trials): void;
}

const CHECKPOINT = 'checkpoint.json';
const BYTES = 'checkpoint.bin';
/** The most bytes of packed states: Node holds no more in one buffer. */
const MOST_BYTES = 4 * 1024 ** 3;

export async function keepExploration(
  folder: string,
  flags: object,
  explored: Explored,
  subject: Search | Trials,
): Promise<void> {
  await rm(join(folder, CHECKPOINT), { force: true });
  if (explored.stopped === null) await rm(join(folder, BYTES), { force: true });
  else {
    const { seconds } = explored;
    if (subject instanceof Search) await writeFile(join(folder, BYTES), bytesOfSearch(subject));
    const checkpoint =
      subject instanceof Search
        ? checkpointOfSearch(subject, seconds)
        : checkpointOfTrials(subject, seconds);
    await writeDocument(join(folder, CHECKPOINT), { flags, checkpoint });
  }
  await writeDocument(join(folder, 'explored.json'), explored);
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
  const { flags, checkpoint } = parseJson(text) ?? {};
  const shape = checkpointShape.safeParse(checkpoint);
  if (!shape.success || typeof flags !== 'object') throw makeMisuse();
  const bytes =
    shape.data.of === 'model'
      ? await readWhole(join(folder, BYTES), MOST_BYTES).catch(() => null)
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

function parseJson(text: string): { flags?: unknown; checkpoint?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The corpus on disk: the built-in one, the user's own, and the folder for new findings. It is read completely
 * before a run, or refused with a message; a finding is written to a temporary file and then renamed.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClauseId, Scenario } from '#spec';
import { standsFor } from '../../clauses/olderSignatures.ts';
import type { ClauseDocument, RegressionDocument } from '../../corpus/document.ts';
import { fileNames, isSmaller, regressionOf } from '../../corpus/regression.ts';
import { formatDocument } from '../../corpus/text.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { showActing } from '../../wording/visible.ts';
import { readText } from '../files/reading.ts';
import { writeText } from '../files/writing.ts';
import { Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';
import type { StoredScenario } from './documents.ts';
import { faultsText, readStored } from './documents.ts';

const BUILT_IN = fileURLToPath(new URL('../../corpus/', import.meta.url));
/** In a clone, findings are kept with the built-in regressions. */
const CLONE_FOLDER = join('properties', 'corpus', 'regressions');
const DEFAULT_FOLDER = 'partyline-corpus';
/** The folder within `--corpus` in which a hunt keeps the scenarios that its next run begins with. */
export const HUNT_FOLDER = 'kept';
/**
 * The path, relative to `--corpus`, of a scenario that a hunt kept. A check does not read these files: the router
 * passed them when they were kept, and one night of hunting leaves thousands.
 */
const KEPT_BY_HUNT = new RegExp(String.raw`^${HUNT_FOLDER}[\\/][0-9a-f]{16}\.json$`);

export interface CorpusOptions {
  /** Whether the folder of `--corpus` may be missing, because it will be created. */
  readonly mayBeMissing: boolean;
  /** Whether what hunts have kept is read as well. Default: false. */
  readonly withHunts?: boolean;
}

export interface Corpus {
  /** The scenarios of the clauses, the built-in regressions, then the user's own; without duplicates. */
  readonly scenarios: readonly Scenario[];
  /** The folder to which `--keep` writes; it need not exist yet. */
  readonly folder: string;
}

/** Reads the corpus. `given`: the folder of `--corpus`. Throws Misuse if it or a file in it cannot be read. */
export async function readCorpus(
  given: string | undefined,
  { mayBeMissing, withHunts = false }: CorpusOptions,
  { cwd }: Terminal,
  machinery: Pick<Machinery, 'scenarioFaults'>,
): Promise<Corpus> {
  const folder = await corpusFolderOf(given, cwd);
  if (given !== undefined && !mayBeMissing && !(await isFolder(resolve(cwd, given))))
    throw new Misuse(
      `--corpus ${JSON.stringify(given)}: there is no such folder. Give one that holds corpus documents or scenarios, or add --keep to have it made.`,
    );
  const scenarios = new Map<string, Scenario>();
  for (const { scenario } of (await readBuiltIn()).values())
    scenarios.set(JSON.stringify(scenario), scenario);
  for (const file of await ownFilesIn(resolve(cwd, folder), withHunts)) {
    const path = relative(cwd, file);
    const { scenario } = await readStored(path, cwd);
    const faults = machinery.scenarioFaults(scenario);
    if (faults.length > 0)
      throw new Misuse(
        faultsText(
          `${path} of the corpus cannot be run: a step is not legal where it stands`,
          faults,
        ),
      );
    scenarios.set(JSON.stringify(scenario), scenario);
  }
  return { scenarios: [...scenarios.values()], folder };
}

let builtIn: Promise<ReadonlyMap<string, StoredScenario>> | undefined;

/** Returns the built-in documents by their paths. A process reads them once; `properties/corpus/corpus.test.ts` shows that all are legal. */
function readBuiltIn(): Promise<ReadonlyMap<string, StoredScenario>> {
  builtIn ??= (async () => {
    const documents = new Map<string, StoredScenario>();
    for (const folder of ['clauses', 'regressions'])
      for (const path of await filesIn(join(BUILT_IN, folder)))
        documents.set(path, await readStored(path, BUILT_IN));
    return documents;
  })();
  return builtIn;
}

async function ownFilesIn(folder: string, withHunts: boolean): Promise<string[]> {
  const paths = await filesIn(folder);
  return withHunts ? paths : paths.filter((path) => !KEPT_BY_HUNT.test(relative(folder, path)));
}

/** Returns the folder of the user's own corpus: the given one, or the default. */
export async function corpusFolderOf(given: string | undefined, cwd: string): Promise<string> {
  return given ?? ((await isFolder(join(cwd, CLONE_FOLDER))) ? CLONE_FOLDER : DEFAULT_FOLDER);
}

/** Returns all documents of the clause with their paths, the one with the shortest name first. */
export async function documentsOf(
  clause: ClauseId,
  cwd: string,
): Promise<readonly { readonly path: string; readonly document: ClauseDocument }[]> {
  const found = [];
  for (const [path, { document }] of await readBuiltIn()) {
    if (document?.kind === 'clause' && document.clause === clause)
      found.push({ path: relative(cwd, path), document });
  }
  return found.sort((left, right) => left.path.length - right.path.length);
}

/**
 * Writes each finding to the file named after its signature, unless the scenario in that file is at most as large.
 * Returns the names of the files it wrote.
 */
export async function keepFindings(
  findings: readonly Finding[],
  folder: string,
  router: string,
  seed: string,
): Promise<string[]> {
  const kept: string[] = [];
  for (const finding of findings) {
    const name = await fileNameOf(finding, folder);
    if (name === null) continue;
    const text = formatDocument(regressionOf(finding, router, seed));
    await writeText(name, text, { cwd: folder, flag: '--corpus', force: true });
    kept.push(name);
  }
  return kept;
}

/**
 * Returns the name of the file to write a finding to. Returns null if the file of its signature has a scenario that is
 * at most as large, or if both possible names belong to other documents or to files that were changed by hand.
 */
async function fileNameOf(finding: Finding, folder: string): Promise<string | null> {
  const names = fileNames(finding.signature);
  for (const name of names) {
    const older = await readIfPresent(join(folder, name), folder);
    if (older === null) return name;
    if (older.document?.kind !== 'regression') continue;
    if (!standsFor(older.document.signature, finding.signature)) continue;
    if (!isSmaller(finding.scenario, older.scenario)) return null;
    // A file that was changed by hand is its user's.
    if (await isAsWritten(join(folder, name), older.document)) return name;
  }
  // Others have both names, and must not be overwritten.
  return null;
}

/** Whether the file has the text that this program writes for its document. */
async function isAsWritten(path: string, document: RegressionDocument): Promise<boolean> {
  return (await readText(path)) === showActing(formatDocument(document));
}

async function readIfPresent(path: string, cwd: string): Promise<StoredScenario | null> {
  try {
    await stat(path);
  } catch {
    return null;
  }
  return readStored(path, cwd);
}

/** Returns the JSON files in the folder and its subfolders, sorted; none if the folder does not exist. */
async function filesIn(folder: string): Promise<string[]> {
  if (!(await isFolder(folder))) return [];
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

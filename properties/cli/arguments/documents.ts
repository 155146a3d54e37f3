/**
 * Documents: files that are read, nearly all of them JSON. A file is read completely or refused with a message.
 */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import type { CorpusDocument } from '../../corpus/document.ts';
import { isCorpusDocument, parseDocument } from '../../corpus/document.ts';
import type { Explored } from '../../explore/explored.ts';
import { parseExplored } from '../../explore/explored.ts';
import type { Certificate } from '../../shrink/certificate.ts';
import { parseCertificate } from '../../shrink/certificate.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import { parseDeviations } from '../../verdict/deviations.ts';
import { readText } from '../files/reading.ts';
import { reasonOf } from '../files/writing.ts';
import { Misuse } from '../program/exits.ts';

const MOST_FAULTS = 10;

/** A scenario from a file: on its own, or within a corpus document. */
export interface StoredScenario {
  readonly scenario: Scenario;
  readonly document: CorpusDocument | null;
}

/**
 * Reads a scenario. Throws Misuse if the file cannot be read, is not JSON, or is neither a scenario of
 * this version nor a corpus document.
 */
export async function readStored(path: string, cwd: string): Promise<StoredScenario> {
  const value = await readJson(path, cwd, 'scenario');
  if (isCorpusDocument(value)) {
    const document = parseDocument(value);
    if (!('kind' in document))
      throw new Misuse(faultsText(`${path} is no corpus document that can be read`, document));
    return { scenario: document.scenario, document };
  }
  const scenario = parseScenario(value);
  if (!('steps' in scenario))
    throw new Misuse(faultsText(`${path} is no scenario that can be replayed`, scenario));
  return { scenario, document: null };
}

/**
 * Returns the path of the certificate for a scenario: for `findings/1c33.json` it is `findings/1c33/minimality.json`.
 */
export function minimalityPath(path: string): string {
  return join(path.replace(/\.json$/, ''), 'minimality.json');
}

/** Returns the path of a report, which may be given by its folder. */
export async function reportPath(given: string, cwd: string): Promise<string> {
  const folder = (await stat(resolve(cwd, given)).catch(() => null))?.isDirectory();
  return folder ? join(given, 'report.json') : given;
}

/**
 * Reads a certificate of minimality. Throws Misuse if the file cannot be read, is not JSON, or is no such
 * certificate.
 */
export async function readCertificate(path: string, cwd: string): Promise<Certificate> {
  const parsed = parseCertificate(await readJson(path, cwd, 'certificate'));
  if (!('signature' in parsed))
    throw new Misuse(faultsText(`${path} is no certificate of a minimal scenario`, parsed));
  return parsed;
}

/** A deviation, and how it is written in its file: there the scenario may be the path of one. */
export interface DeclaredEntry {
  readonly deviation: Deviation;
  readonly written: unknown;
}

/** Reads a list of deviations. Throws Misuse if the file cannot be read, is not JSON, or is no such list. */
export async function readDeviations(path: string, cwd: string): Promise<readonly Deviation[]> {
  return (await readDeclared(path, cwd)).map(({ deviation }) => deviation);
}

/** Does the same as `readDeviations`, and returns too what is written. A path of a scenario is relative to the file. */
export async function readDeclared(path: string, cwd: string): Promise<readonly DeclaredEntry[]> {
  const written = await readJson(path, cwd, 'deviations');
  const parsed = parseDeviations(
    Array.isArray(written)
      ? await Promise.all(written.map((entry) => withScenario(entry, dirname(path), cwd)))
      : written,
  );
  if ('faults' in parsed)
    throw new Misuse(
      faultsText(
        `${path} is no deviations file: expected a list of { clause, signature?, scenario?, reason, issue? }`,
        parsed.faults,
      ),
    );
  return parsed.deviations.map((deviation, at) => ({
    deviation,
    written: (written as readonly unknown[])[at],
  }));
}

/** Returns the entry with the scenario in the place of its path. */
async function withScenario(entry: unknown, folder: string, cwd: string): Promise<unknown> {
  const { scenario: path } = Object(entry) as { readonly scenario?: unknown };
  if (typeof path !== 'string') return entry;
  const { scenario } = await readStored(resolve(cwd, folder, path), cwd);
  return { ...(entry as object), scenario };
}

/**
 * Reads the certificate of a complete exploration. Throws Misuse if the file cannot be read, is not JSON, or is no
 * such certificate.
 */
export async function readExplored(path: string, cwd: string): Promise<Explored> {
  const parsed = parseExplored(await readJson(path, cwd, 'certificate'));
  if (!('bounds' in parsed))
    throw new Misuse(faultsText(`${path} is no certificate of an exploration`, parsed));
  return parsed;
}

export function faultsText(title: string, faults: readonly string[]): string {
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => `  ${fault}`);
  const more = faults.length - shown.length;
  return [`${title}.`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

/**
 * Reads JSON. Throws Misuse if the file cannot be read or is not JSON. `noun`: what was expected, for the message.
 */
export async function readJson(path: string, cwd: string, noun: string): Promise<unknown> {
  let text: string;
  try {
    text = await readText(resolve(cwd, path));
  } catch (error) {
    throw new Misuse(
      `The ${noun} file ${JSON.stringify(path)} cannot be read: ${reasonOf(error)}. Expected a JSON file; check the path.`,
    );
  }
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Misuse(`${path} is no JSON: ${reasonOf(error)}. Expected a ${noun} document.`);
  }
}

/**
 * Checks that the certificate was made with this router, in this version. Throws Misuse otherwise: it proves nothing
 * about this one.
 */
export function refuseForeign(
  { router }: Explored,
  kinds: readonly { readonly name: string; readonly version: string }[],
): void {
  if (
    router &&
    kinds.some(({ name, version }) => router.name === name && router.version === version)
  )
    return;
  const of = router ? `${router.name} ${router.version}` : 'the model alone';
  const [kind] = kinds;
  throw new Misuse(
    `The certificate of --explored is of ${of}. Expected one of ${kind?.name} ${kind?.version}: run \`partyline explore --router\` on it, with --out.`,
  );
}

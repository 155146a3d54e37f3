/**
 * Options: readers for the values of flags. A reader throws commander's InvalidArgumentError with a
 * sentence about what was expected; commander adds the flag and the value.
 */
import { InvalidArgumentError } from 'commander';
import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import { LARGEST } from '../../scenario/large.ts';
import type { Shape } from '../../scenario/topology.ts';
import { shapes } from '../../scenario/topology.ts';
import type { ProfileName } from '../../verdict/profiles.ts';
import { profileNames } from '../../verdict/profiles.ts';
import { suggestName } from '../../wording/nearest.ts';
import { matchesPattern } from './patterns.ts';

export const reportForms = ['text', 'json', 'junit', 'html', 'markdown'] as const;
export type ReportForm = (typeof reportForms)[number];

const emitForms = ['vitest', 'mermaid', 'json'] as const;
export type EmitForm = (typeof emitForms)[number];
/** Formats of a list; the page is for findings only. */
const listings = ['text', 'json'] as const;
export type ListingFormat = (typeof listings)[number];

/**
 * `model`: a run is judged by the model, with tables and messages. `interval`: it is judged only by what was requested,
 * acknowledged and heard.
 */
const judgeNames = ['model', 'interval'] as const;
export type JudgeName = (typeof judgeNames)[number];

export function readJudge(value: string): JudgeName {
  const judge = judgeNames.find((each) => each === value);
  if (judge) return judge;
  throw new InvalidArgumentError(
    `No judge is called ${JSON.stringify(value)}. Expected one of ${judgeNames.join(', ')}.${suggestName(value, judgeNames)}`,
  );
}

export function readProfile(value: string): ProfileName {
  const profile = profileNames.find((each) => each === value);
  if (profile) return profile;
  throw new InvalidArgumentError(
    `No profile is called ${JSON.stringify(value)}. Expected one of ${profileNames.join(', ')}.${suggestName(value, profileNames)}`,
  );
}

const levels = ['router', 'network'] as const;
export type Level = (typeof levels)[number];

export function readLevel(value: string): Level {
  const level = levels.find((each) => each === value);
  if (level) return level;
  throw new InvalidArgumentError(
    `No level is called ${JSON.stringify(value)}. Expected one of ${levels.join(', ')}.${suggestName(value, levels)}`,
  );
}

/** Reads an integer of at least 1. */
export function readCount(value: string): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('Expected a whole number of at least 1, such as 1000.');
}

/** Reads an integer, 0 for none. */
export function readAmount(value: string): number {
  const amount = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(amount)) return amount;
  throw new InvalidArgumentError('Expected a whole number, 0 for none, such as 100000.');
}

export function readPercent(value: string): number {
  const share = Number(value);
  if (/^\d+$/.test(value) && share <= 100) return share;
  throw new InvalidArgumentError('Expected a whole number from 0 to 100, such as 40.');
}

/**
 * Reads the largest number of nodes of a topology: at least 2. (For topologies of one node there is `--shape single`.)
 */
export function readNodes(value: string): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && count >= 2 && count <= LARGEST.nodes) return count;
  throw new InvalidArgumentError(
    `Expected a whole number from 2 to ${LARGEST.nodes}; for one node give --shape single.`,
  );
}

/** Reads the most of something that a scenario may have. */
export const readLimit =
  (name: 'orcs' | 'pairs' | 'lines' | 'steps') =>
  (value: string): number => {
    const limit = Number(value);
    if (Number.isInteger(limit) && limit >= 1 && limit <= LARGEST[name]) return limit;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${LARGEST[name]}.`);
  };

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads a port; 0 for any that is free. */
export function readPort(value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535, 0 for any that is free.');
}

/** Reads `host:port`, `[::1]:port`, or a port on loopback; the flag may be repeated. */
export function readAddress(value: string, before: readonly Address[] = []): Address[] {
  const parts = /^(?:(?:\[([^\]]+)\]|([^\s:/]+)):)?(\d{1,5})$/.exec(value);
  const port = Number(parts?.[3]);
  if (!parts || port < 1 || port > 65535)
    throw new InvalidArgumentError('Expected host:port of the node above, such as 127.0.0.1:4000.');
  return [...before, { host: parts[1] ?? parts[2] ?? '127.0.0.1', port }];
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a duration, in ms. A bare number is in seconds. */
export function readDuration(value: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value);
  const timeMs = parts ? Number(parts[1]) * (UNITS[parts[2] ?? 's'] ?? 0) : 0;
  if (timeMs > 0 && Number.isFinite(timeMs)) return timeMs;
  throw new InvalidArgumentError('Expected a duration above 0, such as 30s, 2m or 500ms.');
}

const SIZES: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Reads an amount of memory, in bytes. A bare number is in megabytes. */
export function readMemory(value: string): number {
  const parts = /^(\d+(?:\.\d+)?)([KMG])?B?$/i.exec(value);
  const bytes = parts ? Number(parts[1]) * (SIZES[(parts[2] ?? 'M').toUpperCase()] ?? 0) : 0;
  if (bytes >= 1) return bytes;
  throw new InvalidArgumentError('Expected an amount of memory above 0, such as 512M or 2G.');
}

export function readSeed(value: string): string {
  // A seed is printed and must be easy to type again: no blanks at its ends, no control characters.
  if (/^[^\p{Cc}]{1,200}$/u.test(value) && value === value.trim()) return value;
  throw new InvalidArgumentError('Expected 1 to 200 printable characters, such as partyline.');
}

/** Reads clauses named by comma-separated ids or patterns, in the law's order; each must name at least one. */
export function readClauses(value: string, before: readonly ClauseId[] = []): ClauseId[] {
  const named = new Set(before);
  for (const pattern of splitList(value)) {
    const found = clauseIds.filter((id) => matchesPattern(pattern, id));
    if (found.length === 0)
      throw new InvalidArgumentError(
        `No clause is called ${JSON.stringify(pattern)}. Expected ids or patterns such as LINE-2 or 'ARP-*'; \`partyline clauses\` lists them.${suggestName(pattern, clauseIds)}`,
      );
    for (const id of found) named.add(id);
  }
  return clauseIds.filter((id) => named.has(id));
}

/** The value of `--shape`, for the help of a command. */
export const SHAPES_HELP = `only these topologies, several with commas: ${shapes.join(', ')}`;

export function readShapes(value: string, before: readonly Shape[] = []): Shape[] {
  return readChoices(value, before, shapes, 'shape');
}

export function readReports(value: string, before: readonly ReportForm[] = []): ReportForm[] {
  return readChoices(value, before, reportForms, 'report');
}

export function readEmitForm(value: string): EmitForm {
  const form = emitForms.find((each) => each === value);
  if (form) return form;
  throw new InvalidArgumentError(
    `No form is called ${JSON.stringify(value)}. Expected one of ${emitForms.join(', ')}.${suggestName(value, emitForms)}`,
  );
}

export function readListings(
  value: string,
  before: readonly ListingFormat[] = [],
): ListingFormat[] {
  return readChoices(value, before, listings, 'report');
}

function readChoices<T extends string>(
  value: string,
  before: readonly T[],
  known: readonly T[],
  noun: string,
): T[] {
  const wanted = new Set<string>(before);
  for (const each of splitList(value)) {
    if (!known.some((name) => name === each))
      throw new InvalidArgumentError(
        `No ${noun} is called ${JSON.stringify(each)}. Expected some of ${known.join(', ')}, with commas between.${suggestName(each, known)}`,
      );
    wanted.add(each);
  }
  return known.filter((name) => wanted.has(name));
}

function splitList(value: string): string[] {
  return value.split(',').map((each) => each.trim());
}

/**
 * Reads a trace log: turns text into records, or says what is wrong and where. Separate from the shapes because it checks what no
 * shape can: line numbers, references, and whether the log was cut off.
 */
import type * as z from 'zod';
import type { Step } from '../scenario/steps.ts';
import { stepFaults } from '../scenario/steps.ts';
import { topologyFaults } from '../scenario/topology.ts';
import { NumberSet } from './numberSet.ts';
import type { LoggedRecord, TracelogHeader } from './tracelog.ts';
import { headerShape, recordShape, TRACELOG_VERSION } from './tracelog.ts';

/** A record and the number of its line, counted from 1. */
export interface LoggedLine {
  readonly line: number;
  readonly record: LoggedRecord;
}

export interface Tracelog {
  readonly header: TracelogHeader;
  readonly lines: readonly LoggedLine[];
  /** Whether the log lacks its closing record, because the recorder was cut off. */
  readonly unfinished: boolean;
}

export interface TracelogOptions {
  /** Whether the log may end without its closing record. */
  readonly unfinished?: boolean;
}

/** What is known of a log when all of it was read. */
export type CheckedLog = Omit<Tracelog, 'lines'> & { readonly lineCount: number };

/** Parses a log. Returns the log, or a sentence for each line that is wrong. */
export function parseTracelog(
  text: string,
  options: TracelogOptions = {},
): Tracelog | readonly string[] {
  const rows = text.split('\n');
  if (rows.at(-1)?.trim() === '') rows.pop();
  const lines: LoggedLine[] = [];
  const checked = checkTracelog(rows, options, (line) => lines.push(line));
  return 'header' in checked ? { ...checked, lines } : checked;
}

/**
 * Reads a log row by row and keeps none of it, so that the log may be of any length. `onLine` is called for each record, also of a
 * log that turns out to be wrong later. Returns what is known of the whole, or sentences about the first lines that are wrong.
 */
export function checkTracelog(
  rows: Iterable<string>,
  { unfinished = false }: TracelogOptions,
  onLine: (line: LoggedLine) => void,
): CheckedLog | readonly string[] {
  let reader: TracelogReader | null = null;
  let rowCount = 0;
  let held: string | null = null;
  // A row is read when it is known whether another one follows.
  const readHeld = (isLast: boolean) => {
    if (held !== null && held.trim() !== '') reader?.readRow(held, rowCount, isLast);
  };
  for (const row of rows) {
    if (reader === null) {
      const header = readHeader(row);
      if (Array.isArray(header)) return header;
      reader = new TracelogReader(header as TracelogHeader, onLine);
    } else {
      readHeld(false);
      held = row;
    }
    rowCount++;
  }
  if (reader === null)
    return ['line 1: the log is empty; expected a header, { "partyline-log": 1, ... }'];
  readHeld(true);
  return reader.finish(rowCount, unfinished);
}

/** Parses a record that `checkTracelog` has found to be right; null for an empty row and the closing record. */
export function parseCheckedRow(row: string): LoggedRecord | null {
  if (row.trim() === '') return null;
  const record = JSON.parse(row) as LoggedRecord | { readonly kind: 'end' };
  return record.kind === 'end' ? null : record;
}

function readHeader(row: string): TracelogHeader | string[] {
  const value = parseRow(row);
  if (value === undefined) return [`line 1: no JSON; expected a header, ${HEADER}`];
  const version =
    typeof value === 'object' && value !== null && 'partyline-log' in value
      ? value['partyline-log']
      : undefined;
  if (version === undefined) return [`line 1: no header of a Partyline log; expected ${HEADER}`];
  if (version !== TRACELOG_VERSION)
    return [
      `line 1: version ${JSON.stringify(version)} of the log; this Partyline reads ${TRACELOG_VERSION} and no other`,
    ];
  const parsed = headerShape.safeParse(value);
  if (!parsed.success) return parsed.error.issues.map((issue) => `line 1: ${formatIssue(issue)}`);
  const header = parsed.data as unknown as TracelogHeader;
  if (!header.complete.includes('requested'))
    return [
      'line 1: complete: "requested" is not in it; a request that nobody saw could explain anything, so a log needs all of them',
    ];
  const faults = topologyFaults(header.topology).map((fault) => `line 1: topology: ${fault}`);
  return faults.length > 0 ? faults : header;
}

const HEADER = '{ "partyline-log": 1, "topology", "router", "order", "complete" }';

/** The most sentences about lines that are wrong. */
const MAX_FAULTS = 100;

class TracelogReader {
  readonly #header: TracelogHeader;
  readonly #onLine: (line: LoggedLine) => void;
  readonly #faults: string[] = [];
  readonly #requests = new NumberSet();
  #lineCount = 0;
  #endLine: number | null = null;

  constructor(header: TracelogHeader, onLine: (line: LoggedLine) => void) {
    this.#header = header;
    this.#onLine = onLine;
  }

  readRow(row: string, line: number, isLast: boolean): void {
    if (this.#faults.length >= MAX_FAULTS) return;
    if (this.#endLine !== null) {
      this.#faults.push(`line ${line}: the log ended on line ${this.#endLine}; nothing may follow`);
      return;
    }
    const value = parseRow(row);
    if (value === undefined) {
      this.#faults.push(
        isLast
          ? `line ${line}: no JSON; the log seems to be cut off in the middle of this line. Remove it and give --unfinished to judge the rest`
          : `line ${line}: no JSON; expected one record a line`,
      );
      this.#endLine = isLast ? line : null;
      return;
    }
    const parsed = recordShape.safeParse(value);
    if (!parsed.success) {
      this.#faults.push(
        ...parsed.error.issues.map((issue) => `line ${line}: ${formatIssue(issue)}`),
      );
      return;
    }
    if (parsed.data.kind === 'end') this.#readEnd(parsed.data.records, line);
    // The shape checked everything that the type says, except for the brands, which `misnamed` checks.
    else this.#addRecord(parsed.data as unknown as LoggedRecord, line);
  }

  finish(rowCount: number, unfinished: boolean): CheckedLog | readonly string[] {
    if (this.#endLine === null && !unfinished && this.#faults.length === 0)
      this.#faults.push(
        `line ${rowCount}: the log ends without its closing record, { "kind": "end" }: it was cut off. Give --unfinished to judge what is there`,
      );
    if (this.#faults.length > 0) return this.#faults;
    return {
      header: this.#header,
      lineCount: this.#lineCount,
      unfinished: this.#endLine === null,
    };
  }

  #readEnd(records: number, line: number): void {
    this.#endLine = line;
    if (records !== this.#lineCount && this.#faults.length === 0)
      this.#faults.push(
        `line ${line}: the log says it has ${records} records, and ${this.#lineCount} came; lines are lost`,
      );
  }

  #addRecord(record: LoggedRecord, line: number): void {
    for (const fault of this.#checkRecord(record)) this.#faults.push(`line ${line}: ${fault}`);
    this.#lineCount++;
    this.#onLine({ line, record });
  }

  #checkRecord(record: LoggedRecord): string[] {
    const { topology, order } = this.#header;
    const faults: string[] = [];
    if (order === 'per observer' && record.by === undefined && record.kind !== 'settled')
      faults.push('by: in the order "per observer" every record says who recorded it');
    if (record.kind === 'requested') {
      // `stepFaults` looks up the fields that are present. It needs both ends of an uplink.
      const { step } = record;
      const isHalfUplink = 'below' in step !== 'above' in step;
      if (!isHalfUplink) faults.push(...stepFaults(step as Step, topology));
      if (record.request !== undefined) {
        if (this.#requests.has(record.request))
          faults.push(`request ${record.request} was there before; give each its own number`);
        this.#requests.add(record.request);
      }
    }
    if (record.kind === 'acknowledged' && !this.#requests.has(record.request))
      faults.push(`request ${record.request} is acknowledged, and no line before requests it`);
    const known = topology.nodes.map(({ token }) => token as string);
    for (const key of ['node', 'below', 'above'] as const) {
      const token = key in record ? (record as Record<string, unknown>)[key] : undefined;
      if (typeof token === 'string' && !known.includes(token))
        faults.push(`${key}: node ${JSON.stringify(token)} is not declared in the topology`);
    }
    return faults;
  }
}

function formatIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message;
}

function parseRow(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}

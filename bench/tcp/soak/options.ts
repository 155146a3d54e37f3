/**
 * The flags of the soak, read or refused with a sentence. Separate from the soak itself, which gets only valid options.
 */
import { parseArgs } from 'node:util';

export interface Flags {
  readonly minutes: number;
  readonly clients: number;
  readonly nodes: number;
  readonly seed: string;
  readonly json: string | null;
}

/** Reads the flags; returns a sentence about what is wrong with them if something is. */
export function readFlags(argv: readonly string[]): Flags | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        minutes: { type: 'string', default: '5' },
        clients: { type: 'string', default: '200' },
        nodes: { type: 'string', default: '3' },
        seed: { type: 'string', default: 'partyline' },
        json: { type: 'string' },
      },
    });
    return (
      flagFault('minutes', values.minutes, /^\d+(\.\d+)?$/, 0.05, 1440, 'a number') ??
      flagFault('clients', values.clients, /^\d+$/, 1, 1000, 'a whole number') ??
      flagFault('nodes', values.nodes, /^\d+$/, 1, 6, 'a whole number') ??
      (values.seed === '' ? '--seed is empty: expected any word.' : null) ??
      (values.json === '' ? '--json is empty: expected a file to write.' : null) ?? {
        minutes: Number(values.minutes),
        clients: Number(values.clients),
        nodes: Number(values.nodes),
        seed: values.seed,
        json: values.json ?? null,
      }
    );
  } catch (error) {
    return (error as Error).message;
  }
}

function flagFault(
  name: string,
  value: string,
  form: RegExp,
  least: number,
  greatest: number,
  what: string,
): string | null {
  const number = Number(value);
  if (form.test(value) && number >= least && number <= greatest) return null;
  return `--${name} ${value}: expected ${what} from ${least} to ${greatest}.`;
}

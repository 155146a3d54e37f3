/** Play document: what is embedded in the file of the playground. Everything else is code. */
import type { Scenario, Word } from '#spec';
import { glossary } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';

export interface PlayDocument {
  /** The version of Partyline. */
  readonly partyline: string;
  /** Opened first; null for an empty page or the one that the address names. */
  readonly scenario: Scenario | null;
  /** The name of the router that is played first; null for our own. */
  readonly router: string | null;
  /**
   * A router that the page does not contain. `served`: it is run by the process that serves the page; `recorded`: the page has only
   * the trace of the scenario as the router did it.
   */
  readonly foreign:
    | { readonly how: 'served'; readonly name: string }
    | { readonly how: 'recorded'; readonly name: string; readonly trace: Trace }
    | null;
  readonly words: readonly { readonly word: Word; readonly meaning: string }[];
}

/** What the page is answered when it asks for a run: the trace, or why there is none. */
export type RunAnswer = { readonly trace: Trace } | { readonly fault: string };

/** The words of the playground: first those of the network, then those of what moves in it, last those of the law and its tests. */
const playWords = [
  'node',
  'uplink',
  'orc',
  'socket',
  'pair',
  'backend',
  'ee',
  'axon',
  'ARP table',
  'route',
  'token',
  'horde',
  'nice',
  'greathall',
  'line',
  'topic',
  'pattern',
  'subscription',
  'event',
  'command',
  'result',
  'broadcast',
  'frame',
  'join',
  'leave',
  'announce',
  'take over',
  'carrier',
  'in flight',
  'held back',
  'law',
  'clause',
  'mutant',
  'epilogue',
] as const satisfies readonly Word[];

/** Returns the words that the playground explains, with their meanings. */
export const playGlossary = (): PlayDocument['words'] =>
  playWords.map((word) => ({ word, meaning: glossary[word].meaning }));

/** Play document: what is embedded in the file of the playground. Everything else is code. */
import type { Scenario } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import type { PageDocument } from '../../report/forms/pageData.ts';

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
  readonly words: PageDocument['words'];
}

/** What the page is answered when it asks for a run: the trace, or why there is none. */
export type RunAnswer = { readonly trace: Trace } | { readonly fault: string };

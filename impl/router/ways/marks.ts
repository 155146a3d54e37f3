/**
 * Marks: the greatest stamps that this node took from each origin, and its own numbers. They are bounded by the nodes of the
 * topology, so the size of the router does not count them.
 */
import type { Mark, NodeToken, Stamp } from '#spec';
import { byUnit, compareStamps } from '#spec';

type Stamped = 'command' | 'broadcast';

/** Who numbered a command or broadcast, and how. */
export interface Spoken {
  readonly from: NodeToken;
  readonly stamp: Stamp;
}

export class Marks {
  readonly #token: NodeToken;
  readonly #run: number;
  readonly #taken = {
    command: new Map<NodeToken, Stamp>(),
    broadcast: new Map<NodeToken, Stamp>(),
  };
  #count = 0;

  constructor(token: NodeToken, run: number) {
    this.#token = token;
    this.#run = run;
  }

  /** Numbers a command that is spoken here, or a broadcast that is published here. @clause WAYS-7 */
  stamp(what: Stamped): Spoken {
    this.#count++;
    const stamp = [this.#run, this.#count] as const;
    this.#taken[what].set(this.#token, stamp);
    return { from: this.#token, stamp };
  }

  /** Whether it is taken: its stamp is greater than any that was taken from its origin before. @clause WAYS-6 */
  take(what: Stamped, { from, stamp }: Spoken): boolean {
    const taken = this.#taken[what];
    if (compareStamps(taken.get(from), stamp) >= 0) return false;
    taken.set(from, stamp);
    return true;
  }

  /** Returns the marks in ascending order of node. */
  list(): Mark[] {
    const { command, broadcast } = this.#taken;
    return [...new Set([...command.keys(), ...broadcast.keys()])].sort(byUnit).map((node) => ({
      node,
      command: command.get(node) ?? null,
      broadcast: broadcast.get(node) ?? null,
    }));
  }
}

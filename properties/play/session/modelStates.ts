/**
 * Model states: the state before each step of the scenario that is being played, by the model alone. A scenario that shares its
 * first steps with the one before costs only the others.
 */
import type { State } from '#model';
import { advance, start } from '#model';
import type { Scenario, Step, Topology } from '#spec';

export class ModelStates {
  #topology: Topology | null = null;
  #steps: readonly Step[] = [];
  #states: State[] = [];

  /** Returns the state after the first `at` steps, all of which must be legal. */
  stateAt({ topology, steps }: Scenario, at: number): State {
    if (topology !== this.#topology) {
      this.#topology = topology;
      this.#states = [start(topology)];
    } else {
      const changed = this.#steps.findIndex((step, index) => step !== steps[index]);
      if (changed >= 0) this.#states.length = Math.min(this.#states.length, changed + 1);
    }
    this.#steps = steps;
    for (let done = this.#states.length - 1; done < at; done++)
      this.#states.push(advance(this.#states[done] as State, steps[done] as Step, done).state);
    return this.#states[at] as State;
  }
}

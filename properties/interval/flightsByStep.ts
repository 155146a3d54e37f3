/**
 * Flights by step: remembers which step caused each frame in flight, so that the judge knows when everything that a step caused
 * has been delivered. Separate from the plain flights, so that ordinary runs need not pay for this.
 */
import type { AfterEach, Flight } from '../network/flights.ts';
import { Flights } from '../network/flights.ts';

export class FlightsByStep extends Flights {
  readonly #causes = new Map<Flight, number>();
  /** The steps of which a message was never in flight, as the link was lost without its sender's knowledge. */
  readonly #untold = new Set<number>();
  #cause = 0;

  /**
   * Returns the steps that still have frames in flight. If a frame was lost with its pair or node, its step stays on this list
   * until everything is settled: what the frame would have undone, such as a route above, stays until the loss is noticed there.
   */
  pendingSteps(): Set<number> {
    return new Set([...this.#causes.values(), ...this.#untold]);
  }

  override beginStep(index: number): void {
    this.#cause = index;
  }

  override noteUntold(): void {
    this.#untold.add(this.#cause);
  }

  override add(flight: Flight): void {
    this.#causes.set(flight, this.#cause);
    super.add(flight);
  }

  override runAttributed(work: () => void): void {
    const cause = this.#cause;
    super.runAttributed(work);
    this.#cause = cause;
  }

  override drain(arrive: (flight: Flight) => void, afterEach?: AfterEach): void {
    super.drain((flight) => {
      this.#adoptCause(flight);
      arrive(flight);
    }, afterEach);
  }

  override takeOldest(
    pair: Flight['pair'],
    bus: Flight['bus'],
    counts: (flight: Flight) => boolean,
  ): Flight | undefined {
    const flight = super.takeOldest(pair, bus, counts);
    if (flight) this.#adoptCause(flight);
    return flight;
  }

  #adoptCause(flight: Flight): void {
    this.#cause = this.#causes.get(flight) ?? this.#cause;
    this.#causes.delete(flight);
  }
}

/**
 * Causes: the frames in flight, each with the step it comes of, so that it is known when all that a step set in motion
 * is at rest. Apart from the plain flights, which the ordinary run uses and which pay nothing for it.
 */
import type { Flight } from '../network/flights.ts';
import { Flights } from '../network/flights.ts';

export class Causes extends Flights {
  readonly #causes = new Map<Flight, number>();
  #cause = 0;

  /** The steps of which something is in flight. What was lost on the way counts until its turn comes. */
  pending(): Set<number> {
    return new Set(this.#causes.values());
  }

  override begin(index: number): void {
    this.#cause = index;
  }

  override add(flight: Flight): void {
    this.#causes.set(flight, this.#cause);
    super.add(flight);
  }

  override aside(work: () => void): void {
    const cause = this.#cause;
    super.aside(work);
    this.#cause = cause;
  }

  override drain(arrive: (flight: Flight) => void): void {
    super.drain((flight) => {
      this.#begin(flight);
      arrive(flight);
    });
  }

  override take(
    pair: Flight['pair'],
    bus: Flight['bus'],
    counts: (flight: Flight) => boolean,
  ): Flight | undefined {
    const flight = super.take(pair, bus, counts);
    if (flight) this.#begin(flight);
    return flight;
  }

  #begin(flight: Flight): void {
    this.#cause = this.#causes.get(flight) ?? this.#cause;
    this.#causes.delete(flight);
  }
}

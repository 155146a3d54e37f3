/**
 * Colours: how emphasis is written on a terminal, or not at all.
 * Who prints decides; here nothing looks at the environment.
 */
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

export function coloursFor(wanted: boolean): Colours {
  return picocolors.createColors(wanted);
}

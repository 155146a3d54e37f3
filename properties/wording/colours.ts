/**
 * Colours: terminal emphasis, or none. The caller decides whether to colour; this file never looks at the environment.
 */
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

export function coloursFor(wanted: boolean): Colours {
  return picocolors.createColors(wanted);
}

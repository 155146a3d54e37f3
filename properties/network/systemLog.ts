/**
 * What a system has logged itself, which is told with a finding: it often says in its own words why. A log that cannot be read takes
 * nothing away from the finding.
 */
import type { Network } from '#spec';
import { errorText } from './undriven.ts';

/** The most lines that a finding keeps, and the most UTF-16 units of a line. */
const [MOST_LINES, MOST_UNITS] = [40, 400];

/** Returns the last lines of the network's log in the form in which a finding carries them; nothing where it has none. */
export async function readSystemLog(
  network: Network,
): Promise<{ readonly log?: readonly string[] }> {
  if (!network.log) return {};
  try {
    const lines: readonly unknown[] = await network.log();
    const last = lines.slice(-MOST_LINES).map((line) => String(line).slice(0, MOST_UNITS));
    return last.length > 0 ? { log: last } : {};
  } catch (error) {
    return { log: [`the log could not be read: ${errorText(error)}`] };
  }
}

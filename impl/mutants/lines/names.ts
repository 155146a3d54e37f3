/**
 * Mutants of line names: the router takes two different lines for one, or does not carry a line whose name is legal. They show
 * only where such names occur; the router keeps all other names apart.
 */
import type { Route } from '#spec';
import { lineOf, matches, NAME_LIMIT } from '#spec';
import { alterRouting, carryBy, onMessage, rawMessageOf } from '../planting/layers.ts';
import type { FaultLayer } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** An event on a line also goes to holders of another line that fits its own. */
const carryToLinesThatFit = (fits: (held: string, line: string) => boolean): FaultLayer =>
  alterRouting('line', (each, _, right) => {
    const line = lineOf(each.event.topic) ?? '';
    return carryBy(each, right, ({ lines }) => lines.some(({ lineId }) => fits(lineId, line)));
  });

const readLinesAs = (read: (line: string) => string): FaultLayer =>
  carryToLinesThatFit((held, line) => read(held) === read(line));

/** Refuses frames about some lines that the law allows. */
const refuseLines =
  (isRefused: (line: string) => boolean): FaultLayer =>
  ({ handle }) => ({
    handle(input) {
      const line = rawMessageOf(input)?.lineId;
      return typeof line === 'string' && isRefused(line)
        ? [{ kind: 'refuse', fault: 'MALFORMED', detail: 'lineId: too long' }]
        : handle(input);
    },
  });

/** Returns the FNV-1a hash in 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

const pathsOf = (mark: string) => (held: string, line: string) =>
  held === line || line.startsWith(held + mark);

export const names = [
  defineMutant(
    'lines-fold-case',
    'EVENT-1',
    'lines that differ in upper and lower case are one',
    readLinesAs((line) => line.toLowerCase()),
  ),
  defineMutant(
    'lines-by-their-beginning',
    'EVENT-1',
    'whoever holds a line hears every line whose name begins with its name',
    carryToLinesThatFit((held, line) => line.startsWith(held)),
  ),
  defineMutant(
    'lines-cut-at-64',
    'EVENT-1',
    'lines that are equal in their first 64 characters are one',
    readLinesAs((line) => line.slice(0, 64)),
  ),
  defineMutant(
    'lines-composed',
    'EVENT-1',
    'a letter with a mark that combines with it, and the same as one character, are one line',
    readLinesAs((line) => line.normalize('NFC')),
  ),
  defineMutant(
    'lines-in-one-byte-units',
    'EVENT-1',
    'lines are compared in units of one byte',
    readLinesAs((line) =>
      Array.from({ length: line.length }, (_, at) => line.charCodeAt(at) & 0xff).join(),
    ),
  ),
  defineMutant(
    'lines-without-the-astral',
    'EVENT-1',
    'all characters beyond the 65536 first are one in the name of a line',
    readLinesAs((line) => line.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')),
  ),
  defineMutant(
    'lines-trimmed',
    'EVENT-1',
    'blanks around the name of a line do not count',
    readLinesAs((line) => line.trim()),
  ),
  defineMutant(
    'lines-are-paths-by-dot',
    'EVENT-1',
    'whoever holds a line hears the lines below it, with a dot between',
    carryToLinesThatFit(pathsOf('.')),
  ),
  defineMutant(
    'lines-are-paths-by-slash',
    'EVENT-1',
    'whoever holds a line hears the lines below it, with a slash between',
    carryToLinesThatFit(pathsOf('/')),
  ),
  defineMutant(
    'stars-in-lines-match',
    'EVENT-1',
    'a star in the name of a line that is held stands for any characters',
    carryToLinesThatFit((held, line) => held === line || matches(held, line)),
  ),
  defineMutant(
    'hash-sign-holds-all',
    'EVENT-1',
    'whoever holds a line with `#` in its name hears every line that begins as it does before that',
    carryToLinesThatFit(
      (held, line) =>
        held === line || (held.includes('#') && line.startsWith(held.slice(0, held.indexOf('#')))),
    ),
  ),
  defineMutant(
    'lines-end-at-a-bar',
    'EVENT-1',
    'a line is kept with its orc, a bar between: of a line with a bar in its name the first part is left',
    readLinesAs((line) => line.split('|')[0] as string),
  ),
  defineMutant(
    'lines-in-thirty-two-slots',
    'EVENT-1',
    'lines are told apart by five bits of a hash',
    readLinesAs((line) => String(hashOf(line) & 31)),
  ),
  defineMutant(
    'lines-measured-in-bytes',
    'LINE-1',
    'a line of more than 256 bytes is refused, however few its characters are',
    refuseLines((line) => line.length <= NAME_LIMIT && bytesOf(line) > NAME_LIMIT),
  ),
  defineMutant(
    'longest-line-refused',
    'LINE-1',
    'a line of 256 characters, the longest that the law allows, is refused',
    refuseLines((line) => line.length === NAME_LIMIT),
  ),
  defineMutant(
    'lines-keyed-across-orcs',
    'LINE-1',
    'subscriptions are keyed by orc and line with a bar between: two that give one text are one',
    onMessage(':conn-line', ({ lineId, orcName }, input, right) => {
      const key = `${orcName}|${lineId}`;
      const isTaken = right
        .table()
        .routes.some(
          (route: Route) =>
            route.orcName !== orcName &&
            route.lines.some((line) => `${route.orcName}|${line.lineId}` === key),
        );
      return isTaken ? [] : right.handle(input);
    }),
  ),
];

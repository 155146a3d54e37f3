/**
 * Lanes: the column of each participant in a text diagram, and the heading above it. A name that is
 * too long for its lane is replaced by a number, which the legend explains.
 */
import type { Participant, Sequence } from './moves.ts';

export interface Lanes {
  readonly header: readonly string[];
  readonly legend: readonly string[];
  /** The columns of all lanes, in ascending order. */
  readonly columns: readonly number[];
  readonly width: number;
  at(participant: Participant): number;
}

/** Least width of a lane, in columns; in a narrower one no arrow can be seen. */
const NARROWEST = 4;
/** The greatest width of a lane, in columns; no lane needs more. */
const WIDEST = 14;
/** At most this many orcs are written above a lane; the legend names the others. */
const MOST_ORCS = 3;

/** Chooses the lanes. Returns null if even the participants that take part in a move need more than `room` columns. */
export function lanesFor(sequence: Sequence, room: number): Lanes | null {
  const involved = new Set(
    sequence.scenes.flatMap(({ moves }) => moves.flatMap(({ from, to }) => [from, to])),
  );
  const involvedParticipants = sequence.participants.filter((each) => involved.has(each));
  for (const participants of [sequence.participants, involvedParticipants]) {
    if (participants.length === 0) continue;
    const least = participants === involvedParticipants ? NARROWEST : NARROWEST + 2;
    const wide = Math.floor(room / participants.length);
    if (wide >= least) return layOutLanes(participants, Math.min(wide, WIDEST));
  }
  return null;
}

function layOutLanes(participants: readonly Participant[], most: number): Lanes {
  const legend: string[] = [];
  const titles = participants.map(({ kind, name, orcs }, index) => {
    const fits = name.length < most;
    const title = fits ? name : `#${index + 1}`;
    const shown = fits && orcs.length <= MOST_ORCS && orcs.every((orc) => orc.length < most);
    if (!fits || !shown)
      legend.push(
        `${title}${fits ? '' : ` = ${kind} ${name}`}${orcs.length > 0 ? `: ${orcs.join(', ')}` : ''}`,
      );
    return shown ? [title, ...orcs] : [title];
  });
  const widths = titles.map((lines) =>
    Math.min(most, Math.max(NARROWEST + 2, ...lines.map((line) => line.length + 2))),
  );
  const columns = widths.map((_, index) =>
    widths.slice(0, index).reduce((sum, width) => sum + width, 0),
  );
  const height = Math.max(...titles.map((lines) => lines.length));
  const header = Array.from({ length: height }, (_, row) =>
    titles.map((lines, index) => (lines[row] ?? '').padEnd(widths[index] ?? 0)).join(''),
  );
  const places = new Map(participants.map((each, index) => [each, columns[index] ?? 0]));
  const last = columns.at(-1) ?? 0;
  return { header, legend, columns, width: last + 1, at: (each) => places.get(each) ?? 0 };
}

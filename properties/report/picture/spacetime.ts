/**
 * Space-time diagram: a trace as text within 80 columns, with a lane per participant, time running down, and a row per
 * observation with its label on the right. What only the model did is dashed. If the lanes do not fit, participants that take no
 * part are left out. If that is not enough, each row becomes a line of words.
 */

import type { Trace } from '../../lockstep/trace.ts';
import type { Colours } from '../../wording/colours.ts';
import { coloursFor } from '../../wording/colours.ts';
import { stepNumber } from '../../wording/steps.ts';
import { cutText, WIDTH, wrapText } from '../../wording/wrap.ts';
import type { Lanes } from './lanes.ts';
import { lanesFor } from './lanes.ts';
import type { DiagramMove, Participant, Sequence } from './moves.ts';
import { sequenceOf } from './moves.ts';

export interface SpacetimeOptions {
  /** Default: none. */
  readonly colours?: Colours;
  /** Whether to draw with ASCII characters only. Default: false. */
  readonly ascii?: boolean;
}

/** At most this many steps are shown before the last one. */
const MOST_BEFORE = 11;
/** Least room for a label, in columns. */
const LABEL = 26;

const BOX = { lane: '│', solid: '─', dashed: '╌', start: '├', end: '┤', cross: '┼' };
const ASCII = { lane: '|', solid: '-', dashed: '.', start: '|', end: '|', cross: '+' };

/** Draws the diagram; empty if the trace has no frames. */
export function spacetimeLines(trace: Trace, options: SpacetimeOptions = {}): string[] {
  const { colours = coloursFor(false), ascii = false } = options;
  const sequence = keepLastScenes(sequenceOf(trace));
  const [first] = sequence.scenes;
  if (!first) return [];
  const width = String(stepNumber(sequence.scenes.at(-1)?.frame.index ?? 0)).length;
  const lanes = lanesFor(sequence, WIDTH - LABEL - (width + 4));
  const glyphs = ascii ? ASCII : BOX;
  const drawn = lanes ? laneDrawer(lanes, glyphs) : moveText;
  const body = sequence.scenes.flatMap(({ frame, moves }) => {
    const wrong = frame.differences.length > 0;
    return moves.map((move, at) => {
      const number = at === 0 ? String(stepNumber(frame.index)) : '';
      const line = cutText(
        `${wrong && at === 0 ? '>' : ' '} ${number.padStart(width)}  ${drawn(move)}`,
        WIDTH,
      );
      return painterFor(move, wrong && at === 0, colours)(line.trimEnd());
    });
  });
  const above = ' '.repeat(width + 4);
  const before = first.frame.index;
  return [
    ...(before > 0 ? [`${above}(steps 1 to ${before} came before)`] : []),
    ...(lanes?.header.map((line) => colours.dim(`${above}${line}`.trimEnd())) ?? []),
    ...body,
    ...(lanes?.legend.flatMap((line) => wrapText(line, above, `${above}  `)) ?? []),
    ...(lanes ? wrapText(signsText(sequence, glyphs), `${above}signs: `).map(colours.dim) : []),
  ];
}

/** Explains the signs beside the lanes that occur, in one line. What is missing or surplus says so in its row. */
function signsText({ scenes }: Sequence, glyphs: typeof BOX): string {
  const moves = scenes.flatMap((each) => each.moves);
  const stays = (move: DiagramMove) => move.from === move.to;
  const drawnAs = (sign: string) => (move: DiagramMove) =>
    stays(move) ? STILL_GLYPHS[move.what] === sign : sign === 'x' && move.what === 'closed';
  const signs: readonly (readonly [string, (move: DiagramMove) => boolean])[] = [
    [`${glyphs.solid}${glyphs.solid}> travels`, (move) => move.mark !== 'missing' && !stays(move)],
    ['> fails', () => scenes.some(({ frame }) => frame.differences.length > 0)],
    ['o acts', drawnAs('o')],
    ['* handles or emits', drawnAs('*')],
    ['! refuses', drawnAs('!')],
    ['x closes or is lost', drawnAs('x')],
    [
      `${glyphs.dashed}${glyphs.dashed}> never came`,
      (move) => move.mark === 'missing' && !stays(move),
    ],
  ];
  return signs.flatMap(([text, occurs]) => (moves.some(occurs) ? [text] : [])).join(', ');
}

function keepLastScenes({ participants, scenes }: Sequence): Sequence {
  return { participants, scenes: scenes.slice(-(MOST_BEFORE + 1)) };
}

function painterFor(
  { mark }: DiagramMove,
  bold: boolean,
  colours: Colours,
): (line: string) => string {
  if (mark === 'missing') return colours.red;
  if (mark === 'surplus') return colours.yellow;
  return bold ? colours.bold : (line) => line;
}

function moveLabel({ mark, label }: DiagramMove): string {
  return { done: '', missing: '- missing ', surplus: '+ surplus ' }[mark] + label;
}

function laneDrawer(lanes: Lanes, glyphs: typeof BOX): (move: DiagramMove) => string {
  return (move) => {
    const from = lanes.at(move.from);
    const to = lanes.at(move.to);
    const cells = Array.from({ length: lanes.width }, () => ' ');
    for (const at of lanes.columns) cells[at] = glyphs.lane;
    const [left, right] = from < to ? [from, to] : [to, from];
    const dash = move.mark === 'missing' ? glyphs.dashed : glyphs.solid;
    for (let at = left + 1; at < right; at++)
      cells[at] = lanes.columns.includes(at) ? glyphs.cross : dash;
    if (from === to) cells[from] = STILL_GLYPHS[move.what];
    else {
      cells[from] = from < to ? glyphs.start : glyphs.end;
      const head = move.what === 'closed' ? 'x' : from < to ? '>' : '<';
      cells[from < to ? to - 1 : to + 1] = head;
    }
    return `${cells.join('')}  ${moveLabel(move)}`;
  };
}

/** The signs of moves that do not travel. */
const STILL_GLYPHS = {
  step: 'o',
  end: 'x',
  message: '*',
  event: '*',
  refusal: '!',
  closed: 'x',
  doing: '*',
} as const satisfies Record<DiagramMove['what'], string>;

function moveText(move: DiagramMove): string {
  const { from, to } = move;
  const name = (each: Participant) => cutText(each.name, 16);
  const where = from === to ? name(from) : `${name(from)} > ${name(to)}`;
  return `${where}  ${moveLabel(move)}`;
}

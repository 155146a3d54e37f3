/**
 * Mermaid: a trace as a sequence diagram in Mermaid's language, for documents and issues. Text that Mermaid could read as syntax
 * is written in entity codes.
 */
import type { Trace } from '../../lockstep/trace.ts';
import { coloursFor } from '../../wording/colours.ts';
import { phraseOfListedStep, stepNumber } from '../../wording/steps.ts';
import { cutText } from '../../wording/wrap.ts';
import type { DiagramMove, Participant, StepMoves } from './moves.ts';
import { sequenceOf } from './moves.ts';
import { tableDiffers, tableLines } from './tables.ts';

/** Texts are cut to this many characters; the scenario has them in full. */
const MOST_TEXT = 160;

/** Returns the diagram, with a newline at its end. */
export function mermaidDiagram(trace: Trace): string {
  const { participants, scenes } = sequenceOf(trace);
  const ids = new Map(participants.map((each, index) => [each, `c${index}`]));
  const id = (participant: Participant) => ids.get(participant) ?? 'c0';
  const over = (participants.length > 1 ? ['c0', `c${participants.length - 1}`] : ['c0']).join(',');
  return [
    'sequenceDiagram',
    ...participants.map((each) => `  participant ${id(each)} as ${escapeMermaid(titleOf(each))}`),
    ...scenes.flatMap((scene) => sceneLines(scene, trace, over, id)),
    '',
  ].join('\n');
}

function titleOf({ name, orcs }: Participant): string {
  return orcs.length > 0 ? `${name} (${orcs.join(', ')})` : name;
}

function sceneLines(
  { frame, moves }: StepMoves,
  trace: Trace,
  over: string,
  id: (participant: Participant) => string,
): string[] {
  const { index, step, epilogue, differences, tables } = frame;
  const failing = differences.length > 0;
  const title = `${stepNumber(index)}. ${phraseOfListedStep(step, index)}${epilogue ? ' (epilogue)' : ''}`;
  const lines = [
    `Note over ${over}: ${escapeMermaid(title)}`,
    ...moves.map((move) => arrowLine(move, id)),
    ...tables.filter(tableDiffers).map((table) => {
      const [heading = '', ...routes] = tableLines(table, '', coloursFor(false));
      return `Note over ${over}: ${[heading, ...joinWrapped(routes)].map(escapeMermaid).join('<br/>')}`;
    }),
    ...(failing && trace.divergence
      ? [
          `Note over ${over}: ${[`${trace.divergence.clause} is violated`, ...differences].map(escapeMermaid).join('<br/>')}`,
        ]
      : []),
  ];
  return failing
    ? ['  rect rgb(255, 232, 232)', ...lines.map((line) => `    ${line}`), '  end']
    : lines.map((line) => `  ${line}`);
}

/** Joins the continuation lines of a wrapped table with the line before. */
function joinWrapped(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of lines)
    if (line.startsWith('    ')) found.push(`${found.pop() ?? ''} ${line.trim()}`);
    else found.push(line);
  return found;
}

function arrowLine(
  { mark, from, to, what, label }: DiagramMove,
  id: (participant: Participant) => string,
): string {
  const said = escapeMermaid(
    `${{ done: '', missing: '- missing ', surplus: '+ surplus ' }[mark]}${label}`,
  );
  if (from === to) return `Note over ${id(from)}: ${said}`;
  const head =
    mark === 'missing' ? '--x' : what === 'closed' ? '-x' : mark === 'surplus' ? '-->>' : '->>';
  return `${id(from)}${head}${id(to)}: ${said}`;
}

/**
 * Keeps letters, digits, blanks and harmless signs; writes everything else as an entity code like
 * `#35;`, which Mermaid shows as the sign.
 */
export function escapeMermaid(text: string): string {
  const plain = cutText(text.replace(/\s+/g, ' ').trim(), MOST_TEXT).replace(
    /[^\p{L}\p{N} .,()[\]/*?!'"=|@_+×-]/gu,
    (sign) => `#${sign.codePointAt(0)};`,
  );
  // A line that is only `end` would end a block, and a leading word with a colon would switch on wrapping.
  return (
    plain.replace(/\bend\b/gi, (word) => `${word.slice(0, 2)}#${word.charCodeAt(2)};`) || '#32;'
  );
}

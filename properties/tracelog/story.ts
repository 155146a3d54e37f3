/**
 * The judgement of a log as text: the verdict, the line, which states were possible before it, what
 * the law would have allowed there, and the clause.
 */
import { clauses } from '#spec';
import { phraseOfObservation, phraseOfRoute } from '../wording/phrases.ts';
import { wrapText } from '../wording/wrap.ts';
import type { LogJudgement, PossibleState, Refusal } from './judgement.ts';

export function formatJudgement(judgement: LogJudgement, path: string): string {
  const { verdict, records, visited, why, refusal } = judgement;
  const looked = `${records} records, ${visited} states of the model looked at`;
  if (refusal) return [...refusalLines(refusal, path), looked, ''].join('\n');
  const said = why === null ? `${path}: ${verdict}` : `${path}: ${verdict}: ${why}`;
  return [...wrapText(said, '', '  '), looked, ''].join('\n');
}

function refusalLines(refusal: Refusal, path: string): string[] {
  const { line, record, beside, stateCount, states, allowed, mayRest } = refusal;
  const { clause, also, detail } = refusal;
  const { level, sentence } = clauses[clause];
  return [
    `${path}: refused at line ${line}`,
    ...wrapText(JSON.stringify(record), `> ${line}  `, '      '),
    ...(beside.length > 0
      ? wrapText(`the others had come as far as line ${beside.join(', ')}`, '  ')
      : []),
    '',
    `${clause} is violated (${level})`,
    ...wrapText(sentence, '  '),
    ...wrapText(detail, '  first difference: ', '    '),
    ...(also.length > 0 ? [`  also: ${also.join(', ')}`] : []),
    '',
    'The law would have allowed there:',
    ...(mayRest ? ['  a request, or a settled moment'] : []),
    ...allowed.flatMap((each) => wrapText(phraseOfObservation(each), '  ', '            ')),
    ...(allowed.length === 0 && !mayRest ? ['  nothing but a request'] : []),
    '',
    stateCount === 1
      ? 'One state was possible just before:'
      : `${stateCount} states were possible just before; ${states.length < stateCount ? `the first ${states.length}` : 'they are'}:`,
    ...states.flatMap((state, at) => stateLines(state, states.length > 1 ? at + 1 : null)),
    '',
  ];
}

function stateLines({ tables, inFlight, owed }: PossibleState, number: number | null): string[] {
  return [
    ...(number === null ? [] : [`  state ${number}`]),
    ...tables.flatMap(({ node, routes }) => [
      `    table of ${node}`,
      ...routes.flatMap((route) => wrapText(phraseOfRoute(route), '      ', '         ')),
    ]),
    ...(inFlight.length === 0 ? ['    nothing is in flight'] : ['    in flight, the oldest first']),
    ...inFlight.flatMap(({ bus, pair, to, frame }) =>
      wrapText(`${bus} on ${pair} to ${to}  ${JSON.stringify(frame)}`, '      ', '         '),
    ),
    ...(owed.length > 0 ? ['    still to come of the handling under way'] : []),
    ...owed.flatMap((each) => wrapText(phraseOfObservation(each), '      ', '         ')),
  ];
}

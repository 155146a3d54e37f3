/**
 * `partyline explain ID`: one clause in full.
 */

import type { ClauseId } from '#spec';
import { clauses, features } from '#spec';
import type { Exit } from './exits.ts';
import { exits } from './exits.ts';
import type { Terminal } from './terminal.ts';

export function explain(ids: readonly ClauseId[], terminal: Terminal): Exit {
  terminal.out(ids.map(paragraph).join('\n'));
  return exits.asExpected;
}

function paragraph(id: ClauseId): string {
  const { level, box, source, needs, sentence, because } = clauses[id];
  const judged =
    box === 'white'
      ? 'judged on tables and messages (white box)'
      : 'judged on what is heard (black box)';
  const origin =
    source === 'seed'
      ? 'the original text says it'
      : 'the original text is silent; the rule fills it';
  return [
    `${id}: ${sentence}`,
    ...(because === undefined ? [] : ['', `Because: ${because}`]),
    '',
    `  level   ${level}${level === 'should' ? ' (reported, and fails no run)' : ''}`,
    `  box     ${judged}`,
    `  source  ${origin}`,
    ...(needs.length === 0 ? ['  needs   nothing beyond a router'] : []),
    ...needs.map(
      (feature, index) =>
        `  ${index === 0 ? 'needs ' : '      '}  ${feature}: ${features[feature]}`,
    ),
    `  check   partyline check --only ${id}`,
    '',
  ].join('\n');
}

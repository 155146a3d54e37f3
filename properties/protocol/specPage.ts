/** SPEC.md: the law, clause by clause, generated from its registry. */
import type { Clause, ClauseId } from '#spec';
import { clauseIds, clauses, faults, features } from '#spec';
import { formatTable } from './markdown.ts';

const chapters: Readonly<Record<string, string>> = {
  ARP: 'Tables',
  LINE: 'Lines',
  EVENT: 'Events',
  ROUTE: 'Departures and losses',
  HEAL: 'Healing',
  SAFE: 'Hostile and broken input',
};

export function formatSpecPage(): string {
  return [
    `# The law

Made by \`npm run generate\` from \`spec/clauses.ts\`; do not edit. \`npx partyline explain LINE-2\` prints a clause with a scenario that
shows it.

A **must** that is broken fails a run, a **should** is told. White box clauses are judged on tables and messages, black box ones
on what was heard alone. *Seed*: the original text says it; *law*: the seed is silent and the rule fills it. Settled is when
nothing is in flight any more; above is every node on the ways up.`,
    ...Object.entries(chapters).map(([prefix, title]) => formatChapter(prefix, title)),
    `## Features\n\n${formatTable(
      ['feature', 'meaning'],
      Object.entries(features).map(([feature, meaning]) => [`\`${feature}\``, meaning]),
    )}`,
    `## Faults\n\n${formatTable(
      ['fault', 'meaning'],
      Object.entries(faults).map(([fault, meaning]) => [`\`${fault}\``, meaning]),
    )}`,
  ].join('\n\n');
}

function formatChapter(prefix: string, title: string): string {
  const ids = clauseIds.filter((id) => id.startsWith(`${prefix}-`));
  return [`## ${title}`, ...ids.map((id) => formatClause(id, clauses[id]))].join('\n\n');
}

function formatClause(id: ClauseId, clause: Clause): string {
  const { level, box, source, needs, sentence, because } = clause;
  const facts = [
    level,
    `${box} box`,
    source,
    ...(needs.length > 0 ? [`needs ${needs.join(', ')}`] : []),
  ];
  return [
    `### ${id}\n\n*${facts.join(' · ')}*`,
    sentence,
    ...(because ? [`Because: ${because}`] : []),
  ].join('\n\n');
}

/** The page of profiles, made from their data: whom each is for, what it asks for, and what it judges. */
import { clauses } from '#spec';
import type { Profile } from '../verdict/profiles.ts';
import { profiles } from '../verdict/profiles.ts';
import { formatTable } from './markdown.ts';

const INTRODUCTION = `# Profiles

\`check --profile NAME\` (and \`replay\`, \`shrink\`, \`verify\`, \`hunt\`) judges a router by the part of the law that speaks of such a system. A profile names the
clauses, the features that may be asked for (only where the router declares them), and who judges unless \`--judge\` says otherwise. It is data:
\`properties/verdict/profiles.ts\`. The last line of the report begins with it: \`interest: 17 of 20 hold\`.

A mesh of servers that is open in all directions is one node of the law: its adapter spreads clients and publishing over the servers, and says so in its name.
Then order holds for what is published at one of them.`;

const judgeText: Readonly<Record<Profile['judge'], string>> = {
  model: 'the model: tables, messages and what is heard, step by step',
  interval: 'the interval law: what is asked, acknowledged and heard (`--judge interval`)',
};

const sectionOf = (name: string, { meaning, clauses: ids, features, judge }: Profile): string =>
  [
    `## ${name}`,
    `For ${meaning}.`,
    `Judged by ${judgeText[judge]}. Asked for where declared: ${features.map((each) => `\`${each}\``).join(', ')}.`,
    formatTable(
      ['clause', 'says'],
      ids.map((id) => [id, sentenceOf(id, features.includes('tables'))]),
    ),
  ].join('\n\n');

const sentenceOf = (id: keyof typeof clauses, hasTables: boolean): string => {
  const { sentence, byHearing } = clauses[id];
  return byHearing && !hasTables ? `${byHearing.sentence} (by hearing)` : sentence;
};

export const formatProfilesPage = (): string =>
  `${[INTRODUCTION, ...Object.entries(profiles).map(([name, each]) => sectionOf(name, each))].join('\n\n')}\n`;

/** `partyline explain ID`: one clause in full, with the scenario of the corpus that shows it. */

import type { ClauseId, Feature, Place } from '#spec';
import { clauses, faults, features, variantFeatures } from '#spec';
import type { ClauseDocument, Expectation, ExpectedObservation } from '../../corpus/document.ts';
import { phraseOfHearing, phraseOfObservation } from '../../wording/phrases.ts';
import { phraseOfStep, stepNumber } from '../../wording/steps.ts';
import { documentsOf } from '../arguments/corpus.ts';
import { invocationIn } from '../arguments/invocation.ts';
import { readClauses } from '../arguments/options.ts';
import type { Exit } from '../program/exits.ts';
import { exits } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

export const explainCommand: Registration = (program, { terminal, done }) => {
  program
    .command('explain')
    .description('one clause in full, with a scenario that shows it')
    .argument('<clause>', "its id, such as LINE-2, or a pattern: 'LINE-*'", readClauses)
    .action(async (ids: readonly ClauseId[]) => done(await explain(ids, terminal)));
};

async function explain(ids: readonly ClauseId[], terminal: Terminal): Promise<Exit> {
  const told: string[] = [];
  for (const id of ids)
    told.push([clauseText(id, terminal), ...(await exampleLines(id, terminal))].join('\n'));
  terminal.out(told.join('\n'));
  return exits.asExpected;
}

/** Returns the first document of the clause step by step, and the titles of the others. */
async function exampleLines(id: ClauseId, { cwd }: Terminal): Promise<string[]> {
  const [first, ...others] = await documentsOf(id, cwd);
  if (!first) return ['  There is no example yet: no step of a scenario can show it.', ''];
  const replayOf = (path: string) => `${invocationIn(cwd)} replay ${path} --router ${oursFor(id)}`;
  return [
    `  Example: ${first.document.title}`,
    ...documentLines(first.document),
    `  replay  ${replayOf(first.path)}`,
    ...others.flatMap(({ path, document }) => [
      '',
      `  Example: ${document.title}`,
      `  replay  ${replayOf(path)}`,
    ]),
    '',
  ];
}

function documentLines({ clause, scenario, expected }: ClauseDocument): string[] {
  return scenario.steps.flatMap((step, index) => [
    `    ${stepNumber(index)}  ${phraseOfStep(step)}`,
    ...expectationLines(expected[index], clauses[clause].box === 'white').map(
      (line) => `       ${line}`,
    ),
  ]);
}

/** Returns lines that say who hears what and what is refused; for a white box clause also which messages are sent. */
function expectationLines(expectation: Expectation | undefined, isWhiteBox: boolean): string[] {
  if (!expectation) return [];
  const { hears, may = [], handled = [], seen } = expectation;
  return [
    ...(hears ? [`heard by ${placesText(hears)}`] : []),
    ...(may.length > 0 ? [`may hear it or not: ${placesText(may)}`] : []),
    ...handled.map(
      ({ orcName, pattern, times }) =>
        `the handler of ${orcName} for ${JSON.stringify(pattern)} runs${times === 1 ? '' : ` ${times} times`}`,
    ),
    ...seen.filter((each) => isInformative(each, isWhiteBox)).map((each) => seenText(each)),
  ];
}

const placesText = (places: readonly Place[]) =>
  places.length === 0 ? 'nobody' : places.map(phraseOfHearing).join('; ');

const isInformative = ({ kind }: ExpectedObservation, isWhiteBox: boolean) =>
  kind === 'refusal' || kind === 'closed' || (isWhiteBox && kind === 'message');

function seenText(seen: ExpectedObservation): string {
  return seen.kind === 'refusal'
    ? `refused at ${seen.node}: ${faults[seen.fault]}`
    : phraseOfObservation(seen as Exclude<typeof seen, { kind: 'dispatch' | 'refusal' }>);
}

function clauseText(id: ClauseId, { cwd }: Terminal): string {
  const { level, box, source, needs, unless, sentence, because, byHearing } = clauses[id];
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
    ...(byHearing === undefined
      ? []
      : ['', `By hearing alone, where tables cannot be read: ${byHearing.sentence}`]),
    ...(because === undefined ? [] : ['', `Because: ${because}`]),
    '',
    `  level   ${level}${level === 'should' ? ' (reported, and fails no run)' : ''}`,
    `  box     ${judged}`,
    `  source  ${origin}`,
    ...(needs.length === 0 ? ['  needs   nothing beyond a router'] : []),
    ...(unless === undefined ? [] : [`  unless  ${unless}: ${features[unless]}`]),
    ...needs.map(
      (feature, index) =>
        `  ${index === 0 ? 'needs ' : '      '}  ${feature}: ${features[feature]}`,
    ),
    `  check   ${invocationIn(cwd)} check --only ${id} --router ${oursFor(id)}`,
    '',
  ].join('\n');
}

/** Which of our routers shows the clause: one under the law with variants, or the usual one. */
const oursFor = (id: ClauseId): string => {
  const { needs } = clauses[id];
  if (needs.includes('ways')) return 'ours-ways';
  return needs.some((each) => (variantFeatures as readonly Feature[]).includes(each))
    ? 'ours-variants'
    : 'ours';
};

/**
 * One finding as a person reads it: the clause and its sentence, the steps, the first difference, who should have
 * heard and who did, and the command that replays it. It stands apart from the table of verdicts.
 */

import type { Hearing, Place, Step } from '#spec';
import { clauses } from '#spec';
import type { Finding } from '../verdict.ts';
import type { Colours } from './colours.ts';
import { phraseOfHearing, phraseOfHearings, phraseOfStep } from './phrases.ts';

/** One step once more: what it was, and who hears its event. */
export interface Account {
  readonly step: Step;
  readonly must: readonly Place[];
  /** Includes `must`. */
  readonly may: readonly Place[];
  readonly heard: readonly Hearing[];
}

export function findingText(
  finding: Finding,
  replay: string,
  account: Account | undefined,
  colours: Colours,
): string {
  const { clause, signature, detail, level, also, reproduced } = finding;
  const { sentence, level: strength } = clauses[clause];
  const title = `${clause} is violated (${strength}, at ${level} level)`;
  return [
    (strength === 'must' ? colours.red : colours.yellow)(colours.bold(title)),
    `  ${sentence}`,
    '',
    ...stepLines(finding, account, colours),
    '',
    `  first difference: ${detail}`,
    ...accountLines(account),
    `  signature: ${signature}`,
    ...(also.length > 0 ? [`  also: ${also.join(', ')}`] : []),
    ...(reproduced ? [] : ['  not reproduced: it did not come back when it was run once more']),
    `  replay: ${colours.cyan(replay)}`,
  ].join('\n');
}

function stepLines({ scenario, at }: Finding, account: Account | undefined, colours: Colours) {
  const { steps } = scenario;
  const width = String(Math.max(steps.length - 1, at)).length;
  const lines = steps.map((step, index) => {
    const text = `${String(index).padStart(width)}  ${phraseOfStep(step)}`;
    return index === at ? colours.bold(`> ${text}`) : `  ${text}`;
  });
  if (at < steps.length) return lines;
  const last = account ? phraseOfStep(account.step) : 'canaries, then everyone leaves';
  return [...lines, colours.bold(`> ${at}  ${last} (epilogue)`)];
}

/** Nothing for a step that publishes nothing and was heard by nobody. */
export function accountLines(account: Omit<Account, 'step'> | undefined): string[] {
  if (!account) return [];
  const { must, may, heard } = account;
  if (may.length === 0 && heard.length === 0) return [];
  const optional = may.filter((place) => !must.some((each) => samePlace(each, place)));
  return [
    `  must hear: ${placesText(must)}`,
    ...(optional.length > 0 ? [`  may hear:  ${placesText(optional)}`] : []),
    `  heard:     ${phraseOfHearings(heard)}`,
  ];
}

function placesText(places: readonly Place[]): string {
  return places.length === 0 ? 'nobody' : places.map(phraseOfHearing).join('; ');
}

function samePlace(left: Place, right: Place): boolean {
  return left.orcName === right.orcName && left.node === right.node && left.pair === right.pair;
}

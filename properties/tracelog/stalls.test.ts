/** Logs in which a client does not read for a while: what is kept for it may come or not, but not twice, and not in another order. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { networkKind } from '#impl';
import type { Scenario } from '#spec';
import { orcName, pairId, parseTracelog } from '#spec';
import type { ClauseDocument } from '../corpus/document.ts';
import { generate } from '../scenario/draw.ts';
import { byEffort } from '../testing/effort.ts';
import { judgeLog } from './judgement.ts';
import { formatTracelog, recordScenario } from './recorder.ts';

const document = new URL('../corpus/clauses/EVENT-14.json', import.meta.url);
const { scenario } = JSON.parse(readFileSync(document, 'utf8')) as ClauseDocument;

/** The scenario of the document, in which `p1@n1` also holds the line of the second event, which is another than the first’s. */
const onTwoLines: Scenario = {
  ...scenario,
  steps: [
    { kind: 'subscribe', orc: orcName('p1@n1'), pair: pairId('s1'), topic: '<l2>' },
    ...scenario.steps.map((step) =>
      step.kind === 'publish' && step.topic.startsWith('second')
        ? { ...step, topic: 'second::<l2>' }
        : step,
    ),
  ],
};

/** Judges the log of a scenario, with the rows of what was kept changed. */
async function verdictOf(
  change: (kept: string[]) => string[],
  recorded: Scenario = scenario,
): Promise<string> {
  const rows = formatTracelog(await recordScenario(networkKind, recorded))
    .trimEnd()
    .split('\n');
  const isKept = (row: string) => row.includes('"pair":"s1","event"') && !row.includes('third');
  const first = rows.findIndex(isKept);
  const kept = change(rows.filter(isKept));
  const rest = rows.filter((row) => !isKept(row) && !row.includes('"kind":"end"'));
  const text = rest.toSpliced(first, 0, ...kept).join('\n');
  const log = parseTracelog(text, { unfinished: true });
  if (!('lines' in log)) throw new Error(log.join('\n'));
  return judgeLog(log).verdict;
}

it.each([
  ['all that was kept', (kept: string[]) => kept, 'accepted'],
  ['nothing of it', () => [], 'accepted'],
  ['the newest alone', (kept: string[]) => kept.slice(-1), 'accepted'],
  ['the newest first', (kept: string[]) => kept.toReversed(), 'refused'],
  ['the first of it twice', ([one = '', two = '']: string[]) => [one, one, two], 'refused'],
])('EVENT-14: a log in which %s comes is judged so', async (_, change, verdict) => {
  expect(await verdictOf(change)).toBe(verdict);
});

it('EVENT-14: the order of what was kept counts on each line, and not between two', async () => {
  expect(await verdictOf((kept) => kept, onTwoLines)).toBe('accepted');
  expect(await verdictOf((kept) => kept.toReversed(), onTwoLines)).toBe('accepted');
});

it('EVENT-13, EVENT-14: logs of our network are accepted', async () => {
  const features = networkKind.features.filter((each) => each !== 'handlers' && each !== 'heal');
  let count = 0;
  for (let index = 0; count < byEffort(6, 30); index++) {
    const drawn = generate('stalled logs', index, { features, steps: 16, large: 0, goals: false });
    if (!drawn.steps.some(({ kind }) => kind === 'stall')) continue;
    count++;
    const log = parseTracelog(formatTracelog(await recordScenario(networkKind, drawn)));
    if (!('lines' in log)) throw new Error(log.join('\n'));
    expect(judgeLog(log).verdict, `log ${index}`).toBe('accepted');
  }
});

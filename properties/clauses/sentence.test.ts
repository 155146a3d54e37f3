/** Sentences: what a finding says first, for every mutant that has a scenario of its own. The golden file is to be read by a person. */
import { expect, it } from 'vitest';
import { allMutants } from '#impl';
import { run } from '../lockstep/run.ts';
import { eventScenarios } from '../testing/rare/events.ts';
import { lineScenarios } from '../testing/rare/lines.ts';
import { linkScenarios } from '../testing/rare/links.ts';
import { routeScenarios } from '../testing/rare/routes.ts';

const scenarios = { ...eventScenarios, ...lineScenarios, ...linkScenarios, ...routeScenarios };
const listed = allMutants.filter(({ id }) => id in scenarios);

it('each mutant is told in one short sentence, the same as in the golden file', async () => {
  const lines: string[] = [];
  for (const { id, kind, fault } of listed) {
    const [divergence] = (await run(kind, scenarios[id] as never)).findings;
    const { sentence = '', signature } = divergence ?? {};
    expect(sentence, id).toMatch(/^When [^\n]{10,500}\.$/u);
    expect(sentence, id).not.toMatch(/undefined|\[object|null,/);
    lines.push(`- ${id} (${fault})\n  ${sentence}\n  ${signature}`);
  }
  expect(lines.length).toBeGreaterThan(100);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('sentences.golden.txt');
});

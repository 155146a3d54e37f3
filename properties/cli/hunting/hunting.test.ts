/** The progress line of a hunt, and which scripts count as the router's source. */
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { huntLine } from './huntProgress.ts';
import { isOfRouter } from './routerSource.ts';

const root = new URL('../../../', import.meta.url).href;

it('the progress line tells time, runs, what is kept and reached, and findings', () => {
  const reached = { situations: 40, pairs: 1170, triples: 29011 };
  const reachable = { situations: 60, pairs: 1176, triples: 33929 };
  const progress = { runs: 4210, steps: 9, kept: 912, reached, reachable, findings: 1 };
  expect(huntLine(progress, 35_400)).toBe(
    '35 s, 4 210 runs, 912 kept, 1 170 pairs, 29 011 triples, 1 finding',
  );
});

it.each([
  [pathToFileURL('/somewhere/router.ts').href, true],
  [`${root}impl/router/router.ts`, true],
  [`${root}examples/router.ts`, true],
  [`${root}model/node.ts`, false],
  [`${root}properties/hunt/hunt.ts`, false],
  [`${root}node_modules/zod/index.js`, false],
  [pathToFileURL('/somewhere/node_modules/zod/index.js').href, false],
  ['node:internal/modules/esm/loader', false],
  ['', false],
])('the script %j is the router’s: %s', (url, isOwn) => {
  expect(isOfRouter(url)).toBe(isOwn);
});

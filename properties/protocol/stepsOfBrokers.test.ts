/** `docs/adapters.md` has a row for each step that a broker is asked for, with its fields as they are. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepRegistry } from '#spec';

const page = readFileSync(new URL('../../docs/adapters.md', import.meta.url), 'utf8');
const codesIn = (cell = ''): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

it('the page tells the steps of a broker with their fields', () => {
  const [, section = ''] = page.split('\n## Steps\n');
  const rows = section
    .split('\n## ')[0]
    ?.split('\n')
    .map((line) => /^\| (`[^|]+) \| ([^|]*) \|/.exec(line))
    .filter((row) => row !== null)
    .map(([, kind, fields]) => [codesIn(kind)[0], codesIn(fields)]);
  const asked = Object.entries(stepRegistry)
    .filter(
      ([, { part, features }]) =>
        part === 'request' && features.every((each) => each === 'cuts' || each === 'heal'),
    )
    .map(([kind, { fields }]) => [kind, fields]);
  expect(Object.fromEntries(rows ?? [])).toEqual(Object.fromEntries(asked));
});

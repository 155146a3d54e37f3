/** `@fast-check/vitest` with our arbitrary: the last example of docs/fast-check.md, word for word, on our router. */
import { readFileSync } from 'node:fs';
import { test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { routerKind as kind } from '#impl';
import { featuresOf } from '#spec';
import { assertConforms } from './assertConforms.ts';
import { scenario } from './fastCheck.ts';

test.prop([scenario({ features: featuresOf(kind) })], { numRuns: 20, seed: 7 })(
  'conforms',
  (drawn) => assertConforms(kind, drawn),
);

it('is what the page shows', () => {
  const page = readFileSync(new URL('../../docs/fast-check.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  const [example = ''] = /^test\.prop[\s\S]*?^\);$/m.exec(source) ?? [];
  expect(page).toContain(example);
});

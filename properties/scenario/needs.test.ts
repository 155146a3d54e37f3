/** What is drawn needs no more than what is offered, so that whatever was found can be replayed on the same router. */
import { expect, it } from 'vitest';
import type { Feature } from '#spec';
import { byEffort } from '../testing/effort.ts';
import { drawnFeatures, generate } from './draw.ts';
import { needsOf } from './needs.ts';

const needs = (features: readonly Feature[]) => {
  const drawn = Array.from({ length: byEffort(6, 120) }, (_, index) =>
    generate('needs', index, { features }),
  );
  return new Set(drawn.flatMap((scenario) => [...needsOf(scenario)]));
};

it.each(drawnFeatures)('a scenario that is drawn without %s does not need it', (left) => {
  expect(needs(drawnFeatures.filter((each) => each !== left))).not.toContain(left);
});

it('nice is drawn where it is offered', () => {
  expect(needs(drawnFeatures)).toContain('nice');
});

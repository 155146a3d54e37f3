/**
 * The vitest suite, used as a user does: on our router every clause that a short run can exercise
 * passes, and a clause that needs an undeclared feature is skipped. How the suite fails is tested in
 * `package.test.ts`, in a project of its own.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { ClauseId } from '#spec';
import { describeConformance } from './vitest.ts';

const only: readonly ClauseId[] = ['LINE-1', 'EVENT-1', 'EVENT-2', 'ROUTE-1', 'SAFE-3', 'HEAL-1'];
const features = routerKind.features.filter((feature) => feature !== 'heal');

describeConformance(() => ({ ...routerKind, features }), { runs: 60, only });

describe('the options of the suite', () => {
  it('refuses malformed deviations, where they are written', () => {
    const deviations = [{ clause: 'LINE-99' as ClauseId, reason: 'no such clause' }];
    expect(() => describeConformance(() => routerKind, { deviations })).toThrow(
      /0\.clause.*LINE-2/,
    );
  });

  it.each([
    [routerKind, {}, /a value of type object; expected a function/],
    [() => routerKind, { only: ['LINE-99'] }, /only: no clause is called "LINE-99"/],
    [() => routerKind, { runs: -1 }, /runs: came -1, expected a whole number from 1/],
  ] as const)('refuses arguments that types would refuse: %#', (factory, options, message) => {
    expect(() => describeConformance(factory as never, options as never)).toThrow(message);
  });
});

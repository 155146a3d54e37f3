/** A tiny run of the dispatch benchmark, so that it cannot rot. */
import { expect, it } from 'vitest';
import { ourPublish, timed } from './dispatch.ts';
import { lockstep } from './lockstep.ts';

it.each([
  [10, 10],
  [100, 10],
  [100, 100],
])('EVENT-1: of %i clients exactly the %i subscribers are reached', (clients, subscribers) => {
  let clock = 0;
  const figure = timed(ourPublish(clients, subscribers), clients, subscribers, () => clock++, 4);
  expect(figure).toMatchObject({ clients, subscribers });
  expect(ourPublish(clients, subscribers)()).toBe(subscribers);
});

it('SAFE-3: the lockstep benchmark goes through its scenarios', async () => {
  let clock = 0;
  expect((await lockstep(4, () => clock++)).steps).toBeGreaterThan(20);
});

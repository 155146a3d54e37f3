/**
 * Subscriptions of one orc at one endpoint: whether each run of a handler gets a copy of its own.
 */
import { expect, it } from 'vitest';
import type { Event } from '#spec';
import { orcName } from '#spec';
import { Subscriptions } from './subscriptions.ts';

const p1 = orcName('p1@T');
const event: Event = { topic: 'a<L>', id: 'e1', payload: { list: [1] } };

/** The copies that the handlers of these patterns are given. */
function collectCopies(patterns: readonly string[], sole?: boolean): Event[] {
  const subscriptions = new Subscriptions();
  const got: Event[] = [];
  for (const pattern of patterns) subscriptions.add(pattern, (each) => got.push(each));
  subscriptions.hear(p1, event, sole);
  for (const each of got) expect(each).toEqual(event);
  return got;
}

it('EVENT-8: each run of a handler has its own copy, and none has the one that came', () => {
  const got = collectCopies(['a<L>', 'a<L>', '*<L>', 'b<L>']);
  expect(got).toHaveLength(3);
  expect(new Set([...got, event]).size).toBe(4);
});

it('EVENT-8: where nobody else has the event a single run gets it as it came, two runs a copy each', () => {
  expect(collectCopies(['a<L>'], true)[0]).toBe(event);
  const got = collectCopies(['a<L>', '*<L>'], true);
  expect(new Set([...got, event]).size).toBe(3);
  expect(collectCopies(['a<L>'], false)[0]).not.toBe(event);
});

it('EVENT-10: a broadcast runs every handler whose pattern matches, a result those of the orc it names', () => {
  const heard: string[] = [];
  const subscriptions = new Subscriptions();
  subscriptions.add('*', ({ topic }) => heard.push(topic));
  for (const topic of ['news', 'p1@T::a.finished', 'p2@T::a.finished', 'a<L>'])
    subscriptions.hear(p1, { topic, id: 'e', payload: null });
  expect(heard).toEqual(['news', 'p1@T::a.finished']);
});

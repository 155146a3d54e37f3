/**
 * Topics: how an event is routed by its topic, and which topics a pattern matches.
 */
import { describe, expect, it } from 'vitest';
import { lineOf, matches, routingOf } from './topic.ts';

describe('topics', () => {
  it.each([
    ['p1@T::job.finished', 'result'],
    ['p1@T::<l1>.error', 'result'],
    ['wh.<l1>.finished', 'line'],
    ['wh::<constructor>.changed', 'line'],
    ['news.flash', 'broadcast'],
    ['a<b', 'broadcast'],
  ])('EVENT-0: %s is a %s', (topic, kind) => {
    expect(routingOf(topic).kind).toBe(kind);
  });

  it('takes a line from the first < to the next >, not empty', () => {
    expect(lineOf('a<x>b<y>')).toBe('x');
    expect(lineOf('a<>b<y>')).toBeNull();
  });

  it.each([
    ['a.*', 'a.b', true],
    ['a.*', 'a.', false],
    ['*', 'x', true],
    ['*.b', 'a.b', true],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'abc', false],
    ['a.b', 'a.b', true],
    ['a.b', 'a.bc', false],
    ['(x)+', '(x)+', true],
  ])('EVENT-10: %s matches %s: %s', (pattern, topic, expected) => {
    expect(matches(pattern, topic)).toBe(expected);
  });
});

/** Where a router threw: its own calls, in its own words, and none of Partyline or Node. */
import { expect, it } from 'vitest';
import { callsIn, isOfPartyline, ReportedCrash, routerStackOf } from './routerStack.ts';

const ours = (path: string) => new URL(`../../${path}`, import.meta.url).href;

it('keeps the calls of the router up to Partyline’s, without those of Node, and drops what reloads add to a name', () => {
  const error = Object.assign(new Error('no route'), {
    stack: [
      'Error: no route',
      `    at nodeToken (${ours('spec/names/names.ts')}:1:1)`,
      '    at lookUp (file:///home/me/router/table.ts?again=1:12:9)',
      '    at Array.map (<anonymous>)',
      '    at node:internal/timers:5:1',
      `    at async handle (file://${process.cwd()}/mine.ts:3:4)`,
      `    at Fabric.apply (${ours('properties/network/fabric.ts')}:80:2)`,
      '    at main (/home/me/whoever/called.js:1:1)',
    ].join('\n'),
  });
  expect(routerStackOf(error)).toEqual([
    'at lookUp (/home/me/router/table.ts:12:9)',
    'at async handle (mine.ts:3:4)',
  ]);
});

it('knows that our own routers are routers', () => {
  expect(isOfPartyline(ours('impl/router/router.ts'))).toBe(false);
  expect(isOfPartyline(ours('properties/lockstep/run.ts'))).toBe(true);
});

it('reads what Python prints from its innermost call on', () => {
  const told = [
    'Traceback (most recent call last):',
    '  File "/opt/router.py", line 9, in answer',
    '    return router.handle(request)',
    '  File "/opt/router.py", line 5, in handle',
    "KeyError: 'p1@T'",
  ].join('\n');
  const calls = ['at handle (/opt/router.py:5)', 'at answer (/opt/router.py:9)'];
  expect(routerStackOf(new ReportedCrash("KeyError: 'p1@T'", told))).toEqual(calls);
});

it('takes other stacks as they are, shortened, and knows none where none was told', () => {
  const told = ['in handle, router.rs:5', 'x'.repeat(1000), ...Array<string>(60).fill('deeper')];
  const stack = routerStackOf(new ReportedCrash('panicked', told.join('\n')));
  expect(stack[0]).toBe('in handle, router.rs:5');
  expect(stack[1]?.length).toBeLessThan(310);
  expect(stack.at(-1)).toBe('... 12 more');
  expect(routerStackOf(new ReportedCrash('panicked'))).toEqual([]);
  expect(routerStackOf('thrown as text')).toEqual([]);
  expect(callsIn(['listening on 4001'])).toEqual([]);
});

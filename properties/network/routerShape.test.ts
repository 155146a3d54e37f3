/** A router in this process that breaks its contract gets a sentence that helps, not a stack trace. */
import { describe, expect, it } from 'vitest';
import type { NetworkKind, Router, RouterKind } from '#spec';
import { check } from '../campaign/check.ts';
import { run } from '../lockstep/run.ts';
import { exampleScenario } from '../testing/exampleReport.ts';
import { kindFaults } from './kindFaults.ts';

/** A kind whose `create` returns anything, as one written in JavaScript may, whatever the types say. */
const router = (give: () => unknown): RouterKind => ({
  level: 'router',
  name: 'odd',
  version: '1',
  features: ['axon', 'tables'],
  create: give as () => Router,
});
const handling = (give: () => unknown, table: () => unknown = () => null) =>
  router(() => ({ handle: give, table }));
const network = (give: () => unknown): NetworkKind => ({
  ...{ level: 'network', name: 'odd', version: '1', features: ['axon'], quiescence: 'exact' },
  create: give as NetworkKind['create'],
});

describe('a router whose answer is none at all cannot be driven', () => {
  it.each([
    ['no router', router(() => undefined), /odd 1 threw before.*create\(\) gave undefined; exp/],
    ['an empty router', router(() => ({})), /create\(\) gave an object; expected a router with/],
    [
      'a constructor that throws',
      router(() => {
        throw new Error('no room');
      }),
      /before the first step, while its nodes were made .*: no room/,
    ],
    ['no network', network(() => null), /create\(\) gave null without apply\(\) and close\(\)/],
    [
      'no observations',
      network(() => ({ apply: () => undefined, close: () => {} })),
      /at step 1 .*apply\(\), observations: .*expected array/s,
    ],
    [
      'a table with routes by name',
      handling(
        () => [],
        () => ({ node: 'n1', routes: {} }),
      ),
      /at step 1 .*the table of \w+, routes: .*expected array/s,
    ],
  ])('%s', async (_, kind, message) => {
    expect((await run(kind, exampleScenario)).error).toMatch(message);
  });
});

describe('a router whose answer is no list of effects has crashed', () => {
  it.each([
    ['nothing', () => undefined, /handle\(\) gave undefined, where a list/],
    ['a promise', async () => [], /handle\(\) gave a promise, .* at once/],
    ['an effect misspelt', () => [{ kind: 'Write' }], /an effect of kind "Write", where send/],
  ])('%s', async (_, give, message) => {
    const { findings, error } = await run(handling(give), exampleScenario);
    expect(error ?? findings[0]?.detail).toMatch(message);
  });
});

it('a malformed kind is refused, with what it lacks', () => {
  expect(kindFaults(handling(() => []))).toEqual([]);
  expect(kindFaults(undefined)).toEqual([expect.stringMatching(/^default export: .*undefined/)]);
  expect(kindFaults({ ...handling(() => []), features: ['axom'] })).toEqual([
    expect.stringMatching(/^features\.0: .*"axon"/),
  ]);
});

it('a crash is a finding whichever clauses were asked for', async () => {
  const kind = handling(() => {
    throw new Error('out of order');
  });
  const only = ['EVENT-7'] as const;
  const options = {
    seed: 's',
    runs: 2,
    only,
    shapes: ['chain'],
    shrink: false,
    now: () => 0,
  } as const;
  const { findings } = await check([kind], options);
  expect(findings.map(({ signature }) => signature)).toContainEqual(expect.stringMatching(/crash/));
});

/**
 * A scenario as a test: it passes on a router that conforms, fails with the story on one that does not, and never passes where nothing was
 * shown. What runs as a file is shown in `properties/cli/scenarios/emit.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type { RouterKind } from '#spec';
import route2 from '../corpus/clauses/ROUTE-2.json' with { type: 'json' };
import { Undriven } from '../network/undriven.ts';
import { exampleScenario } from '../testing/exampleReport.ts';
import { assertConforms } from './assertConforms.ts';

const examples = new URL('../../examples/', import.meta.url);
const python = spawnSync('python3', ['--version']).status === 0;
const { scenario } = route2;

const messageOf = (promise: Promise<void>) =>
  promise.then(
    () => 'passed',
    (error: unknown) => String(error),
  );

describe('assertConforms', () => {
  it('passes where the router keeps the law, and fails with the story where it does not', async () => {
    await assertConforms(routerKind, exampleScenario);
    const mutant = mutants.find(({ id }) => id === 'departure-not-passed-on')?.kind as RouterKind;
    const told = await messageOf(assertConforms(mutant, scenario));
    expect(told).toMatch(/is violated \(must, at router level\).*as it happened.*"steps":/s);
  });

  it('fails where nothing would be shown', async () => {
    const small: RouterKind = { ...routerKind, features: [] };
    expect(await messageOf(assertConforms(small, exampleScenario))).toMatch(
      /does not offer .*axon.* so the test shows nothing/,
    );
    const begun: RouterKind = {
      ...routerKind,
      create: () => ({
        handle: () => {
          throw Object.assign(new Error('publish'), { name: 'Unsupported' });
        },
        table: () => ({ node: 'n1', routes: [] }) as never,
        size: () => 0,
      }),
    };
    expect(await messageOf(assertConforms(begun, exampleScenario))).toMatch(
      /does not do this yet, so the test shows nothing/,
    );
  });

  it('refuses what is no router, and what is no scenario', async () => {
    const refused = (router: never, of: unknown = exampleScenario) =>
      messageOf(assertConforms(router, of));
    expect(await refused({ level: 'router' } as never)).toMatch(/RangeError: .*no router/);
    expect(await refused([] as never)).toMatch(/RangeError: .*has no words/);
    expect(await refused(routerKind as never, { version: 1 })).toMatch(/RangeError: no scenario/);
    const steps = [{ kind: 'leave', orc: 'p1@T' }];
    expect(await refused(routerKind as never, { ...exampleScenario, steps })).toMatch(
      /RangeError: a step is not legal/,
    );
  });

  it.runIf(python)('starts a command for the test, in the folder that is named', async () => {
    await assertConforms(['python3', 'router.py'], scenario, { cwd: examples });
    const broken = assertConforms(['python3', 'broken.py'], scenario, { cwd: examples });
    expect(await messageOf(broken)).toMatch(/ROUTE-2 is violated.*as it happened/s);
  });

  it('tells a command that cannot be driven by its name', async () => {
    const absent = assertConforms(['./absent'], scenario, { cwd: examples });
    await expect(absent).rejects.toThrow(Undriven);
    expect(await messageOf(absent)).toContain('./absent');
  });
});

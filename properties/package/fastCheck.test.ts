/**
 * `partyline/fast-check`, by the examples of docs/fast-check.md: each block of code of the page is run, with our router and
 * with one
 * of which an unsubscribe ends two subscriptions.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type { RouterKind, Scenario } from '#spec';
import { clauseHolds, conforms, scenario } from './fastCheck.ts';

const page = readFileSync(new URL('../../docs/fast-check.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);

const exported: Readonly<Record<string, unknown>> = { clauseHolds, conforms, scenario };
const IMPORT = /^import (?:(\w+)|\{ (.+) \}) from '(.+)';$/gm;
const Block = Object.getPrototypeOf(async () => {}).constructor;

/** Runs a block of the page, its imports replaced by what the modules export. Returns what it returns. */
async function runBlock(code: string, given: Readonly<Record<string, unknown>>): Promise<unknown> {
  const names: Record<string, unknown> = { ...given };
  for (const [, whole, named, from] of code.matchAll(IMPORT)) {
    if (from === 'fast-check' && whole === 'fc') names.fc = fc;
    else if (from === 'partyline/fast-check' && named) {
      expect(exported).toHaveProperty(named);
      names[named] = exported[named];
    } else throw new Error(`the page imports ${whole ?? named} from ${from}`);
  }
  return await new Block(...Object.keys(names), code.replace(IMPORT, ''))(...Object.values(names));
}

const broken = mutants.find(({ id }) => id === 'count-lost-on-unsubscribe')?.kind as RouterKind;
type Details = fc.RunDetails<[Scenario]>;

describe('the page of fast-check', () => {
  it('shows one block for each use', () => {
    expect(blocks).toHaveLength(5);
  });

  it('asserts that our router conforms, and keeps one clause', async () => {
    await runBlock(blocks[0] as string, { kind: routerKind });
    await runBlock(blocks[1] as string, { kind: routerKind });
  });

  it('finds a fault, with the smallest scenario, its story, and a path that leads there again', async () => {
    const { failed, smallest, again } = (await runBlock(blocks[2] as string, { broken })) as {
      failed: Details;
      smallest: Scenario;
      again: Details;
    };
    expect(failed.failed).toBe(true);
    expect(failed.numShrinks).toBe(1);
    expect(smallest.steps.length).toBeLessThanOrEqual(5);
    expect(String(failed.errorInstance)).toMatch(/is violated[\s\S]*first difference[\s\S]*why:/);
    expect(String(failed.errorInstance)).toContain(JSON.stringify(smallest));
    expect(again.counterexample).toEqual([smallest]);
    const example = (await runBlock(blocks[3] as string, { broken, smallest })) as Details;
    expect(example.counterexample).toEqual([smallest]);
  });

  it('draws scenarios within bounds', async () => {
    await runBlock(blocks[4] as string, {});
  });
});

describe('the properties', () => {
  it('fail where the router throws, whichever clause is asked for', async () => {
    const throwing: RouterKind = {
      level: 'router',
      name: 'throwing',
      version: '0.0.0',
      contract: 2,
      features: [],
      create: () => ({
        handle: () => {
          throw new Error('not yet');
        },
      }),
    };
    const details = await fc.check(clauseHolds(throwing, 'EVENT-2'), { numRuns: 3, seed: 7 });
    expect(String(details.errorInstance)).toContain('not yet');
  });

  it('of a clause are not about another one', async () => {
    const details = await fc.check(clauseHolds(broken, 'ROUTE-2'), { numRuns: 5, seed: 7 });
    expect(details.failed).toBe(false);
    expect(details.numRuns).toBe(5);
  });

  it('run the hooks and keep the options of fast-check', async () => {
    let count = 0;
    const property = conforms(routerKind, { nodes: 1 }).beforeEach(async () => {
      count++;
    });
    await fc.assert(property, { numRuns: 4, seed: 7 });
    expect(count).toBe(4);
    const ended = await fc.check(conforms(broken), { numRuns: 500, seed: 7, endOnFailure: true });
    expect(ended.numShrinks).toBe(0);
    expect(ended.counterexample).not.toBeNull();
  });

  it('refuse what is no router, no clause, or a clause that cannot be judged', () => {
    expect(() => conforms({} as never)).toThrow(/is no router/);
    expect(() => clauseHolds(routerKind, 'LINE-99' as never)).toThrow(/no clause is called/);
    expect(() =>
      clauseHolds({ ...routerKind, contract: 2, features: ['axon'] }, 'ROUTE-1'),
    ).toThrow(/ROUTE-1 needs tables/);
  });
});

/** The scenarios of the findings page: well formed, and no difference on our router, so that they tell of the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { scenarioFaults } from './legal.ts';
import { run } from './run.ts';

const folder = new URL('../docs/findings-xcraft/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('the findings page', () => {
  it.each(files)('SAFE-3: our network goes through %s without a difference', async (name) => {
    const scenario = parseScenario(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    expect(Array.isArray(scenario)).toBe(false);
    expect(scenarioFaults(scenario as Scenario)).toEqual([]);
    expect((await run(networkKind, scenario as Scenario)).findings).toEqual([]);
  });
});

/** An entry with a scenario declares what fails by it, and no second bug with the same signature. Each router here has two such bugs. */
import { describe, expect, it } from 'vitest';
import type { Mutant } from '#impl';
import { combineMutants, mutants } from '#impl';
import type { Scenario, Step } from '#spec';
import { parseScenario } from '#spec';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { failsBy } from '../knownDeviations/knownDeviation.ts';
import { textReport } from '../report/text/text.ts';
import type { Deviation } from '../verdict/deviations.ts';
import { applyDeviations } from '../verdict/deviations.ts';
import { check } from './check.ts';
import { shrinkFinding } from './smallestScenario.ts';

const mutantOf = (id: string) => mutants.find((each) => each.id === id) as Mutant;
const kind = combineMutants(mutantOf('known-line-told-again'), mutantOf('line-by-any-socket'));
const entry = { clause: 'LINE-4', signature: 'LINE-4|message surplus|subscribe' } as const;

const scenarioOf = (...steps: object[]) =>
  parseScenario({
    version: 1,
    topology: {
      nodes: ['n1', 'n2'].map((token) => ({ token, horde: `h-${token}` })),
      uplinks: [{ below: 'n1', above: 'n2' }],
      orcs: ['p1@n1', 'p2@n1'].map((name) => ({ name, nice: 0 })),
      pairs: ['s1', 's2'].map((id, at) => ({ id, node: 'n1', backend: 'axon', port: 4001 + at })),
    },
    steps: steps as Step[],
  }) as Scenario;
const join = (orc: string, pair: string) => ({ kind: 'join', orc, pair });
const subscribe = (orc: string, pair: string, topic = '<l1>') => ({
  kind: 'subscribe',
  orc,
  pair,
  topic,
});

/** The trigger of each bug alone, and a longer scenario with other names that fails by it. */
const twice = scenarioOf(subscribe('p1@n1', 's1'), subscribe('p1@n1', 's1'));
const longTwice = scenarioOf(
  join('p1@n1', 's1'),
  subscribe('p2@n1', 's2', 'wh::<l2>.x'),
  join('p1@n1', 's1'),
  subscribe('p2@n1', 's2', 'wh::<l2>.x'),
);
const otherSocket = scenarioOf(join('p1@n1', 's1'), join('p1@n1', 's2'), subscribe('p1@n1', 's1'));
const longOtherSocket = scenarioOf(
  join('p2@n1', 's1'),
  join('p1@n1', 's2'),
  join('p2@n1', 's2'),
  subscribe('p2@n1', 's1', 'wh::<l2>.x'),
);

/** Runs the two longer scenarios, with what is declared, and judges the findings. */
async function judge(...declared: Deviation[]) {
  const known: readonly KnownDeviation[] = declared;
  const report = await check([kind], {
    seed: 'declared',
    runs: 1,
    shapes: ['single'],
    shrink: true,
    corpus: [longTwice, longOtherSocket],
    known,
    now: () => 0,
  });
  const findings = report.findings.filter(({ signature }) => signature === entry.signature);
  const judged = applyDeviations({ ...report, findings }, declared);
  const verdict = judged.report.clauses.find(({ id }) => id === entry.clause)?.verdict;
  return { findings, verdict, judged, states: judged.deviations };
}

const firstEntry: Deviation = { ...entry, scenario: twice, reason: 'on its way' };
const secondEntry: Deviation = { ...entry, scenario: otherSocket, reason: 'known since May' };

describe('two bugs with one signature', () => {
  it('are one finding where nothing is declared, and an entry without a scenario covers both', async () => {
    expect((await judge()).findings).toHaveLength(1);
    const { findings, verdict, states, judged } = await judge({ ...entry, reason: 'known' });
    expect([findings.length, verdict]).toEqual([1, 'expected']);
    expect(states).toMatchObject([{ state: 'expected', covers: 'signature', otherwise: [] }]);
    const options = { version: '1', colour: false, replay: () => '' };
    expect(textReport(judged.report, states, options)).toContain(
      'it covers whatever has this signature',
    );
  });

  it.each([
    ['first', firstEntry, otherSocket],
    ['second', secondEntry, twice],
  ])('are two where the %s is declared by its scenario', async (_, declared, other) => {
    const { findings, verdict, states, judged } = await judge(declared);
    expect(findings.map(({ signature }) => signature)).toEqual([entry.signature, entry.signature]);
    expect(verdict).toBe('violated');
    const [state] = states;
    expect(state).toMatchObject({ state: 'expected', covers: 'scenario' });
    expect([state?.findings.length, state?.otherwise.length]).toEqual([1, 1]);
    // What is new was shrunk, and not into what is declared.
    const fresh = findings.find(({ id }) => state?.otherwise.includes(id));
    expect(fresh?.scenario.steps).toEqual(other.steps);
    const options = { version: '1', colour: false, replay: () => '' };
    expect(textReport(judged.report, states, options)).toContain(
      `not by this scenario, and so not declared: ${fresh?.id}`,
    );
  });

  it('are as expected where both are declared by their scenarios', async () => {
    const { findings, verdict, states } = await judge(firstEntry, secondEntry);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
    expect([verdict, ...states.map(({ state }) => state)]).toEqual([
      'expected',
      'expected',
      'expected',
    ]);
  });
});

it('a search for the smaller scenario of one takes the declared other for none', async () => {
  const scenario = scenarioOf(...longOtherSocket.steps, subscribe('p2@n1', 's1', 'wh::<l2>.x'));
  const finding = { id: 'x', ...entry, detail: '', scenario, at: 3, level: 'router' } as const;
  const options = { known: [firstEntry] };
  const shrunk = await shrinkFinding(kind, { ...finding, also: [], reproduced: true }, options);
  expect(failsBy(twice, shrunk, shrunk.scenario)).toBe(false);
  expect(shrunk.scenario.steps).toEqual(otherSocket.steps);
  expect(shrunk.cutShort).toBeUndefined();
  const alone = await shrinkFinding(kind, { ...finding, also: [], reproduced: true }, {});
  expect(alone.scenario.steps).toEqual(twice.steps);
});

/**
 * Certificates: for every planted fault the search's claim of minimality verifies, and a certificate that is altered
 * in one place is refused with the place named.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { mutants, sample } from '#impl';
import type { Feature, NodeToken, Scenario, Step } from '#spec';
import { askOf, failureOf, smallest } from '../campaign/smallestScenario.ts';
import { generate } from '../scenario/draw.ts';
import { byEffort } from '../testing/effort.ts';
import type { Certificate } from './certificate.ts';
import { certificateFaults, parseCertificate } from './certificate.ts';

const kindOf = (id: string) => {
  const kind = mutants.find((each) => each.id === id)?.kind;
  if (!kind) throw new Error(`no mutant ${id}`);
  return kind;
};

/** The certificate of the first failure among drawn scenarios. */
/** Features that make scenarios longer than the planted faults need. */
const LATER: readonly Feature[] = ['heal', 'overlaps', 'interleaving'];

async function proveMutant(id: string): Promise<Certificate> {
  const kind = kindOf(id);
  for (let index = 0; index < 900; index++) {
    const found = generate('near', index, {
      features: kind.features.filter((each) => !LATER.includes(each)),
      steps: 20,
    });
    const failure = await failureOf(kind, found);
    if (!failure) continue;
    const { certificate } = await smallest(kind, found, failure.signature);
    if (!certificate) throw new Error(`${id} has not come to an end`);
    return certificate;
  }
  throw new Error(`${id} was not found`);
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe('the certificate of a planted fault', () => {
  // A part of the sample; `npm run bench:shrink` verifies all of it.
  const some = sample.filter((_, at) => at % byEffort(6, 3) === 0);
  it.each(some.map(({ clause, fault, id }) => [clause, fault, id] as const))(
    '%s: %s (%s) is right, as it is and read back from JSON',
    async (_clause, _fault, id) => {
      const certificate = await proveMutant(id);
      const kind = kindOf(id);
      expect(certificate.router).toEqual({ name: kind.name, version: '0.1.0', level: 'router' });
      expect(certificate.neighbours.length).toBeGreaterThan(0);
      expect(certificate.neighbours.map(({ ends }) => ends)).not.toContain(certificate.signature);
      const back = parseCertificate(copy(certificate));
      expect(back).toEqual(certificate);
      expect(await certificateFaults(back as Certificate, kind.features, askOf(kind))).toEqual([]);
    },
  );
});

describe('a certificate that was tampered with', () => {
  const id = 'event-socket-ignored';
  const ask = askOf(kindOf(id));
  let right: Certificate;
  beforeAll(async () => {
    right = await proveMutant(id);
  });

  it('is caught by every neighbour that is left out', async () => {
    for (const [at, { edit }] of right.neighbours.entries()) {
      const neighbours = right.neighbours.toSpliced(at, 1);
      expect(await certificateFaults({ ...right, neighbours }, right.features, ask)).toEqual([
        `"${edit}" is not listed`,
      ]);
    }
    const none = await certificateFaults({ ...right, neighbours: [] }, right.features, ask);
    expect(none).toHaveLength(right.neighbours.length);
  });

  it('is caught by every verdict that a run does not give', async () => {
    for (const [at, neighbour] of right.neighbours.entries())
      for (const ends of [null, 'LINE-1|hearing missing|publish', right.signature]) {
        if (ends === neighbour.ends) continue;
        const neighbours = right.neighbours.with(at, { ...neighbour, ends });
        expect(await certificateFaults({ ...right, neighbours }, right.features, ask)).toEqual([
          `"${neighbour.edit}" ends in ${neighbour.ends ?? 'no failure'}, not in ${ends ?? 'no failure'}`,
        ]);
      }
  });

  it('is caught by a scenario that is larger than its neighbours say', async () => {
    const { nodes } = right.scenario.topology;
    const idle: Step = { kind: 'publish', node: nodes[0]?.token as NodeToken, topic: 'x' };
    const larger = { ...right.scenario, steps: [idle, ...right.scenario.steps] };
    const [failure] = await ask([larger]);
    expect(failure?.signature).toBe(right.signature);
    const faults = await certificateFaults({ ...right, scenario: larger }, right.features, ask);
    expect(faults.length).toBeGreaterThan(10);
    for (const fault of faults) expect(fault).toMatch(/^".+" is not listed$/);
  });

  it('is caught by a neighbour that fails after all', async () => {
    const { scenario } = right;
    const shown = { edit: 'nothing', scenario, ends: null };
    const neighbours = [...right.neighbours, shown];
    expect(await certificateFaults({ ...right, neighbours }, right.features, ask)).toEqual([
      '"nothing" leaves the signature standing',
    ]);
  });

  it('is caught by another signature, and by a scenario that passes', async () => {
    const signature = 'LINE-1|hearing missing|publish';
    expect(await certificateFaults({ ...right, signature }, right.features, ask)).toEqual([
      `the scenario ends in ${right.signature}, not in ${signature}: nothing follows for what is around it`,
    ]);
    const passing = right.neighbours.find(({ ends }) => ends === null)?.scenario as Scenario;
    expect(await certificateFaults({ ...right, scenario: passing }, right.features, ask)).toEqual([
      `the scenario ends in no failure, not in ${right.signature}: nothing follows for what is around it`,
    ]);
  });

  it('is caught on another router', async () => {
    const other = askOf(kindOf('nice-not-passed'));
    expect(await certificateFaults(right, right.features, other)).toEqual([
      expect.stringMatching(/^the scenario ends in no failure/),
    ]);
  });
});

describe('what is no certificate', () => {
  let right: Certificate;
  beforeAll(async () => {
    right = await proveMutant('lines-in-a-plain-object');
  });

  it.each<[string, (right: Certificate) => unknown, RegExp]>([
    ['nothing', () => null, /^document: .*expected object/],
    ['a list', () => [], /^document: .*expected object/],
    ['a scenario', ({ scenario }) => scenario, /^router: .*expected object/],
    ['another version', (each) => ({ ...each, version: 3 }), /^version: .*expected/],
    ['no signature', ({ signature: _, ...each }) => each, /^signature: .*expected string/],
    ['an unknown key', (each) => ({ ...each, proof: true }), /^document: .*"proof"/],
    [
      'an unknown feature',
      (each) => ({ ...each, features: ['telepathy'] }),
      /^features\.0: .*"tables"/,
    ],
    ['an unknown naming', (each) => ({ ...each, naming: 'nick' }), /^naming: .*"birth"/],
    ['no router', (each) => ({ ...each, router: { name: 'x' } }), /^router\.version: /],
    [
      'a scenario of another version',
      (each) => ({ ...each, scenario: { ...each.scenario, version: 7 } }),
      /^scenario: version: came 7, expected 1/,
    ],
    [
      'a neighbour without a verdict',
      (each) => ({ ...each, neighbours: [{ edit: 'x', scenario: each.scenario }] }),
      /^neighbours\.0\.ends: /,
    ],
    [
      'a neighbour that dances',
      (each) => ({
        ...each,
        neighbours: [
          ...each.neighbours,
          { edit: 'x', scenario: { ...each.scenario, steps: [{ kind: 'dance' }] }, ends: null },
        ],
      }),
      /^neighbours\.\d+: .*steps\.0/,
    ],
  ])('%s is refused with a sentence', (_, made, sentence) => {
    const faults = parseCertificate(made(copy(right)));
    expect(Array.isArray(faults)).toBe(true);
    expect(
      (faults as readonly string[]).some((fault) => sentence.test(fault)),
      String(faults),
    ).toBe(true);
  });
});

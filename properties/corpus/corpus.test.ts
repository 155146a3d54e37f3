/**
 * The corpus: every clause has a document that shows it, each document states what the model and the
 * audience law state, our own routers do exactly that, and no regression comes back. That each
 * document can fail at all is the subject of `corpus/corpusFaults.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkKind, networkKindWith, routerKind, routerKindWith } from '#impl';
import type { ClauseId, Observation, Place } from '#spec';
import { advanceHistory, audienceOf, beginning, clauseIds, comesInCopies, heardBy } from '#spec';
import { checks } from '../clauses/index.ts';
import { run } from '../lockstep/run.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { missingForScenario, needsOf } from '../scenario/needs.ts';
import type { ClauseDocument, CorpusDocument, RegressionDocument } from './document.ts';
import { parseDocument } from './document.ts';
import { expectationsOf, expectedObservationsOf } from './expectation.ts';
import { fileNames, isSmaller } from './regression.ts';
import { formatDocument } from './text.ts';

function read<Document extends CorpusDocument>(folder: string, kind: Document['kind']) {
  const base = new URL(`./${folder}/`, import.meta.url);
  return readdirSync(base)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, base), 'utf8');
      const document = parseDocument(JSON.parse(text));
      if (!('kind' in document) || document.kind !== kind)
        throw new Error(`${folder}/${file}: ${'kind' in document ? `no ${kind}` : document[0]}`);
      return { name: file.replace('.json', ''), text, document: document as Document };
    });
}

const shown = read<ClauseDocument>('clauses', 'clause');
const kept = read<RegressionDocument>('regressions', 'regression');
const kinds = [routerKind, networkKind] as const;

/** Our router and our network, under the law of the document. */
const kindsUnderLawOf = ({ scenario }: ClauseDocument) => {
  const { variants = [] } = scenario.topology;
  return [routerKindWith(variants), networkKindWith(variants)] as const;
};

/** Clauses whose own check looks at the epilogue, so at what happens after the scenario's own steps. */
const AFTERWARDS: readonly ClauseId[] = ['SAFE-3'];

/** What our network does not offer, and our router does. */
const routerOnly = ['overlaps', 'reattachment'] as const;

describe('the documents of the clauses', () => {
  it('every clause has one', () => {
    const clauses = new Set<ClauseId>(shown.map(({ document }) => document.clause));
    expect(clauseIds.filter((id) => !clauses.has(id))).toEqual([]);
  });

  it.each(shown)('$name: is small, legal, and formatted as the generator writes it', (each) => {
    const { name, text, document } = each;
    const { clause, scenario } = document;
    expect(name === clause || name.startsWith(`${clause}-`)).toBe(true);
    expect(document.title).toMatch(/^[A-Z].*\.$/);
    expect(scenario.steps.length).toBeLessThanOrEqual(10);
    expect(scenarioFaults(scenario)).toEqual([]);
    expect(text).toBe(formatDocument(document));
  });

  it.each(shown)('$name: the model shows exactly what is written', ({ document }) => {
    const { scenario, clause, expected } = document;
    expect(expected).toEqual(JSON.parse(JSON.stringify(expectationsOf(scenario, clause))));
  });

  it.each(shown)('$name: the audience law agrees about who hears', ({ document }) => {
    const { scenario, expected } = document;
    let history = beginning(scenario.topology);
    for (const [index, step] of scenario.steps.entries()) {
      const { seen = [], hears = [], may = [] } = expected[index] ?? {};
      const answers = seen.map(
        (each): Observation =>
          each.kind === 'refusal'
            ? { ...each, detail: '' }
            : each.kind === 'dispatch'
              ? { ...each, routed: null }
              : each,
      );
      if (step.kind === 'publish' && !history.held) {
        const audience = audienceOf(history, step);
        expect(places(audience.must)).toEqual(places(hears));
        expect(places(audience.may)).toEqual(places([...hears, ...may]));
        const heard = places(heardBy(history, answers));
        for (const place of places(hears)) expect(heard).toContain(place);
        if (!comesInCopies(scenario.topology, step.topic))
          expect(new Set(heard).size).toBe(heard.length);
      }
      history = advanceHistory(history, step, answers);
    }
  });

  it.each(shown)('$name: our router and our network conform to it', async ({ document }) => {
    const own = kindsUnderLawOf(document);
    const able = own.filter((kind) => missingForScenario(document.scenario, kind).length === 0);
    const needed = needsOf(document.scenario);
    if (!routerOnly.some((feature) => needed.has(feature))) expect(able).toContain(own[1]);
    for (const kind of able) {
      const outcome = await run(kind, document.scenario, { keep: true });
      expect({ error: outcome.error, findings: outcome.findings }).toEqual({
        error: null,
        findings: [],
      });
      const steps = outcome.records.filter(({ epilogue }) => !epilogue);
      for (const [index, { observed }] of steps.entries()) {
        const { seen = [], handled } = document.expected[index] ?? {};
        const words = observed.filter((each) => each.kind !== 'handled');
        expect(words.flatMap(expectedObservationsOf).map(text).sort()).toEqual(
          seen.map(text).sort(),
        );
        if (handled && kind.features.includes('handlers'))
          expect(runsOf(observed)).toEqual(
            handled.map((each) => `${each.orcName} ${each.pair} ${each.pattern} ${each.times}`),
          );
      }
    }
  });

  it.each(clauseIds)('%s: is exercised and witnessed by a document of its own', async (id) => {
    const own = shown.filter(({ document }) => document.clause === id);
    const fired: boolean[] = [];
    for (const { document } of own) {
      const [router, network] = kindsUnderLawOf(document);
      const kind = missingForScenario(document.scenario, network).length > 0 ? router : network;
      const { records } = await run(kind, document.scenario, { keep: true });
      const looked = records.filter(({ epilogue }) => !epilogue || AFTERWARDS.includes(id));
      expect(looked.some(checks[id].exercised)).toBe(true);
      fired.push(looked.some(checks[id].witness));
    }
    expect(fired).toContain(true);
  });
});

const text = (value: unknown) => JSON.stringify(value);
const places = (list: readonly Place[]) =>
  list.map(({ orcName, node, pair }) => `${node} ${orcName} ${pair}`).sort();

function runsOf(observed: readonly Observation[]): string[] {
  const counts = new Map<string, number>();
  for (const each of observed) {
    if (each.kind !== 'handled') continue;
    const key = `${each.orcName} ${each.pair} ${each.pattern}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} ${count}`);
}

describe('the regressions', () => {
  it('have one document for each signature, under its name', () => {
    expect(kept.length).toBeGreaterThan(15);
    for (const { name, document } of kept)
      expect(fileNames(document.signature)).toContain(`${name}.json`);
    const signatures = kept.map(({ document }) => document.signature);
    expect(new Set(signatures).size).toBe(signatures.length);
  });

  it.each(kept)('$name: does not come back', async ({ text, document }) => {
    const { scenario } = document;
    expect(text).toBe(formatDocument(document));
    expect(scenarioFaults(scenario)).toEqual([]);
    for (const kind of kinds)
      if (missingForScenario(scenario, kind).length === 0)
        expect(await run(kind, scenario)).toMatchObject({ error: null, findings: [] });
    expect(missingForScenario(scenario, networkKind)).toEqual([]);
  });

  it('have a second file name for a signature, so that no other is overwritten', () => {
    const [plain, marked] = fileNames('LINE-2|route lines|unsubscribe');
    expect(plain).toBe('LINE-2-route-lines-unsubscribe.json');
    expect(marked).toMatch(/^LINE-2-route-lines-unsubscribe-[0-9a-f]{8}\.json$/);
    const [same, other] = fileNames('LINE-2|route|lines unsubscribe');
    expect(same).toBe(plain);
    expect(other).not.toBe(marked);
  });

  it('are ordered by steps, then by the size of the topology; none is smaller than itself', () => {
    const [{ scenario }] = kept.map((each) => each.document) as [RegressionDocument];
    const { topology, steps } = scenario;
    const fewer = { ...scenario, steps: steps.slice(1) };
    const wider = {
      ...fewer,
      topology: { ...topology, orcs: [...topology.orcs, ...topology.orcs] },
    };
    expect(isSmaller(fewer, scenario)).toBe(true);
    expect(isSmaller(scenario, fewer)).toBe(false);
    expect(isSmaller(scenario, scenario)).toBe(false);
    expect(isSmaller(wider, scenario)).toBe(true);
    expect(isSmaller(wider, fewer)).toBe(false);
  });
});

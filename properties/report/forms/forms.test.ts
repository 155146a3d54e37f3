/**
 * Emitted text means what its data means: literals evaluate to their data, Mermaid diagrams stay valid
 * whatever the names, and a finding printed on a terminal fits its width.
 */
import { describe, expect, it } from 'vitest';
import { mutants, networkKind } from '#impl';
import type { Json, Scenario } from '#spec';
import { run } from '../../lockstep/run.ts';
import type { Trace } from '../../lockstep/trace.ts';
import { traceOf } from '../../lockstep/trace.ts';
import { generate } from '../../scenario/draw.ts';
import { exampleFinding, exampleScenario } from '../../testing/exampleReport.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { coloursFor } from '../../wording/colours.ts';
import { escapeMermaid, mermaidDiagram } from '../picture/mermaid.ts';
import { findingText } from '../text/finding.ts';
import { fillLines, foldSource, formatDense, formatLiteral, MOST_COLUMNS } from './literal.ts';
import { testFileText } from './testfile.ts';

const harness = '#package';
const NAMES = [
  'end',
  'a;b',
  'a#b',
  'x,y',
  'as',
  '%%',
  "it's",
  '{a}',
  'wrap',
  'ü→',
  '--x',
  '__proto__',
];

/** Draws a scenario and runs it; every other one on a mutant. */
async function drawTrace(index: number): Promise<Trace> {
  const kind = (index % 2 === 0 ? undefined : mutants[index % mutants.length]?.kind) ?? networkKind;
  // No large values and no large scenarios, because their files are long in any layout.
  const scenario = generate('emitted', index, {
    features: networkKind.features.filter((feature) => feature !== 'raw'),
    large: 0,
    carries: { nameUnits: 40, topicUnits: 128, payloadUnits: 100 },
  });
  return traceOf(kind, scenario, await run(kind, scenario, { keep: true }));
}

/** Returns the example scenario with this name in every place where a name can be. */
function renameScenario(name: string): Scenario {
  const text = JSON.stringify(exampleScenario)
    .replaceAll('"T"', JSON.stringify(name))
    .replaceAll('"a1"', JSON.stringify(`${name}1`))
    .replaceAll('p1@T', JSON.stringify(`${name}@T`).slice(1, -1));
  return JSON.parse(text);
}

const evaluateSource = (source: string): unknown => new Function(`return (${source});`)();

describe('a literal', () => {
  const values: Json[] = [
    null,
    [],
    {},
    'it\'s "quoted" \\ \n \u2028',
    JSON.parse('{"__proto__": {"a b": 1}, "constructor": ["x", -1.5, true]}'),
    { long: ['word '.repeat(60), "\\'".repeat(150), { deep: [[[{ a: 'b' }]]] }], 'a-b': "],'}" },
  ];

  it.each(values.map((value) => [value]))('gives %j back, on short lines', (value) => {
    for (const text of [formatLiteral(value), formatDense(value)]) {
      expect(evaluateSource(text)).toEqual(value);
      const lines = foldSource(text, '  ');
      expect(evaluateSource(lines.join('\n'))).toEqual(value);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(MOST_COLUMNS);
    }
    expect(evaluateSource(`[${fillLines([value, value], '').join('\n')}]`)).toEqual([value, value]);
  });
});

/**
 * The part of Mermaid's language that we write, as regular expressions; they were compared with
 * Mermaid's own parser when they were written.
 */
const TEXT = String.raw`(?:[^#;:<>{}%\\\s]|#\d+;|<br\/>| )+`;
const LINES = [
  /^sequenceDiagram$/,
  new RegExp(String.raw`^ {2}participant c\d+ as ${TEXT}$`),
  new RegExp(String.raw`^ {2}(?: {2})?c\d+(?:->>|-->>|--x|-x)c\d+: ${TEXT}$`),
  new RegExp(String.raw`^ {2}(?: {2})?Note over c\d+(?:,c\d+)?: ${TEXT}$`),
  /^ {2}rect rgb\(\d+, \d+, \d+\)$/,
  /^ {2}end$/,
  /^$/,
];

function outsideOfMermaid(text: string): string[] {
  return text.split('\n').filter((line) => !LINES.some((form) => form.test(line)));
}

describe('a mermaid diagram', () => {
  it('is refused by the grammar if a name is not escaped', () => {
    for (const line of [
      '  participant c0 as a;b',
      '  c0->>c1: a#b',
      '  c0->>c1: x: y',
      'c0->>c1: a',
    ])
      expect(outsideOfMermaid(line)).toEqual([line]);
  });

  it.each(NAMES)('keeps to the grammar with the name %s', async (name) => {
    const scenario = renameScenario(name);
    const text = mermaidDiagram(
      traceOf(networkKind, scenario, await run(networkKind, scenario, { keep: true })),
    );
    expect(outsideOfMermaid(text)).toEqual([]);
    expect(text).not.toMatch(/(as|:) end$/m);
    expect(text).toContain('Note over c0,c1: 1. ');
  });

  it('gives special characters back when its codes are decoded', () => {
    const read = (text: string) =>
      text.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    for (const name of NAMES) expect(read(escapeMermaid(name))).toBe(name);
  });

  it('marks the failing step, and ends each block', async () => {
    const traces = await Promise.all(Array.from({ length: 16 }, (_, index) => drawTrace(index)));
    for (const trace of traces) {
      const text = mermaidDiagram(trace);
      expect(outsideOfMermaid(text)).toEqual([]);
      const blocks = trace.divergence ? 1 : 0;
      expect(text.split('\n').filter((line) => /^ {2}(rect|end)/.test(line))).toHaveLength(
        2 * blocks,
      );
    }
    expect(traces.some(({ divergence }) => divergence !== null)).toBe(true);
  });
});

describe('a test file', () => {
  it('has its columns and its lines', async () => {
    for (let index = 0; index < 16; index++) {
      const lines = testFileText(
        await drawTrace(index),
        { name: 'default', from: './x.ts' },
        harness,
      )
        .trimEnd()
        .split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(MOST_COLUMNS);
      expect(lines.length).toBeLessThan(60);
    }
  });

  it('has 20 steps in less than 40 lines, a step a line where they fit', async () => {
    const [first, second] = exampleScenario.steps;
    const many = (count: number): Scenario => ({
      ...exampleScenario,
      steps: Array.from({ length: count }, (_, index) => (index === 0 ? first : second)).flatMap(
        (step) => (step ? [step] : []),
      ),
    });
    for (const count of [0, 1, 20, 30]) {
      const scenario = many(count);
      const trace = traceOf(
        networkKind,
        scenario,
        await run(networkKind, scenario, { keep: true }),
      );
      const text = testFileText(trace, { name: 'networkKind', from: '#impl' }, harness);
      expect(text.trimEnd().split('\n').length, `${count} steps`).toBeLessThan(40);
      if (count === 20) expect(text.match(/^ {2}\{ kind: .*\},$/gm)).toHaveLength(20);
    }
  });
});

describe('a finding on a terminal', () => {
  async function told(
    finding: Finding,
    trace: Trace | undefined,
    replay = 'npx partyline replay x',
  ) {
    const text = findingText(finding, {
      replay,
      colours: coloursFor(false),
      trace,
      explanation: ['without step 1 it passes', 'steps 2 and 3 may be swapped'],
    });
    return text.split('\n');
  }

  async function failing() {
    for (let index = 1; ; index += 2) {
      const trace = await drawTrace(index);
      if (trace.divergence) return trace;
    }
  }

  it('tells clause, steps, tables, reasons, what happened, why, and the command', async () => {
    const trace = await failing();
    const { clause, signature, detail, at } = trace.divergence as NonNullable<Trace['divergence']>;
    const finding = { ...exampleFinding(clause, signature), detail, at, scenario: trace.scenario };
    const text = (await told(finding, trace)).join('\n');
    expect(text).toContain(`${clause} is violated`);
    expect(text).toMatch(new RegExp(`^> +${at + 1}  `, 'm'));
    expect(text).toContain('table of ');
    expect(text).toContain('  as it happened, from top to bottom:');
    expect(text).toContain('  why: without step 1 it passes\n       steps 2 and 3 may be swapped');
    expect(text).toMatch(/ {2}replay: npx partyline replay x$/);
  });

  it('fits 80 columns, but for the command, which is there to be copied', async () => {
    const replay = `npx partyline replay ${'folder/'.repeat(20)}x.json`;
    for (let index = 0; index < 20; index++) {
      const trace = await drawTrace(index);
      const { clause, signature, detail, at } = trace.divergence ?? exampleFinding('LINE-1');
      const finding = {
        ...exampleFinding(clause, signature),
        detail,
        at,
        scenario: trace.scenario,
      };
      const lines = await told(finding, trace, replay);
      expect(lines.at(-1)).toBe(replay);
      for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('tells who must hear and did not, and why', async () => {
    const deaf = mutants.find(({ id }) => id === 'ports-by-number');
    if (!deaf) throw new Error('no such mutant');
    const place = { orc: 'p2@T', pair: 'a2' };
    const scenario = {
      ...exampleScenario,
      topology: {
        ...exampleScenario.topology,
        orcs: [...exampleScenario.topology.orcs, { name: place.orc, nice: 0 }],
        pairs: [
          { ...exampleScenario.topology.pairs[0], id: 'a2' },
          ...exampleScenario.topology.pairs,
        ],
      },
      steps: [{ kind: 'join', ...place }, ...exampleScenario.steps],
    } as Scenario;
    const trace = traceOf(deaf.kind, scenario, await run(deaf.kind, scenario, { keep: true }));
    const finding = { ...exampleFinding('ARP-7'), at: 3, scenario };
    expect(await told(finding, trace)).toEqual(
      expect.arrayContaining([
        '     ! p1@T at T by a1 must hear, but did not: at T, where the event is routed;',
        '         it holds l1 by "news<l1>"',
      ]),
    );
  });
});

/**
 * The pictures of findings: whole SVG documents in which names are only text, that load nothing, and in which no line of text is
 * longer than its place, whatever the font.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { mutants } from '#impl';
import type { RouterKind, Scenario } from '#spec';
import { parseScenario } from '#spec';
import { trace } from '../../lockstep/trace.ts';
import { drawFinding } from './findingPicture.ts';
import { findingPaths, traceFinding } from './findingsXcraft.ts';

const WIDTH = 850;
/** Wider than a character is on average in DejaVu Sans, in px by the size of the text. */
const widest = { headline: 10.2, bad: 8.4, text: 7.8 };

/** The lines of text beside the drawing, each with its kind and where it begins. */
const linesOf = (svg: string) =>
  [...svg.matchAll(/<text class="said (\w+)" x="([\d.]+)" y="[\d.]+">([^<]*)<\/text>/g)].map(
    ([, kind = '', x, text = '']) => ({ kind, x: Number(x), text: text.replace(/&\w+;/g, '?') }),
  );

/** Every fourth finding of the published router that can be drawn. */
const drawn: string[] = [];
for (const [at, path] of findingPaths().entries()) {
  if (at % 4 !== 0) continue;
  const { trace } = await traceFinding(path);
  if (trace.divergence) drawn.push(await drawFinding(trace));
}

it('pictures are well-formed, load nothing and hold no script', () => {
  expect(drawn.length).toBeGreaterThan(10);
  for (const svg of drawn) {
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import/);
    expect(svg).not.toMatch(/<script|<foreignObject|\son\w+=/);
  }
});

it('no line is longer than its place', () => {
  const all = drawn.flatMap(linesOf);
  expect(all.length).toBeGreaterThan(80);
  for (const { kind, x, text } of all)
    expect(x + text.length * (widest[kind as 'bad'] ?? widest.text), text).toBeLessThan(WIDTH);
});

it('a topic that looks like an element is only text', async () => {
  const topic = '</text><script>alert(1)</script>&\u202e<l1>';
  const scenario = parseScenario({
    version: 1,
    topology: {
      nodes: [{ token: 'n"&\'1', horde: 'h1' }],
      uplinks: [],
      orcs: [{ name: 'p1@n1', nice: 0 }],
      pairs: [{ id: 's1', node: 'n"&\'1', backend: 'axon', port: 4001 }],
    },
    steps: [
      { kind: 'join', orc: 'p1@n1', pair: 's1' },
      { kind: 'publish', node: 'n"&\'1', topic },
    ],
  }) as Scenario;
  expect(scenario).toHaveProperty('steps');
  const { kind } = mutants.find(({ id }) => id === 'nobody-means-everybody') ?? {};
  const svg = await drawFinding(await trace(kind as RouterKind, scenario));
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(svg).toContain('&lt;/text>&lt;script>');
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u202e');
  const { svg: read } = new XMLParser({ ignoreAttributes: false }).parse(svg);
  expect(Object.keys(read)).not.toContain('script');
});

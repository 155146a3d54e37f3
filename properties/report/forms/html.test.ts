/** The page as a file: it contains all it needs, loads nothing, and no name in a scenario breaks out of its data. */
import { describe, expect, it } from 'vitest';
import { mutants, networkKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { trace } from '../../lockstep/trace.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../../testing/exampleReport.ts';
import { plantedReport } from '../../testing/plantedReport.ts';
import { unpackJson } from '../page/unpack.ts';
import { drawingOf } from '../picture/drawTrace.ts';
import { sightingsOf } from '../picture/sightings.ts';
import { embedJson, htmlReport } from './html.ts';
import { pageDocument } from './pageData.ts';

const hostile = '</script><script>alert("x")</script><!--\u2028&amp;';
const finding = {
  ...exampleFinding('LINE-1'),
  detail: hostile,
  scenario: JSON.parse(
    JSON.stringify(exampleScenario).replaceAll('p1@T', JSON.stringify(`${hostile}@T`).slice(1, -1)),
  ) as Scenario,
};
const report = {
  ...exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'violated' }, [finding]),
  router: { name: hostile, version: '1' },
};
const document = pageDocument(report, [], {
  version: '0.1.0',
  traces: new Map(),
  replay: () => `npx partyline replay '${hostile}'`,
});

describe('the page as a file', () => {
  it('keeps hostile names as data', async () => {
    const html = await htmlReport(document);
    expect(html.match(/<\/?script/gi)).toHaveLength(4);
    expect(html.match(/<!--/g)).toHaveLength(1);
    expect(html).not.toContain('\u2028');
    const packed = /<script type="[\w/-]+" id="document">([\w+/=]*)<\/script>/.exec(html)?.[1];
    expect(await unpackJson(packed ?? '')).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('refers to nothing outside of itself', async () => {
    const html = await htmlReport({ ...document, findings: [] });
    expect(html).not.toMatch(/\b(src|href)="(?!#)/);
    expect(html).not.toMatch(/@import|url\(|sourceMappingURL|fetch\(|XMLHttpRequest/);
    const addresses = html.match(/https?:\/\/[\w./-]+/g) ?? [];
    // XML namespaces, which no browser loads, and the address of the licence.
    const inert = /^http:\/\/www\.w3\.org\/|^https:\/\/opensource\.org\/license\/mit$/;
    expect(addresses.filter((address) => !inert.test(address))).toEqual([]);
    expect(html).toMatch(/default-src 'none'/);
  });

  it('stays small', async () => {
    const html = await htmlReport({ ...document, findings: [] });
    expect(html.length).toBeLessThan(96_000);
  });

  it('stays small with forty findings, each with its trace', async () => {
    const { report, traces } = await plantedReport(mutants, 40);
    const options = { version: '0.1.0', traces, replay: () => 'npx partyline replay x' };
    const html = await htmlReport(pageDocument(report, [], options));
    expect(Buffer.byteLength(html)).toBeLessThan(160_000);
  });

  it('escapes whatever could end a script', () => {
    expect(embedJson('<>\u2028\u2029')).toBe('"\\u003c\\u003e\\u2028\\u2029"');
    expect(JSON.parse(embedJson({ [hostile]: hostile }))).toEqual({ [hostile]: hostile });
  });
});

describe('the drawing', () => {
  const scenario = parseScenario({
    version: 1,
    topology: {
      nodes: ['T', 'B', 'C'].map((token) => ({ token, horde: `h${token}` })),
      uplinks: [
        { below: 'B', above: 'T' },
        { below: 'C', above: 'B' },
      ],
      orcs: [{ name: 'p1@C', nice: 0 }],
      pairs: [{ id: 'a1', node: 'C', backend: 'axon', port: 4001 }],
    },
    steps: [
      { kind: 'subscribe', orc: 'p1@C', pair: 'a1', topic: 'news<l1>' },
      { kind: 'publish', node: 'T', topic: 'news<l1>' },
    ],
  }) as Scenario;

  it('puts higher nodes on top and clients below', async () => {
    const { nodes, pairs } = drawingOf(await trace(networkKind, scenario));
    const top = (token: string) => nodes.find((each) => each.token === token)?.y ?? Number.NaN;
    expect(top('T')).toBeLessThan(top('B'));
    expect(top('B')).toBeLessThan(top('C'));
    expect(pairs[0]?.y).toBeGreaterThan(top('C'));
  });

  it('marks what is missing and what is surplus', async () => {
    const { frames } = await trace(networkKind, scenario);
    const frame = frames[1];
    if (!frame) throw new Error('the second step was not run');
    expect(sightingsOf(frame).map(({ sign }) => sign)).toEqual(['both', 'both', 'both', 'router']);
    const [first, ...rest] = frame.observed;
    if (!first) throw new Error('nothing was seen');
    const other = { ...first, node: 'X' } as typeof first;
    const signs = sightingsOf({ ...frame, observed: [...rest, other] }).map(({ sign }) => sign);
    expect(signs).toEqual(['missing', 'both', 'both', 'router', 'surplus']);
  });
});

/** Space-time diagrams: who sent what to whom, within 80 columns for any number of participants. */
import { describe, expect, it } from 'vitest';
import { mutants, networkKind, routerKind } from '#impl';
import type { Scenario, Step } from '#spec';
import { orcName, pairId, parseScenario } from '#spec';
import { trace } from '../../lockstep/trace.ts';
import { generate } from '../../scenario/draw.ts';
import { exampleScenario } from '../../testing/exampleReport.ts';
import { coloursFor } from '../../wording/colours.ts';
import { WIDTH } from '../../wording/wrap.ts';
import { spacetimeLines } from './spacetime.ts';

const mutant = (id: string) => {
  const found = mutants.find((each) => each.id === id);
  if (!found) throw new Error(`no mutant ${id}`);
  return found.kind;
};

/**
 * A chain of nodes, the highest first, with pairs at the lowest: `count` participants in all, each of
 * which takes part.
 */
function crowd(count: number, name = (index: number) => `${index}`): Scenario {
  const nodeCount = Math.ceil(count / 2);
  const nodes = Array.from({ length: nodeCount }, (_, index) => `n${name(index)}`);
  const lowest = nodes.at(-1) as string;
  const pairs = Array.from({ length: count - nodeCount }, (_, index) => `s${name(index)}`);
  const parsed = parseScenario({
    version: 1,
    topology: {
      nodes: nodes.map((token) => ({ token, horde: token })),
      uplinks: nodes.slice(1).map((below, index) => ({ below, above: nodes[index] })),
      orcs: pairs.map((_, index) => ({ name: `p${index}@T`, nice: 0 })),
      pairs: pairs.map((id) => ({ id, node: lowest, backend: 'axon', port: 4001 })),
    },
    steps: [
      ...pairs.map((pair, index) => ({
        kind: 'subscribe',
        orc: `p${index}@T`,
        pair,
        topic: 'news<l1>',
      })),
      { kind: 'publish', node: nodes[0], topic: 'news<l1>' },
    ],
  });
  if (!('steps' in parsed)) throw new Error(parsed.join('\n'));
  return parsed;
}

const longest = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length));

describe('a space-time diagram', () => {
  it('draws what goes up and what comes down, a lane a participant, the highest first', async () => {
    expect(spacetimeLines(await trace(routerKind, crowd(3)))).toEqual([
      '     n0    n1    s0',
      '                 p0@T',
      '  1  │     │<────┤  p0@T subscribes "news<l1>"',
      '     │<────┤     │  :conn-line l1 p0@T',
      '  2  o     │     │  publishes "news<l1>"',
      '     ├────>│     │  e1 "news<l1>"',
      '     │     ├────>│  e1 "news<l1>"',
      '     signs: ──> travels, o acts',
    ]);
  });

  it('dashes what is missing and marks what is surplus, at the step that fails', async () => {
    const steps = [
      { kind: 'join', orc: 'p1@T', pair: 's1' },
      { kind: 'subscribe', orc: 'p2@T', pair: 's2', topic: 'news<l1>' },
      { kind: 'publish', node: 'T', topic: 'news<l1>' },
    ];
    const topology = {
      nodes: [{ token: 'T', horde: 'T' }],
      uplinks: [],
      orcs: ['p1@T', 'p2@T'].map((name) => ({ name, nice: 0 })),
      pairs: ['s1', 's2'].map((id) => ({ id, node: 'T', backend: 'axon', port: 4001 })),
    };
    const scenario = parseScenario({ version: 1, topology, steps }) as Scenario;
    const failed = await trace(mutant('ports-by-number'), scenario);
    expect(spacetimeLines(failed).slice(-4)).toEqual([
      '> 3  o     │     │  publishes "news<l1>"',
      '     ├╌╌╌╌╌┼╌╌╌╌>│  - missing e2 "news<l1>"',
      '     ├────>│     │  + surplus e2 "news<l1>"',
      '     signs: ──> travels, > fails, o acts, * handles or emits, ╌╌> never came',
    ]);
    expect(spacetimeLines(failed, { ascii: true }).join('\n')).toMatch(/^[ -~\n]+$/);
    expect(spacetimeLines(failed).join('')).not.toContain('\u001b');
    const coloured = spacetimeLines(failed, { colours: coloursFor(true) });
    expect(coloured.at(-3)).toBe(`\u001b[31m${spacetimeLines(failed).at(-3)}\u001b[39m`);
  });

  it('shows the input by which a frame attaches a pair anew that is over', async () => {
    const orc = orcName('p1@T');
    const pair = pairId('a1');
    const join: Step = { kind: 'join', orc, pair };
    const cut: Step = { kind: 'cut', pair, socket: 'command' };
    for (const end of [{ kind: 'leave', orc } as const, cut]) {
      const again = { ...exampleScenario, steps: [join, end, join] };
      const lines = spacetimeLines(await trace(routerKind, again));
      expect(lines).toContain('  3  │<────┤  a1 attaches anew');
      expect(lines[lines.indexOf('  3  │<────┤  a1 attaches anew') + 1]).toBe(
        '     │<────┤  p1@T joins',
      );
      expect(lines.filter((line) => line.includes('anew'))).toHaveLength(1);
    }
  });

  it('shows who hears by an emitter', async () => {
    const onEmitter: Scenario = {
      ...exampleScenario,
      topology: {
        ...exampleScenario.topology,
        pairs: exampleScenario.topology.pairs.map((pair) => ({
          ...pair,
          backend: 'ee',
          port: null,
        })),
      },
    };
    expect(spacetimeLines(await trace(routerKind, onEmitter)).slice(-4)).toEqual([
      '  3  o     │  publishes "news<l1>"',
      '     *     │  emits e2 "news<l1>"',
      '     ├────>│  p1@T hears it',
      '     signs: ──> travels, o acts, * handles or emits',
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 20])(
    'fits 80 columns with %i participants',
    async (count) => {
      for (const name of [
        (index: number) => `${index}`,
        (index: number) => `${index}${'-a-long-name'.repeat(8)}`,
      ]) {
        const scenario = crowd(count, name);
        const lines = spacetimeLines(await trace(routerKind, scenario));
        expect(longest(lines)).toBeLessThanOrEqual(WIDTH);
        // Lanes as long as they fit, otherwise lines of words.
        expect(lines[0]).toMatch(count <= 12 ? /^ {5,6}(n0|#1)/ : /^ {2,3}1 {2}s\S* > n/);
        expect(lines.join('\n')).toMatch(/publishes|"news<l1>"/);
      }
    },
  );

  it('leaves out who takes no part before it gives up lanes', async () => {
    const few = crowd(4);
    const idle = crowd(16);
    const { nodes } = idle.topology;
    const scenario: Scenario = {
      ...few,
      topology: { ...few.topology, nodes: [...few.topology.nodes, ...nodes.slice(2)] },
    };
    const [header] = spacetimeLines(await trace(routerKind, scenario));
    expect(header?.trim().split(/\s+/)).toEqual(['n0', 'n1', 's0', 's1']);
  });

  it('fits 80 columns for any generated scenario', async () => {
    for (let index = 0; index < 40; index++) {
      const kind = index % 2 === 0 ? networkKind : mutants[index % mutants.length]?.kind;
      const lines = spacetimeLines(await trace(kind ?? networkKind, generate('diagram', index)));
      expect(longest(lines)).toBeLessThanOrEqual(WIDTH);
    }
  });
});

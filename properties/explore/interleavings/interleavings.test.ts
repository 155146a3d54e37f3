/**
 * Every interleaving of small scripts where several ways lead from a node to another. The counts of the first four are those of a second
 * search, written apart from this one in another language, over a table model of its own and with other names for its states: 203 for
 * the diamond, 30 for the mutual pair, 98 for the triangle, 50 for the ring. (The others differ from it, as a loss is here a notice in
 * flight to each end, and there known at once below.)
 */
import { describe, expect, it } from 'vitest';
import { modelKindWith } from '#model';
import type { RouterKind, Scenario, Step } from '#spec';
import { orcName, pairId, parseScenario } from '#spec';
import { run } from '../../lockstep/run.ts';
import { exploreInterleavings } from './interleavings.ts';

type Links = readonly (readonly [below: string, above: string])[];

const diamond: Links = [
  ['T', 'B'],
  ['T', 'C'],
  ['B', 'D'],
  ['C', 'D'],
];
const triangle: Links = [
  ['T', 'B'],
  ['T', 'C'],
  ['B', 'C'],
];
const mutual: Links = [
  ['T', 'C'],
  ['C', 'T'],
];
const ring: Links = [
  ['T', 'B'],
  ['B', 'C'],
  ['C', 'T'],
];
/** A node below both nodes of a mutual pair. */
const belowPair: Links = [
  ['T', 'B'],
  ['T', 'C'],
  ['B', 'C'],
  ['C', 'B'],
];

const orc = orcName('p@T');
const pair = pairId('s1');
const topic = '<l1>';

/** Returns the step of a word of the script; `S` waits until nothing is in flight. */
function stepOf(word: string): unknown {
  const [kind, first, second] = word.split(' ');
  switch (kind) {
    case 'join':
      return { kind, orc, pair };
    case 'sub':
      return { kind: 'subscribe', orc, pair, topic };
    case 'unsub':
      return { kind: 'unsubscribe', orc, pair, topic };
    case 'leave':
      return { kind, orc };
    case 'pub':
      return { kind: 'publish', node: first, topic };
    case 'down':
    case 'up':
      return { kind: `uplink ${kind}`, below: first, above: second };
    default:
      return { kind: 'settle' };
  }
}

function scriptOf(links: Links, script: string): Scenario {
  const tokens = [...new Set(links.flat())];
  return parseScenario({
    version: 1,
    topology: {
      nodes: tokens.map((token) => ({ token, horde: `h${token}` })),
      uplinks: links.map(([below, above]) => ({ below, above })),
      orcs: [{ name: orc, nice: 0 }],
      pairs: [{ id: pair, node: 'T', backend: 'axon', port: 4001 }],
      variants: ['ways'],
    },
    steps: script.split(', ').map(stepOf),
  }) as Scenario;
}

const cases: readonly (readonly [name: string, links: Links, script: string, states: number])[] = [
  ['diamond', diamond, 'join, sub, leave', 203],
  ['mutual pair', mutual, 'join, sub, leave', 30],
  ['triangle', triangle, 'join, sub, leave', 98],
  ['ring', ring, 'join, sub, leave', 50],
  ['diamond', diamond, 'join, sub, pub D, pub D', 305],
  ['diamond', diamond, 'join, sub, down T B, up T B', 595],
  ['diamond', diamond, 'sub, S, down B D, pub D', 26],
  ['mutual pair', mutual, 'join, sub, pub C, pub T, unsub, leave', 155],
  ['mutual pair', mutual, 'join, sub, down T C, down C T, up T C, up C T, leave', 489],
  ['ring', ring, 'join, sub, down T B, up T B, unsub', 370],
  ['triangle', triangle, 'sub, down T C, up T C, unsub', 150],
  ['below a mutual pair', belowPair, 'join, sub, S, down T B, down T C, pub B', 202],
];

describe('every interleaving', () => {
  it.each(cases)('%s: %s comes to rest as the history says', async (_, links, script, states) => {
    const found = await exploreInterleavings(scriptOf(links, script));
    expect(found).toMatchObject({ fault: null, isComplete: true, states });
    expect(found.ends).toBeGreaterThan(0);
  });

  it('is run on a router to each end, and a router that forgets is found', async () => {
    const kind = modelKindWith(['ways']);
    const forgetful: RouterKind = {
      ...kind,
      create(options) {
        const router = kind.create(options);
        const isDropped = (kindOf: string) => kindOf === ':disconn-line';
        return {
          ...router,
          handle: (input) =>
            router
              .handle(input)
              .filter((each) => each.kind !== 'send' || !isDropped(each.message.kind)),
        };
      },
    };
    const judgeOn = (router: RouterKind) => async (scenario: Scenario) =>
      (await run(router, scenario)).findings[0]?.clause ?? null;
    const script = scriptOf(mutual, 'join, sub, unsub');
    const right = await exploreInterleavings(script, { judge: judgeOn(kind) });
    expect(right).toMatchObject({ fault: null, isComplete: true });
    const wrong = await exploreInterleavings(script, { judge: judgeOn(forgetful) });
    expect(wrong.fault?.what).toBe('LINE-2');
    expect(wrong.fault?.scenario.steps[0]).toEqual({ kind: 'hold' } satisfies Step);
  });

  it('stops at the limit, and then has proved nothing', async () => {
    const found = await exploreInterleavings(scriptOf(diamond, 'join, sub, leave'), { limit: 20 });
    expect(found).toMatchObject({ states: 20, isComplete: false, fault: null });
  });
});

/** Hostile input: our routers withstand the fuzzer, and routers with a planted hole do not (SAFE-1). */
import { describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import { modelKind } from '#model';
import type { Input, Json, Router, RouterKind, Scenario } from '#spec';
import {
  FRAME_DEPTH,
  horde,
  lineId,
  nodeToken,
  orcName,
  pairId,
  parseScenario,
  readEvent,
  readMessage,
} from '#spec';
import { check } from '../campaign/check.ts';
import { run } from '../lockstep/run.ts';
import { Unsupported } from '../network/undriven.ts';
import { shapes } from '../scenario/topology.ts';
import { seeded } from '../scenario/values/chance.ts';
import { byEffort, sampleOf } from '../testing/effort.ts';
import { drawHostile } from './frames.ts';
import { formatFuzzCampaign, fuzzRouter } from './fuzzCampaign.ts';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
const FRAMES = byEffort(4000, 100_000);

describe('a fuzz campaign', () => {
  it.each([['our router', routerKind] as const, ['the model', modelKind] as const])(
    `SAFE-1: ${FRAMES} hostile frames do no harm to %s`,
    async (_name, kind) => {
      const campaign = await fuzzRouter(kind, { seed, frames: FRAMES });
      expect(campaign.findings).toEqual([]);
      expect(campaign.frames).toBe(FRAMES);
      expect(campaign.steps).toBeGreaterThan(FRAMES / 100);
      expect(formatFuzzCampaign(campaign)).toMatch(
        /^\d+ 000 hostile frames among (\d )?\d{3} good steps: none threw, tables and deliveries as without them$/,
      );
    },
    // Time limit in ms: the test takes some seconds, and more on a shared machine.
    120_000,
  );

  it('ends where no frame can be injected, and where the router does not support it yet', async () => {
    const crashing = withHole(routerKind, (right, input) => {
      if (input.kind === 'attached') throw new Error('not today');
      return right.handle(input);
    });
    const features = crashing.features.filter((each) => each !== 'stray frames');
    const unattached = { ...crashing, features };
    const none = await fuzzRouter(unattached, { seed, frames: 100, shapes: ['single'] });
    expect([none.frames, none.findings]).toEqual([0, []]);
    const partial = withHole(routerKind, (right, input) => {
      if (input.kind !== 'frame' || typeof readMessage(input.frame) !== 'string')
        return right.handle(input);
      throw new Unsupported('malformed frames');
    });
    const { frames, findings } = await fuzzRouter(partial, { seed, frames: 100 });
    expect(frames).toBe(100);
    expect(findings).toEqual([]);
  });

  it('injects the same frames for the same seed', async () => {
    const sentFrames = async () => {
      const frames: unknown[] = [];
      const kind = withHole(routerKind, (right, input) => {
        if (input.kind === 'frame' || input.kind === 'event') frames.push(input.frame);
        return right.handle(input);
      });
      await fuzzRouter(kind, { seed, frames: 500 });
      return frames;
    };
    expect(await sentFrames()).toEqual(await sentFrames());
  });
});

describe('hostile frames', () => {
  const names = { orcs: ['p1@T'], lines: ['l1'], tokens: ['T', 's1'] };
  const drawn = (bus: 'command' | 'event') => {
    const chance = seeded('drawn', 0);
    return Array.from({ length: 5000 }, () => drawHostile(chance, bus, names));
  };

  const texts = drawn('command').map((frame) => JSON.stringify(frame));

  it.each(['command', 'event'] as const)('are malformed, all of them, on the %s bus', (bus) => {
    const read = bus === 'command' ? readMessage : readEvent;
    expect(drawn(bus).filter((frame) => typeof read(frame) !== 'string')).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['keys that every object has', /"__proto__":/],
    ['kinds that every object has', /"kind":"constructor"/],
    ['over-long names', /x{257}/],
    ['halves of characters', /\\ud800/],
    ['control characters', /\\u0000/],
    ['numbers as texts', /"(port|nice)":"\d+"/],
    ['thousands of levels', /(\[{1000}|(\{"arp":){1000})/],
    ['100 000 characters', /x{100000}/],
    ['messages that are texts', /^"\{/],
  ])('are sometimes %s', (_what, looks) => {
    expect(texts.some((text) => looks.test(text))).toBe(true);
  });
});

/** Returns a router that mishandles some inputs: `change` answers each input and can call the correct router. */
function withHole(
  kind: RouterKind,
  handle: (right: Router, input: Input) => ReturnType<Router['handle']>,
): RouterKind {
  return {
    ...kind,
    name: 'doctored',
    create(options) {
      const right = kind.create(options);
      return { ...right, handle: (input) => handle(right, input) };
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Each of these routers must be found wrong within so many frames, for each of the seeds. */
const HOLES: readonly [what: string, within: number, kind: RouterKind][] = [
  [
    'throws on a key __proto__',
    500,
    withHole(routerKind, (right, input) => {
      if (
        input.kind === 'frame' &&
        isRecord(input.frame) &&
        Object.hasOwn(input.frame, '__proto__')
      )
        throw new TypeError('not a plain object');
      return right.handle(input);
    }),
  ],
  [
    'takes a :conn-line without arp for one with',
    5000,
    withHole(routerKind, (right, input) => {
      if (input.kind !== 'frame' || !isRecord(input.frame) || input.frame.kind !== ':conn-line')
        return right.handle(input);
      const arp = { token: 'T', port: 4001, hordes: [], nice: 0 };
      return right.handle({ ...input, frame: { ...input.frame, arp } });
    }),
  ],
  [
    'throws on an event from above that is none',
    500,
    withHole(routerKind, (right, input) => {
      if (input.kind === 'event') (input.frame as { topic: string }).topic.indexOf('<');
      return right.handle(input);
    }),
  ],
  ...[
    'events-of-a-down-uplink',
    'lost-node-is-heard',
    'ended-pair-is-heard',
    'unattached-pair-is-heard',
  ].map((id): [what: string, within: number, kind: RouterKind] => {
    const { fault, kind } = mutants.find((each) => each.id === id) as (typeof mutants)[number];
    return [fault, 30_000, kind];
  }),
];

/** Returns a router that is harmed late: after its third refusal it writes no more events. */
function createTiringRouter(): RouterKind {
  return {
    ...routerKind,
    name: 'tiring',
    create(options) {
      const right = routerKind.create(options);
      let refused = 0;
      return {
        ...right,
        handle(input) {
          const effects = right.handle(input);
          if (effects.some((each) => each.kind === 'refuse' && each.fault === 'MALFORMED'))
            refused++;
          return refused < 3 ? effects : effects.filter(({ kind }) => kind !== 'write');
        },
      };
    },
  };
}

describe('a router with a planted fault', () => {
  const checked = (kind: RouterKind, shrink: boolean) =>
    check([kind], { seed: 'holes', runs: 1, hostile: 5000, shapes, shrink, now: () => 0 });

  it.each(sampleOf(HOLES, 3))(
    'SAFE-1: %s: is caught within %i frames',
    async (_what, within, kind) => {
      for (const each of sampleOf(['a', 'b', 'c'], 1)) {
        const { findings } = await fuzzRouter(kind, { seed: each, frames: within });
        expect(findings.length).toBeGreaterThan(0);
        expect(findings.every(({ divergence }) => divergence.clause === 'SAFE-1')).toBe(true);
      }
    },
  );

  it('SAFE-1: the finding is small, and fails again when it was stored', async () => {
    const [, , kind] = HOLES[0] as (typeof HOLES)[number];
    const { findings, clauses, hostile } = await checked(kind, true);
    const [finding] = findings;
    expect(finding).toMatchObject({ clause: 'SAFE-1', reproduced: true });
    const stored = parseScenario(JSON.parse(JSON.stringify(finding?.scenario))) as Scenario;
    expect(stored.steps).toHaveLength(1);
    expect(JSON.stringify(stored.steps)).toMatch(/"frame":\{"__proto__":(null|\[\]|0|"")\}/);
    const [again] = (await run(kind, stored)).findings;
    expect(again?.signature).toBe(finding?.signature);
    expect(clauses.find(({ id }) => id === 'SAFE-1')?.evidence).toMatch(
      /hostile frames among .* did harm in \d scenarios?, the first within \d+ frames: it threw$/,
    );
    expect(hostile?.breaches).toBeGreaterThan(0);
  });

  it('SAFE-1: an event that is lost later is blamed on the frames before it', async () => {
    const kind = createTiringRouter();
    const { findings } = await checked(kind, false);
    const laid = findings.find(({ signature }) => /^SAFE-1\|(frame|hearing)/.test(signature));
    expect(laid).toMatchObject({ clause: 'SAFE-1', reproduced: true });
    expect(laid?.also.some((id) => id.startsWith('EVENT-'))).toBe(true);
    if (!laid) return;
    const { steps, ...rest } = laid.scenario;
    const innocent = steps.filter((step) => step.kind !== 'inject' && step.kind !== 'garble');
    expect(innocent.length).toBeLessThan(steps.length);
    expect((await run(kind, { ...rest, steps: innocent })).findings).toEqual([]);
  });
});

describe('a hostile scenario', () => {
  const node = nodeToken('T');
  const above = nodeToken('B');
  const topology = {
    nodes: [node, above].map((token) => ({ token, horde: horde(token) })),
    uplinks: [{ below: node, above }],
    orcs: [{ name: orcName('p1@T'), nice: 0 }],
    pairs: [{ id: pairId('s1'), node, backend: 'axon' as const, port: 4001 }],
  };
  const deep = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  const staged = (frame: Json): Scenario => ({
    version: 1,
    topology,
    steps: [
      { kind: 'join', orc: orcName('p1@T'), pair: pairId('s1') },
      { kind: 'inject', pair: pairId('s1'), frame },
      { kind: 'garble', below: node, above, bus: 'command', frame },
      { kind: 'garble', below: node, above, bus: 'event', frame },
      { kind: 'publish', node: above, topic: `wh::<${lineId('l1')}>.changed` },
    ],
  });

  it.each<[string, Json]>([
    ['a key __proto__', JSON.parse('{"__proto__":{"kind":"command"},"kind":"constructor"}')],
    ['half a character', { kind: '\ud800', orcName: '\udc00@T' }],
    ['thousands of levels', deep(FRAME_DEPTH)],
    ['a long text', 'x'.repeat(100_000)],
  ])('survives storing, and the routers of the house go through it: %s', async (_what, frame) => {
    const text = JSON.stringify(staged(frame), null, 1);
    const stored = parseScenario(JSON.parse(text)) as Scenario;
    expect(JSON.stringify(stored, null, 1)).toBe(text);
    for (const kind of [routerKind, modelKind])
      expect((await run(kind, stored)).findings).toEqual([]);
  });

  it('is refused in a sentence where it is too deep to be written down again', () => {
    expect(parseScenario(staged(deep(FRAME_DEPTH + 2)))).toContainEqual(
      expect.stringMatching(/^steps.1.frame: expected JSON data, at most 2000 levels deep$/),
    );
  });

  it('SAFE-1: no depth of nesting crashes a router', () => {
    for (const kind of [routerKind, modelKind]) {
      const router = kind.create({ token: node, horde: horde('T') });
      const frame = deep(200_000);
      router.handle({ kind: 'attached', pair: pairId('s1'), backend: 'axon', port: 1, node: null });
      for (const each of [frame, { kind: ':conn-line', orcName: 'p1@T', lineId: 'l', arp: frame }])
        expect(router.handle({ kind: 'frame', pair: pairId('s1'), frame: each })).toMatchObject([
          { kind: 'refuse' },
        ]);
    }
  });
});

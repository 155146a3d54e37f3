/** The fabric: the inputs that a router receives, and what the fabric does with its effects. */

import { describe, expect, it } from 'vitest';
import type { Effect, Input, RouterKind, Step, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import { Fabric } from './fabric.ts';
import { liftKind } from './lifting.ts';

const T = nodeToken('T');
const B = nodeToken('B');
const s1 = pairId('s1.T');
const p1 = orcName('p1@T');

const topology: Topology = {
  nodes: [
    { token: T, horde: horde('T') },
    { token: B, horde: horde('B') },
  ],
  uplinks: [{ below: T, above: B }],
  orcs: [{ name: p1, nice: -4 }],
  pairs: [{ id: s1, node: T, backend: 'axon', port: 4001 }],
};

/** A router that records its inputs and answers with the given effects. */
function createScriptedRouter(
  answer: (node: string, input: Input) => readonly Effect[] = () => [],
) {
  const inputs: { readonly node: string; readonly input: Input }[] = [];
  const kind: RouterKind = {
    level: 'router',
    name: 'scripted',
    version: '0',
    features: [],
    create: ({ token }) => ({
      handle(input) {
        inputs.push({ node: token, input });
        return answer(token, input);
      },
    }),
  };
  const network = liftKind(kind).create(topology);
  if (network instanceof Promise) throw new Error('the fabric waits for nothing');
  const apply = (step: Step, index = 0) => {
    inputs.length = 0;
    return network.apply(step, index);
  };
  return { inputs, apply, kind };
}

const kinds = (inputs: readonly { readonly input: Input }[]) =>
  inputs.map(({ input }) => input.kind);

describe('the fabric', () => {
  it('ARP-2: a pair is attached before the first word on it, and once only', () => {
    const { inputs, apply } = createScriptedRouter();
    apply({ kind: 'join', orc: p1, pair: s1 });
    expect(kinds(inputs)).toEqual(['attached', 'frame']);
    expect(inputs[1]?.input).toMatchObject({
      frame: {
        kind: 'command',
        name: 'join',
        join: true,
        arp: { token: s1, port: 4001, nice: -4 },
      },
    });
    apply({ kind: 'command', orc: p1, pair: s1, name: 'job' });
    expect(kinds(inputs)).toEqual(['frame']);
  });

  it('EVENT-10: an unsubscribe that matches none is refused by the client, and the router hears nothing', () => {
    const { inputs, apply } = createScriptedRouter();
    apply({ kind: 'join', orc: p1, pair: s1 });
    const seen = apply({ kind: 'unsubscribe', orc: p1, pair: s1, topic: 'a::<l>.x' });
    expect(seen).toMatchObject([{ kind: 'refusal', node: 'T', fault: 'NOT_SUBSCRIBED' }]);
    expect(inputs).toEqual([]);
  });

  it('LINE-2: a topic without a line is kept by the client and sends nothing', () => {
    const { inputs, apply } = createScriptedRouter();
    apply({ kind: 'join', orc: p1, pair: s1 });
    apply({ kind: 'subscribe', orc: p1, pair: s1, topic: 'news.*' });
    expect(inputs).toEqual([]);
    apply({ kind: 'subscribe', orc: p1, pair: s1, topic: 'a::<l>.x' });
    expect(inputs[0]?.input).toMatchObject({ frame: { kind: ':conn-line', lineId: 'l' } });
  });

  it('ROUTE-1: leaving says so on the endpoint, and the client forgets it', () => {
    const { inputs, apply } = createScriptedRouter();
    apply({ kind: 'join', orc: p1, pair: s1 });
    apply({ kind: 'leave', orc: p1 });
    expect(inputs.map(({ input }) => input)).toEqual([
      { kind: 'frame', pair: s1, frame: { kind: ':delete-route', orcName: p1 } },
    ]);
    apply({ kind: 'leave', orc: p1 });
    expect(inputs).toEqual([]);
  });

  it('ROUTE-1: what is in flight on a pair that the router closes is lost with it', () => {
    const { inputs, apply } = createScriptedRouter((_node, input) =>
      input.kind === 'frame' ? [{ kind: 'close', pair: s1, reason: 'test' }] : [],
    );
    const seen = apply({ kind: 'join', orc: p1, pair: s1 });
    expect(seen).toEqual([{ kind: 'closed', node: 'T', pair: s1 }]);
    apply({ kind: 'join', orc: p1, pair: s1 });
    expect(kinds(inputs)).toEqual(['attached', 'frame']);
  });

  it('ROUTE-4: a pair that is not open cannot be lost', () => {
    const { inputs, apply } = createScriptedRouter();
    apply({ kind: 'cut', pair: s1, socket: 'event' });
    expect(inputs).toEqual([]);
    apply({ kind: 'join', orc: p1, pair: s1 });
    apply({ kind: 'cut', pair: s1, socket: 'event' });
    expect(inputs.map(({ input }) => input)).toEqual([{ kind: 'lost', pair: s1, socket: 'event' }]);
  });

  it('EVENT-5: a frame for a lower node is seen once and handed to it', () => {
    const { inputs, apply } = createScriptedRouter((node, input) =>
      node === 'B' && input.kind === 'publish'
        ? [
            {
              kind: 'write',
              pairs: [pairId('T/B')],
              event: { topic: input.topic, id: input.id, payload: input.payload },
            },
          ]
        : [],
    );
    const seen = apply({ kind: 'publish', node: B, topic: 'news.flash' }, 7);
    expect(seen).toMatchObject([
      {
        kind: 'frame',
        node: 'B',
        pair: 'T/B',
        event: { topic: 'news.flash', id: 'e7', payload: null },
      },
    ]);
    expect(inputs.map(({ node, input }) => `${node} ${input.kind}`)).toEqual([
      'B publish',
      'T event',
    ]);
  });

  it('EVENT-8: a router that writes into the payload it was handed throws right there', () => {
    const { apply } = createScriptedRouter((_node, input) => {
      if (input.kind === 'publish') (input.payload as { list: number[] }).list.push(1);
      return [];
    });
    expect(() =>
      apply({ kind: 'publish', node: T, topic: 'news.flash', payload: { list: [] } }),
    ).toThrow(TypeError);
  });

  it('HEAL-1, ROUTE-4: what goes to an uplink or a pair that the router knows to be over is misdirected', () => {
    const message = { kind: ':delete-route', orcName: p1 } as const;
    const event = { topic: 'a', id: 'e', payload: null };
    const link = pairId('T/B');
    const speakOf = (node: string, input: Input): readonly Effect[] =>
      input.kind !== 'publish'
        ? []
        : node === 'T'
          ? [{ kind: 'send', uplink: B, message }]
          : [{ kind: 'write', event, pairs: [link, s1] }];
    const network = new Fabric(createScriptedRouter(speakOf).kind, topology);
    const misdirected = (step: Step) => {
      const seen = network.apply(step, 0);
      return [...network.misdirected.map(({ what, to }) => `${what} ${to}`), seen.length];
    };
    const publishAt = (node: typeof T): Step => ({ kind: 'publish', node, topic: 'a' });
    const uplink = { below: T, above: B };
    expect(misdirected(publishAt(T))).toEqual([1]);
    expect(misdirected(publishAt(B))).toEqual(['write s1.T', 2]);
    misdirected({ kind: 'hold' });
    misdirected({ kind: 'uplink down', ...uplink });
    expect(misdirected(publishAt(T)), 'T has yet to hear that it is down').toEqual([0]);
    expect(misdirected(publishAt(B)), 'B has yet to hear that it is lost').toEqual([
      'write s1.T',
      1,
    ]);
    misdirected({ kind: 'settle' });
    expect(misdirected(publishAt(T))).toEqual(['send B', 0]);
    expect(misdirected(publishAt(B))).toEqual(['write T/B', 'write s1.T', 2]);
    misdirected({ kind: 'uplink up', ...uplink });
    expect(misdirected(publishAt(T))).toEqual([1]);
    expect(misdirected({ kind: 'join', orc: p1, pair: s1 })).toEqual([0]);
  });
});

/** Rest: a network that never comes to rest is told with its smallest loop, and one that only takes long is not. */
import { expect, it } from 'vitest';
import type { Effect, Input, NodeToken, RouterKind, Topology } from '#spec';
import { horde, nodeToken, uplinkPair } from '#spec';
import { Fabric } from './fabric.ts';
import { Endless } from './restlessness.ts';

const [A, B] = [nodeToken('A'), nodeToken('B')];
const mutual: Topology = {
  nodes: [A, B].map((token) => ({ token, horde: horde(token) })),
  uplinks: [
    { below: A, above: B },
    { below: B, above: A },
  ],
  orcs: [],
  pairs: [],
  variants: ['ways'],
};

/** A router that answers each event from above by what `pass` says of how often it came. */
const routerThat = (pass: (count: number, node: NodeToken) => readonly Effect[]): RouterKind => ({
  level: 'router',
  name: 'restless',
  version: '0',
  features: ['ways'],
  create({ token }) {
    let count = 0;
    return {
      handle: (input: Input) =>
        input.kind === 'event' || input.kind === 'publish' ? pass(count++, token) : [],
    };
  },
});

const other = (node: NodeToken) => (node === A ? B : A);
const writeTo = (node: NodeToken, id: string, times = 1): Effect[] =>
  Array.from({ length: times }, () => ({
    kind: 'write',
    event: { topic: 'news', id, payload: null },
    pairs: [uplinkPair(other(node), node)],
  }));
const publish = { kind: 'publish', node: A, topic: 'news' } as const;
const settle = (kind: RouterKind) => () => new Fabric(kind, mutual).apply(publish, 0);

it('WAYS-6: an event that goes to and fro for ever is told with the frames of one round, whatever its id', () => {
  const storm = routerThat((count, node) => writeTo(node, `e${count}`));
  expect(settle(storm)).toThrow(Endless);
  expect(settle(storm)).toThrow(
    /the same 2 frames go round: event e\d+ on B\/A to B; event e\d+ on A\/B to A$/,
  );
});

it('says nothing of a network that comes to rest after some hundreds of deliveries', () => {
  const busy = routerThat((count, node) => (count < 200 ? writeTo(node, 'e1') : []));
  expect(new Fabric(busy, mutual).apply(publish, 0)).toHaveLength(400);
});

it('concludes nothing from what only grows, and stops at a limit', () => {
  const flood = routerThat((count, node) => writeTo(node, 'e1', count % 2 === 0 ? 2 : 1));
  try {
    settle(flood)();
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(String(error)).toMatch(/after \d+ deliveries 5000 frames are in flight/);
  }
});

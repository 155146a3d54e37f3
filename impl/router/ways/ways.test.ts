/**
 * Small examples of several ways: a diamond, a mutual pair and a ring of nodes with their clients, step by step, then one router by its
 * inputs. Whether the law is kept is judged by the harness; here one sees what crosses.
 */
import { describe, expect, it } from 'vitest';
import type { Effect, Input, Observation, PairId, Route, Step, Topology } from '#spec';
import { horde, lineId, nodeToken, orcName, pairId } from '#spec';
import { MemoryNetwork } from '../../network/network.ts';
import { createRouter } from './createRouter.ts';

const p1 = orcName('p1@A');
const LINE = '<L>';

/** A network of the nodes, each with a client's pair of its name in small letters. */
function start(nodes: string, ...links: string[]) {
  const topology: Topology = {
    nodes: [...nodes].map((token) => ({ token: nodeToken(token), horde: horde(`h${token}`) })),
    uplinks: links.map((link) => ({
      below: nodeToken(link[0] ?? ''),
      above: nodeToken(link[1] ?? ''),
    })),
    orcs: [{ name: p1, nice: 0 }],
    pairs: [...nodes].map((token) => ({
      id: pairId(token.toLowerCase()),
      node: nodeToken(token),
      backend: 'axon',
      port: 1,
    })),
    variants: ['ways'],
  };
  const network = new MemoryNetwork(topology);
  let index = 0;
  const does = (...steps: Step[]): string[] =>
    steps.flatMap((step) => network.apply(step, index++)).flatMap(format);
  const route = (node: string): string | undefined => {
    const routes = network.table(nodeToken(node)).routes;
    const found = routes.find((each) => each.orcName === p1);
    return found && formatRoute(found);
  };
  return { network, does, route };
}

function format(seen: Observation): string[] {
  if (seen.kind === 'message') return [`${seen.below}${seen.above} ${seen.message.kind}`];
  if (seen.kind === 'frame') {
    const { to = [], trail = [] } = seen.event;
    return [[seen.pair, ...to, ...(trail.length > 0 ? ['after', ...trail] : [])].join(' ')];
  }
  return seen.kind === 'dispatch' || seen.kind === 'refusal' ? [`${seen.node} ${seen.kind}`] : [];
}

const formatRoute = ({ path = [], ways = [], lines }: Route): string =>
  [
    `${path.join('>')}:${lines.map((each) => each.lineId)}`,
    ...ways.map((way) => `${way.node} ${way.path.join('>')}:${way.lines}`),
  ].join(', ');

const join = (pair = 'a'): Step => ({ kind: 'join', orc: p1, pair: pairId(pair) });
const subscribe: Step = { kind: 'subscribe', orc: p1, pair: pairId('a'), topic: LINE };
const leave: Step = { kind: 'leave', orc: p1 };
const publish = (node: string, topic = LINE): Step => ({
  kind: 'publish',
  node: nodeToken(node),
  topic,
});
const link = (kind: 'uplink down' | 'uplink up', [below = '', above = '']: string): Step => ({
  kind,
  below: nodeToken(below),
  above: nodeToken(above),
});

describe('a diamond', () => {
  const diamond = () => start('ABCD', 'AB', 'AC', 'BD', 'CD');

  it('WAYS-6: a command is dispatched once at each node, whichever copy comes first', () => {
    const dispatched = diamond().does(join());
    const dispatches = dispatched.filter((each) => each.endsWith('dispatch'));
    expect(dispatches.sort()).toEqual(['A dispatch', 'B dispatch', 'C dispatch', 'D dispatch']);
  });

  it('WAYS-1 WAYS-2: the top keeps both ways, and chooses the least', () => {
    const { does, route } = diamond();
    does(join(), subscribe);
    expect(route('D')).toBe('D>B>A:L, B B>A:L, C C>A:L');
    expect(route('A')).toBe('A:L');
  });

  it('WAYS-8: an event goes along the chosen way alone, and clients get none of its fields', () => {
    const { does } = diamond();
    does(join(), subscribe);
    expect(does(publish('D'))).toEqual(['B/D A after D', 'A/B A after D B', 'a']);
  });

  it('WAYS-10: the loss of the chosen way, and its return, make nobody deaf', () => {
    const { does, route } = diamond();
    does(join(), subscribe);
    expect(does(link('uplink down', 'AB'))).toEqual(['BD :delete-route']);
    expect(route('D')).toBe('D>C>A:L, C C>A:L');
    expect(does(publish('D'))).toEqual(['C/D A after D', 'A/C A after D C', 'a']);
    expect(does(link('uplink up', 'AB'))).toEqual([
      'AB :announce',
      'AB :conn-line',
      'BD :announce',
      'BD :conn-line',
    ]);
    expect(route('D')).toBe('D>B>A:L, B B>A:L, C C>A:L');
  });

  it('a broadcast is heard once', () => {
    const { does } = diamond();
    does(join());
    expect(does(publish('D', 'news')).filter((each) => each === 'a')).toHaveLength(1);
  });

  it('WAYS-7: the first words after a restart are taken', () => {
    const { does } = diamond();
    does(join(), join(), { kind: 'restart', node: nodeToken('A') });
    expect(does(join())).toContain('D dispatch');
  });

  it('WAYS-5: a join at another node takes the orc over', () => {
    const { does, route } = diamond();
    does(join(), subscribe, join('d'));
    expect(route('D')).toBe('D:');
    does(join());
    expect(route('D')).toBe('D>B>A:, B B>A:, C C>A:');
  });

  it('SAFE-3: nothing is left when the orc has left', () => {
    const { network, does, route } = diamond();
    const size = network.size(nodeToken('D'));
    does(join(), subscribe, leave);
    expect(['A', 'B', 'C', 'D'].map(route)).toEqual([undefined, undefined, undefined, undefined]);
    expect(network.size(nodeToken('D'))).toBe(size);
  });
});

describe('cycles', () => {
  it('two nodes that are each below the other tell one another of their own orcs alone', () => {
    const { does, route } = start('AB', 'AB', 'BA');
    const seen = does(join());
    expect(seen).toEqual(['A dispatch', 'AB command', 'B dispatch', 'BA command']);
    expect(does(subscribe)).toEqual(['AB :conn-line']);
    expect([route('A'), route('B')]).toEqual(['A:L', 'B>A:L, A A:L']);
    expect(does(publish('B'))).toEqual(['A/B A after B', 'a']);
    expect(does(leave)).toEqual(['AB :delete-route']);
  });

  it('in a ring everybody is below everybody, and all messages end', () => {
    const { does, route } = start('ABCD', 'AB', 'BC', 'CD', 'DA');
    does(join(), subscribe);
    expect([route('B'), route('C'), route('D')]).toEqual([
      'B>A:L, A A:L',
      'C>B>A:L, B B>A:L',
      'D>C>B>A:L, C C>B>A:L',
    ]);
    expect(does(publish('D')).at(-1)).toBe('a');
    expect(does(publish('C', 'news')).filter((each) => each === 'a')).toEqual(['a']);
    does(leave);
    expect(['A', 'B', 'C', 'D'].map(route)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('EVENT-9: an event with a horde goes round to its node', () => {
    const { does } = start('ABC', 'AB', 'BC', 'CA');
    does(join(), subscribe);
    const event: Step = {
      kind: 'publish',
      node: nodeToken('C'),
      topic: LINE,
      forward: horde('hA'),
    };
    expect(does(event)).toEqual(['B/C after C', 'A/B after C B', 'a']);
  });
});

describe('one router', () => {
  const [B, C, D] = [nodeToken('B'), nodeToken('C'), nodeToken('D')];
  const arp = (...path: string[]) => ({ token: path[0], port: 1, hordes: [], nice: 0, path });
  const frame = (pair: string, message: object): Input => ({
    kind: 'frame',
    pair: pairId(pair),
    frame: { orcName: p1, ...message },
  });
  const command = (pair: string, count: number, path: string[], name = 'join'): Input =>
    frame(pair, {
      kind: 'command',
      name,
      join: name === 'join',
      arp: arp(...path),
      from: path.at(-1),
      stamp: [1, count],
    });

  function setUp() {
    const router = createRouter({ token: D, horde: horde('hD') }, null, ['ways']);
    const does = (...inputs: Input[]): readonly Effect[] =>
      inputs.flatMap((input) => router.handle(input));
    const lower = (node: typeof B, pair: PairId): Input => ({
      kind: 'attached',
      pair,
      backend: 'axon',
      port: 2,
      node,
    });
    const up = (uplink: string): Input => ({
      kind: 'uplink up',
      uplink: nodeToken(uplink),
      port: 3,
    });
    does(lower(B, pairId('B/D')), lower(C, pairId('C/D')), up('U'), up('A'));
    const sends = (...inputs: Input[]): string[] =>
      does(...inputs).flatMap((effect) => {
        if (effect.kind !== 'send') return [effect.kind];
        const { uplink, message } = effect;
        const path = 'arp' in message ? (message.arp.path ?? []).join('>') : '';
        return [[uplink, message.kind, 'lineId' in message ? message.lineId : '', path].join(' ')];
      });
    const route = (): string | undefined => {
      const found = router.table().routes.find((each) => each.orcName === p1);
      return found && formatRoute(found);
    };
    return { router, sends, route, lower };
  }

  const connLine = (pair: string, ...path: string[]): Input =>
    frame(pair, { kind: ':conn-line', lineId: lineId('L'), arp: arp(...path) });

  it('WAYS-3: an uplink on the path is passed commands and nothing else', () => {
    const { sends } = setUp();
    expect(sends(command('B/D', 1, ['B', 'U']))).toEqual([
      'dispatch',
      'A command  D>B>U',
      'U command  D>B>U',
    ]);
    expect(sends(connLine('B/D', 'B', 'U'))).toEqual(['A :conn-line L D>B>U']);
  });

  it('ROUTE-7: a client’s command about an unknown orc is passed up with the path of this node', () => {
    const { sends } = setUp();
    const pair = pairId('x');
    const attached = { kind: 'attached', pair, backend: 'axon', port: 1, node: null } as const;
    const said = { kind: 'command', name: 'do', arp: { ...arp('x'), path: undefined } };
    expect(sends(attached, frame('x', said))).toEqual(['dispatch', 'A command  D', 'U command  D']);
  });

  it('WAYS-6: a command that comes back to a node that forgot it goes no further', () => {
    const { sends, route } = setUp();
    expect(sends(command('B/D', 1, ['B', 'D', 'Y']))).toEqual(['dispatch']);
    expect(route()).toBeUndefined();
  });

  it('WAYS-4: a shorter way is told as a whole, and so is its loss', () => {
    const { sends, route } = setUp();
    sends(command('B/D', 1, ['B', 'X', 'Y']), connLine('B/D', 'B', 'X', 'Y'));
    expect(sends(command('C/D', 1, ['C', 'Y']))).toEqual(['A :way  D>C>Y', 'U :way  D>C>Y']);
    expect(route()).toBe('D>C>Y:, B B>X>Y:L, C C>Y:');
    expect(sends(connLine('C/D', 'C', 'Y'))).toEqual([
      'A :conn-line L D>C>Y',
      'U :conn-line L D>C>Y',
    ]);
    expect(sends({ kind: 'lost', pair: pairId('C/D'), socket: 'command' })).toEqual([
      'A :way  D>B>X>Y',
      'U :way  D>B>X>Y',
    ]);
  });

  it('WAYS-4: a command without join refreshes a way, and tells of it where the orc was hidden', () => {
    const { sends } = setUp();
    sends(command('B/D', 1, ['B', 'U', 'Y']));
    expect(sends(command('B/D', 2, ['B', 'Y'], 'do'))).toEqual([
      'dispatch',
      'A command  D>B>Y',
      'U command  D>B>Y',
      'U :way  D>B>Y',
    ]);
  });

  it('WAYS-5: words of another home change nothing, but for what takes over', () => {
    const { sends, route } = setUp();
    sends(command('B/D', 1, ['B']));
    const way = { kind: ':way', arp: arp('C'), lines: [] };
    expect(sends(frame('C/D', way), connLine('C/D', 'C'))).toEqual([]);
    expect(route()).toBe('D>B:, B B:');
    expect(sends(frame('C/D', { kind: ':announce', arp: arp('C') }))).toEqual([
      'A :delete-route  ',
      'A :announce  D>C',
      'U :delete-route  ',
      'U :announce  D>C',
    ]);
    expect(route()).toBe('D>C:, C C:');
  });

  it('ROUTE-4: a lower node that attaches anew ends its ways first, and its older pair last', () => {
    const { sends, route, lower } = setUp();
    sends(command('B/D', 1, ['B']));
    expect(sends(lower(B, pairId('B2')))).toEqual([
      'A :delete-route  ',
      'U :delete-route  ',
      'close',
    ]);
    expect(route()).toBeUndefined();
  });

  it('SAFE-1: a path that is not the sender’s, or comes back here, is refused', () => {
    const { sends } = setUp();
    const announce = (...path: string[]) => frame('B/D', { kind: ':announce', arp: arp(...path) });
    expect(sends(announce('C'), announce('B', 'D', 'Y'))).toEqual(['refuse', 'refuse']);
  });

  it('WAYS-9: an event that has crossed the next node is dropped and counted', () => {
    const { router, sends } = setUp();
    sends(command('B/D', 1, ['B', 'Y']), connLine('B/D', 'B', 'Y'));
    const event = (...trail: string[]): Input => ({
      kind: 'event',
      uplink: nodeToken('U'),
      frame: { topic: LINE, id: 'e', payload: null, to: ['Y'], trail },
    });
    expect(sends(event('B', 'U'))).toEqual([]);
    expect(router.droppedCount()).toBe(1);
    expect(sends(event('U'))).toEqual(['write']);
  });
});

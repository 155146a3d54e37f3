/**
 * What both in-process backends do alike: frames cross as JSON, in order, and a pair ends once, with all in flight.
 */
import { describe, expect, it } from 'vitest';
import { pairId } from '#spec';
import { EePair, Emitter } from './ee.ts';
import type { LinkCallbacks } from './link.ts';
import { MemoryPair } from './memory.ts';
import { Queue } from './queue.ts';

const pair = pairId('s1');
const event = (id: string) => ({ topic: 'a<L>', id, payload: null });

function setUpPair(backend: 'ee' | 'axon') {
  const queue = new Queue();
  const emitter = new Emitter();
  const up: unknown[] = [];
  const down: unknown[] = [];
  const ended: string[] = [];
  const ends: LinkCallbacks = {
    onFrameUp: (frame) => up.push(frame),
    onFrameDown: (frame) => down.push(frame),
    onLost: (socket) => ended.push(`lost ${socket}`),
    onGone: () => ended.push('gone'),
  };
  const link =
    backend === 'ee'
      ? new EePair(queue, emitter, pair, ends)
      : new MemoryPair(queue, { pair, port: 1, node: null }, ends);
  const send = (id: string) => (backend === 'ee' ? emitter.emit(event(id)) : link.write(event(id)));
  return { queue, link, send, up, down, ended };
}

describe.each(['ee', 'axon'] as const)('a pair on %s', (backend) => {
  it('carries frames up and down in order, as JSON: the two ends share nothing', () => {
    const { queue, link, send, up, down } = setUpPair(backend);
    const frame = { kind: 'x', list: [1] };
    link.say(frame);
    link.say('two');
    send('e1');
    send('e2');
    frame.list.push(2);
    queue.drain();
    expect(up).toEqual([{ kind: 'x', list: [1] }, 'two']);
    expect(down).toEqual([event('e1'), event('e2')]);
  });

  it('carries what is no JSON as null', () => {
    const { queue, link, up } = setUpPair(backend);
    link.say(undefined);
    link.say(() => 1);
    queue.drain();
    expect(up).toEqual([null, null]);
  });

  it('ROUTE-4: is lost once, by the socket that was cut; the lower end hears that it is gone', () => {
    const { link, ended } = setUpPair(backend);
    link.cut('event');
    expect(ended).toEqual(['lost event', 'gone']);
    link.cut('command');
    link.close();
    expect(ended).toEqual(['lost event', 'gone']);
  });

  it('tells a node that closed it nothing, and the lower end once', () => {
    const { link, ended } = setUpPair(backend);
    link.close();
    link.close();
    link.cut('command');
    expect(ended).toEqual(['gone']);
  });

  it('ROUTE-4: loses what is in flight when it ends, and carries nothing after', () => {
    const { queue, link, send, up, down } = setUpPair(backend);
    link.say('in flight');
    if (backend === 'axon') send('e1');
    link.cut('command');
    link.say('late');
    send('e2');
    queue.drain();
    expect([up, down]).toEqual([[], []]);
  });
});

describe('the queue', () => {
  it('delivers in order, what a delivery adds last, and leaves a call from within to the outer one', () => {
    const queue = new Queue();
    const done: string[] = [];
    queue.push(() => {
      queue.push(() => done.push('third'));
      queue.drain();
      done.push('first');
    });
    queue.push(() => done.push('second'));
    queue.drain();
    expect(done).toEqual(['first', 'second', 'third']);
  });

  it('delivers again after a delivery threw', () => {
    const queue = new Queue();
    const done: string[] = [];
    queue.push(() => {
      throw new Error('no');
    });
    expect(() => queue.drain()).toThrow('no');
    queue.push(() => done.push('next'));
    queue.drain();
    expect(done).toEqual(['next']);
  });
});

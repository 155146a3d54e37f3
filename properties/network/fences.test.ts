/** Fences are answered in order, pass over what others asked, and end with the name of their path. */
import { expect, it } from 'vitest';
import { Fences } from './fences.ts';

it('resolves in the order of the answers, and leaves the answer to a foreign question', async () => {
  const fences = new Fences('link n1/n2');
  const sent: string[] = [];
  const done: string[] = [];
  const first = fences.open(() => sent.push('first')).then(() => done.push('first'));
  fences.noteForeign();
  const second = fences.open(() => sent.push('second')).then(() => done.push('second'));
  expect(sent).toEqual(['first', 'second']);
  expect(fences.takeAnswer()).toBe(true);
  await first;
  expect(done).toEqual(['first']);
  expect(fences.takeAnswer()).toBe(false);
  expect(fences.takeAnswer()).toBe(true);
  await second;
  expect(done).toEqual(['first', 'second']);
  expect(fences.takeAnswer()).toBe(false);
});

it('gives up with the name of the path, as what the harness takes for undecided', async () => {
  const fences = new Fences('client c1');
  const late = fences.open(() => {}, 1);
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(late).rejects.toThrow('no answer to a fence on client c1 within 1 ms');
  // The late answer is still that fence's, and not the next one's.
  const next = fences.open(() => {});
  expect(fences.takeAnswer()).toBe(true);
  let isOver = false;
  void next.then(() => (isOver = true));
  await Promise.resolve();
  expect(isOver).toBe(false);
  expect(fences.takeAnswer()).toBe(true);
  await next;
});

it('ends with the path, and so does who comes later', async () => {
  const fences = new Fences('client c1');
  const open = fences.open(() => {});
  fences.lose('the server closed it');
  await expect(open).rejects.toThrow('client c1 was lost: the server closed it');
  await expect(fences.open(() => expect.fail('is sent'))).rejects.toThrow('was lost');
});

it('throws what cannot be sent', async () => {
  const fences = new Fences('client c1');
  const broken = fences.open(() => {
    throw new Error('no socket');
  });
  await expect(broken).rejects.toThrow('no socket');
});

/**
 * Time limits of conversations: when silence counts as the adapter's, and how long an end may take. The pipe
 * of these tests delivers each line one turn of the event loop after it was read, as the real one does.
 */
import { expect, it } from 'vitest';
import { Conversation } from './conversation.ts';
import type { Opening } from './pipe.ts';

function openerAnswering(answers: (kind: string) => boolean) {
  const graces: number[] = [];
  const opening: Opening = (listener) => ({
    send(line) {
      const { id, kind } = JSON.parse(line);
      if (answers(kind))
        setImmediate(() => setImmediate(() => listener.line(JSON.stringify({ id }))));
    },
    lastWords: () => [],
    kill: () => {},
    close: async (graceMs) => {
      graces.push(graceMs);
      return true;
    },
  });
  return { opening, graces };
}

const busyFor = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until; );
};

it('an answer that arrived before anybody waited for it is not taken for a time-out', async () => {
  const { opening } = openerAnswering(() => true);
  const conversation = new Conversation(opening, { command: 'it', timeoutMs: 40 });
  const answer = conversation.ask('settle');
  busyFor(150);
  expect(await answer).toEqual({ id: 1 });
});

it('a process that never answers is reported as timed out', async () => {
  const { opening } = openerAnswering(() => false);
  const conversation = new Conversation(opening, { command: 'it', timeoutMs: 40 });
  const answer = conversation.ask('settle');
  busyFor(150);
  await expect(answer).rejects.toThrow(/did not answer in time\.\n {2}waited 0\.04 s/);
});

it('the answer to bye and the end of the process share one time-out', async () => {
  const { opening, graces } = openerAnswering(() => false);
  await new Conversation(opening, { command: 'it', timeoutMs: 10_000 }).close(40);
  expect(graces).toHaveLength(1);
  expect(graces[0]).toBeLessThan(20);
});

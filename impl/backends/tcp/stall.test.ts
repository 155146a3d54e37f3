/**
 * A client that stops reading, over real sockets: far more is published than its sockets hold, so that the rest has to wait at the
 * node. What is proved: the node neither waits for it nor drops anything, and the client gets all of it once it reads again.
 */
import { expect, it } from 'vitest';
import { orcName } from '#spec';
import { openLoopback } from '../../testing/startedNodes.ts';

const { startNode, connectClient } = openLoopback();

const [slow, quick] = [orcName('slow@T'), orcName('quick@T')];
/** Together 6 MB, below the bound of 8 MiB at which a node gives a client up. */
const EVENTS = 12;
const payload = 'x'.repeat(500_000);
const ids = Array.from({ length: EVENTS }, (_, at) => `e${at}`);

it('EVENT-13, EVENT-14: what a client does not read waits at the node, and costs nobody else anything', async () => {
  const node = await startNode('T');
  const [late, heard]: [string[], string[]] = [[], []];
  const [stalled, party] = [await connectClient(node), await connectClient(node)];
  stalled.join(slow).subscribe('a<L>', ({ id }) => late.push(id));
  party.join(quick).subscribe('a<L>', ({ id }) => heard.push(id));
  await Promise.all([stalled.settle(), party.settle()]);
  const [pair] = node.table().routes.flatMap((each) => (each.orcName === slow ? each.socket : []));
  if (pair === undefined) throw new Error('slow@T has no route');
  stalled.setReading(false);
  node.setReading(pair, false);

  for (const id of ids) {
    node.publish({ topic: 'a<L>', id, payload });
    await node.settleBelow();
  }
  expect(heard).toEqual(ids);
  expect(late).toEqual([]);
  // More waits in the node itself than the system takes for a socket that nobody reads.
  expect(node.waitingBytes(pair)).toBeGreaterThan(payload.length);

  stalled.setReading(true);
  node.setReading(pair, true);
  await node.settleBelow();
  expect(late).toEqual(ids);
  expect(node.waitingBytes(pair)).toBe(0);
  expect(node.counters.overflowed).toBe(0);
});

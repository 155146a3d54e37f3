/**
 * A stalled pair in the network over sockets: it comes to rest without the pair, though more is published than the sockets hold.
 */
import { expect, it } from 'vitest';
import type { Observation, Scenario, Step } from '#spec';
import { orcName, parseScenario } from '#spec';
import { tcpKind } from './index.ts';

const [slow, quick] = [orcName('slow@T'), orcName('quick@T')];
/** Together 6 MB, below the bound of 8 MiB at which a node gives a client up. */
const EVENTS = 12;
const payload = 'x'.repeat(500_000);

const { topology } = parseScenario({
  version: 1,
  topology: {
    nodes: [{ token: 'T', horde: 'h' }],
    uplinks: [],
    orcs: [slow, quick].map((name) => ({ name, nice: 0 })),
    pairs: ['s', 'q'].map((id, at) => ({ id, node: 'T', backend: 'axon', port: 4001 + at })),
  },
  steps: [],
}) as Scenario;

it('EVENT-13, EVENT-14: a network over sockets comes to rest without a stalled pair, which gets all once it resumes', async () => {
  const kind = tcpKind({ processes: false });
  const network = await kind.create(topology);
  let index = 0;
  const take = async (step: object): Promise<string[]> => {
    const seen: readonly Observation[] = await network.apply(step as Step, index++);
    return seen.flatMap((each) => (each.kind === 'frame' ? `${each.pair} ${each.event.id}` : []));
  };
  const event = { kind: 'publish', node: 'T', topic: 'a<L>', payload };
  try {
    await take({ kind: 'subscribe', orc: slow, pair: 's', topic: 'a<L>' });
    await take({ kind: 'subscribe', orc: quick, pair: 'q', topic: 'a<L>' });
    await take({ kind: 'stall', pair: 's' });
    for (let at = 0; at < EVENTS; at++) expect(await take(event)).toEqual([`q e${3 + at}`]);
    const came = await take({ kind: 'resume', pair: 's' });
    expect(came).toEqual(Array.from({ length: EVENTS }, (_, at) => `s e${3 + at}`));
    expect((await take(event)).sort()).toEqual(['q e16', 's e16']);
  } finally {
    await network.close();
    await kind.dispose();
  }
});

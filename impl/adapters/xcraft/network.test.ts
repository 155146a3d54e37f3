/** The published router repeats what it cannot forward: a scenario is ended before that, and is not judged further. */
import { afterEach, expect, it, vi } from 'vitest';
import type { NodeToken, Step, Topology } from '#spec';
import { XcraftNetwork } from './network.ts';
import type { XcraftTestbed } from './testbed.ts';

const T = 'T' as NodeToken;
// The cast stands for branded names: a horde is text here.
const topology = {
  nodes: [{ token: T, horde: 'T' }],
  uplinks: [],
  orcs: [],
  pairs: [],
} as unknown as Topology;
const publish = (forward?: string) =>
  ({ kind: 'publish', node: T, topic: 'x.y', ...(forward && { forward }) }) as Step;

/** As much of a testbed as publishing needs: the package itself is not installed for a test. */
const testbed = {
  topology,
  endpoints: { all: [], endpointsOn: () => [] },
  pairs: { attachmentsAt: () => [], clearHalfClosed: () => {} },
  node: () => ({ horde: 'T', pub: { send: () => {} } }),
  takeObservations: () => [],
} as unknown as XcraftTestbed;

afterEach(() => vi.restoreAllMocks());

it('takes no step 4.5 s after the first event was forwarded, and any before', async () => {
  let nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const network = new XcraftNetwork(testbed, { overlaps: false });
  await network.apply(publish(), 0);
  nowMs += 60_000;
  await network.apply(publish('elsewhere'), 1);
  nowMs += 4400;
  await network.apply(publish('elsewhere'), 2);
  nowMs += 200;
  await expect(network.apply(publish(), 3)).rejects.toMatchObject({
    name: 'Unsupported',
    message: 'an event was forwarded 4.6 s ago, and this router may repeat it after 5 s',
  });
});

/**
 * Dispatch: the time our router takes to publish one event on a line, with N clients of which S hold the
 * line. Includes the hand-over to a sink; nothing is written to a socket. Compare only ratios within one run.
 */

import { routerKind } from '#impl';
import type { Input, PairId } from '#spec';
import { horde, nodeToken } from '#spec';

export interface DispatchFigure {
  readonly clients: number;
  readonly subscribers: number;
  readonly publishesPerSecond: number;
  /** Number of subscribers times publishes per second. */
  readonly addresseesPerSecond: number;
}

/**
 * Returns a function that publishes once on a node with N axon clients, each on its own pair, of which every (N/S)th
 * holds the line; it returns the number of addressees.
 */
export function preparePublish(clients: number, subscribers: number): () => number {
  const token = nodeToken('T');
  const router = routerKind.create({ token, horde: horde('T') });
  const arp = { token: 'client', port: 4001, hordes: [], nice: 0 };
  for (let index = 0; index < clients; index++) {
    const pair = `s${index}` as PairId;
    const orcName = `p${index}@T`;
    router.handle({ kind: 'attached', pair, backend: 'axon', port: 4001, node: null });
    const say = (frame: unknown) => router.handle({ kind: 'frame', pair, frame });
    say({ kind: 'command', name: 'join', orcName, arp, join: true });
    if (
      index % Math.floor(clients / subscribers) === 0 &&
      index / Math.floor(clients / subscribers) < subscribers
    )
      say({ kind: ':conn-line', lineId: 'l1', orcName, arp });
    else say({ kind: ':conn-line', lineId: `other${index}`, orcName, arp });
  }
  const publish: Input = {
    kind: 'publish',
    topic: 'wh::<l1>.changed',
    id: 'e1',
    payload: null,
    forward: null,
  };
  const sink = { reached: 0, last: '' as PairId };
  return () => {
    sink.reached = 0;
    for (const effect of router.handle(publish))
      if (effect.kind === 'write')
        for (const pair of effect.pairs) {
          sink.last = pair;
          sink.reached++;
        }
    return sink.reached;
  };
}

/** Publishes for about this many milliseconds after a warm-up, and checks that each event reached everybody. */
export function measureDispatch(
  publish: () => number,
  clients: number,
  subscribers: number,
  now: () => number,
  milliseconds: number,
): DispatchFigure {
  if (publish() !== subscribers)
    throw new Error(`dispatch: ${publish()} reached, ${subscribers} expected`);
  const warmUntil = now() + milliseconds / 4;
  while (now() < warmUntil) publish();
  let done = 0;
  const from = now();
  let spent = 0;
  do {
    for (let index = 0; index < 16; index++) publish();
    done += 16;
    spent = now() - from;
  } while (spent < milliseconds);
  const publishesPerSecond = (done / spent) * 1000;
  return {
    clients,
    subscribers,
    publishesPerSecond,
    addresseesPerSecond: publishesPerSecond * subscribers,
  };
}

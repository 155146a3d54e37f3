/**
 * Dispatch: what publishing one event on a line costs our router, for N clients of which S hold the line.
 * The hand-over to a sink is included; nothing is written to a socket. Ratios within one run are what counts.
 */

import { routerKind } from '#impl';
import type { Input, PairId } from '#spec';
import { horde, nodeToken } from '#spec';

export interface DispatchFigure {
  readonly clients: number;
  readonly subscribers: number;
  readonly publishesPerSecond: number;
  /** Subscribers times publishes per second. */
  readonly addresseesPerSecond: number;
}

/** A publish on a node with N axon clients, each on its own pair, of which every (N/S)th holds the line. Gives the addressees reached. */
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

/** Times a publish for about the given milliseconds after a warm-up, and checks that it reached everybody. */
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

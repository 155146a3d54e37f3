/**
 * A whole router on one screen: one node, orcs over socket pairs, lines and their counts. Run it by
 * `npx partyline check --router examples/router.ts`. It supports no second node, no emitter and no
 * greathall and declares none of these features, so nothing of them is tested.
 */
import type { Effect, Event, Input, LineId, OrcName, PairId, RouterKind } from 'partyline';

const lineOf = (topic: string) => (/^[^<]*<([^>]+)>/.exec(topic)?.[1] ?? null) as LineId | null;
const resultFor = (topic: string) => /^(.*?)::.*\.(finished|error)$/s.exec(topic)?.[1] ?? null;

class Router {
  /** For each orc of this node: the pair on which it is reached, and how many subscriptions it has to each line. */
  readonly #routes = new Map<
    OrcName,
    { readonly pair: PairId; readonly lines: Map<LineId, number> }
  >();

  handle(input: Input): readonly Effect[] {
    if (input.kind === 'frame') return this.#handleFrame(input.pair, input.frame as never);
    if (input.kind === 'publish') return this.#publish(input);
    return []; // The pair has no orc yet: an orc announces itself in a message.
  }

  #handleFrame(
    pair: PairId,
    message: { kind: string; orcName: OrcName; lineId: LineId; name: string },
  ): Effect[] {
    const { kind, orcName, lineId, name } = message;
    if (kind === ':delete-route') return this.#leave(orcName, pair);
    const { lines } = this.#routes.get(orcName) ?? { lines: new Map<LineId, number>() };
    if (kind !== ':disconn-line') this.#routes.set(orcName, { pair, lines }); // ARP-2, LINE-3
    const count = lines.get(lineId) ?? 0;
    if (kind === ':conn-line') lines.set(lineId, count + 1); // LINE-2
    if (kind === ':disconn-line') count > 1 ? lines.set(lineId, count - 1) : lines.delete(lineId);
    return kind === 'command' ? [{ kind: 'dispatch', name, orcName }] : [];
  }

  #leave(orcName: OrcName, pair: PairId): Effect[] {
    this.#routes.delete(orcName); // ROUTE-1: the last orc behind a pair closes it.
    const stays = [...this.#routes.values()].some((route) => route.pair === pair);
    return stays ? [] : [{ kind: 'close', pair, reason: 'its last orc has left' }];
  }

  #publish({ topic, id, payload }: Pick<Event, 'topic' | 'id' | 'payload'>): Effect[] {
    if (topic.includes('<>')) return [{ kind: 'refuse', fault: 'EMPTY_LINE', detail: topic }];
    const [result, line] = [resultFor(topic), lineOf(topic)]; // EVENT-0: the first match decides.
    const hears = [...this.#routes].filter(([orcName, { lines }]) =>
      result !== null ? orcName === result : line === null || lines.has(line),
    );
    const pairs = [...new Set(hears.map(([, { pair }]) => pair))]; // EVENT-5
    return pairs.length > 0 ? [{ kind: 'write', event: { topic, id, payload }, pairs }] : [];
  }
}

const kind: RouterKind = {
  level: 'router',
  name: 'one-screen',
  version: '1.0.0',
  features: ['axon', 'shared pairs'],
  create: () => new Router(),
};
export default kind;

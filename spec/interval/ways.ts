/**
 * Ways: when each link and each node was up, by what was asked for. Apart from the timeline of the orcs: whoever stands
 * somewhere is reached only as far as the way there stands.
 */

import type { Topology, Uplink } from '../scenario/topology.ts';
import { uplinkPair } from '../scenario/topology.ts';
import type { NodeToken, PairId } from '../words/names.ts';
import type { Request } from './log.ts';
import type { Span } from './span.ts';
import { ALWAYS, doubt, end, renewed, span } from './span.ts';

export class Ways {
  readonly links = new Map<PairId, Span[]>();
  readonly nodes = new Map<NodeToken, Span[]>();

  constructor({ nodes, uplinks }: Topology) {
    for (const { token } of nodes) this.nodes.set(token, [span(ALWAYS, ALWAYS)]);
    for (const { below, above } of uplinks)
      this.links.set(uplinkPair(below, above), [span(ALWAYS, ALWAYS)]);
  }

  /** `up`: the links that are. True when the request is of a kind that is not told of here: then whatever it names is in doubt. */
  shaken(step: Request, up: readonly Uplink[], at: number, rest: number): boolean {
    switch (step.kind) {
      case 'join':
      case 'command':
      case 'subscribe':
      case 'unsubscribe':
      case 'leave':
      case 'end':
      case 'cut':
      case 'rename':
      case 'publish':
      case 'inject':
      case 'garble':
      case 'hall subscribe':
      case 'hall unsubscribe':
        return false;
      case 'uplink down':
        end(this.#link(step), at, rest);
        return false;
      case 'uplink up':
        renewed(this.#link(step), at, rest);
        return false;
      case 'restart':
        renewed(this.#node(step.node), at, rest);
        for (const link of up)
          if (link.below === step.node || link.above === step.node)
            renewed(this.#link(link), at, rest);
        return false;
      case 'crash':
        renewed(this.#node(step.node), at, rest);
        for (const link of up)
          if (link.below === step.node || link.above === step.node) end(this.#link(link), at, rest);
        return false;
      default:
        this.#doubted(step, at);
        return true;
    }
  }

  /** Until the link comes back or the node begins anew, nobody must hear over it. */
  #doubted(fault: { readonly kind: string }, at: number): void {
    const { below, above, node, pair } = fault as Partial<Uplink & Record<'node' | 'pair', string>>;
    if (below !== undefined && above !== undefined) doubt(this.#link({ below, above }), at);
    else if (node !== undefined) doubt(this.#node(node as NodeToken), at);
    else if (pair === undefined) for (const spans of this.nodes.values()) doubt(spans, at);
  }

  #link({ below, above }: Uplink): Span[] {
    return this.links.get(uplinkPair(below, above)) ?? [];
  }

  #node(token: NodeToken): Span[] {
    return this.nodes.get(token) ?? [];
  }
}

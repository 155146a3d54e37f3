/**
 * When each link and each node was up, according to the requests. Separate from the timeline of the orcs, because an event
 * reaches an orc only while the way to the orc is up.
 */

import type { Topology, Uplink } from '../scenario/topology.ts';
import { uplinkPair } from '../scenario/topology.ts';
import type { NodeToken, PairId } from '../words/names.ts';
import type { Request } from './log.ts';
import type { Span } from './span.ts';
import { ALWAYS, doubtSpan, endSpan, renewSpan, startSpan } from './span.ts';

export class UpSpans {
  readonly links = new Map<PairId, Span[]>();
  readonly nodes = new Map<NodeToken, Span[]>();

  constructor({ nodes, uplinks }: Topology) {
    for (const { token } of nodes) this.nodes.set(token, [startSpan(ALWAYS, ALWAYS)]);
    for (const { below, above } of uplinks)
      this.links.set(uplinkPair(below, above), [startSpan(ALWAYS, ALWAYS)]);
  }

  /**
   * Records a request. `up` lists the links that are up. Returns true when this file does not know the kind of the request, so
   * that nobody can tell what became of the things it names.
   */
  applyRequest(step: Request, up: readonly Uplink[], at: number, rest: number): boolean {
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
      case 'stray':
      case 'stall':
      case 'resume':
      case 'hall subscribe':
      case 'hall unsubscribe':
        return false;
      case 'uplink down':
        endSpan(this.#linkSpans(step), at, rest);
        return false;
      case 'uplink up':
      case 'reattach':
        renewSpan(this.#linkSpans(step), at, rest);
        return false;
      case 'restart':
        renewSpan(this.#nodeSpans(step.node), at, rest);
        for (const link of up)
          if (link.below === step.node || link.above === step.node)
            renewSpan(this.#linkSpans(link), at, rest);
        return false;
      case 'crash':
        renewSpan(this.#nodeSpans(step.node), at, rest);
        for (const link of up)
          if (link.below === step.node || link.above === step.node)
            endSpan(this.#linkSpans(link), at, rest);
        return false;
      default:
        // The log may come from a later version and hold an unknown request. It counts as doubtful, so that the verdict stays
        // sound.
        this.#doubtNamed(step satisfies never, at);
        return true;
    }
  }

  /**
   * Marks the named link as doubtful: until the link comes back or the node restarts, the law does not demand that anybody hears
   * over it.
   */
  #doubtNamed(fault: { readonly kind: string }, at: number): void {
    const { below, above, node, pair } = fault as Partial<Uplink & Record<'node' | 'pair', string>>;
    if (below !== undefined && above !== undefined)
      doubtSpan(this.#linkSpans({ below, above }), at);
    else if (node !== undefined) doubtSpan(this.#nodeSpans(node as NodeToken), at);
    else if (pair === undefined) for (const spans of this.nodes.values()) doubtSpan(spans, at);
  }

  #linkSpans({ below, above }: Uplink): Span[] {
    return this.links.get(uplinkPair(below, above)) ?? [];
  }

  #nodeSpans(token: NodeToken): Span[] {
    return this.nodes.get(token) ?? [];
  }
}

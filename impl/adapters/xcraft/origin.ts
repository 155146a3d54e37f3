/**
 * Origin: the words `router` and `originRouter` that a program writes on what it publishes. In the field they are those
 * of the command it answers; here publisher and relay are granted the ones that serve all receivers, where any does.
 * It stands apart because this is a favour: what still goes wrong cannot be blamed on the publisher.
 */

import type { NodeToken, OrcName, Topology } from '#spec';
import { atOrBelow, routingOf } from '#spec';
import type { Endpoint } from './endpoints.ts';
import type { BackendName } from './published/published.ts';

export interface Origin {
  readonly router: BackendName;
  readonly originRouter: BackendName;
}

/** What to write on an event that is published at this node, or relayed there. */
export function originOf(
  topology: Topology,
  node: NodeToken,
  topic: string,
  endpoints: readonly Endpoint[],
): Origin {
  const below = atOrBelow(topology, node);
  const routing = routingOf(topic);
  const receivers = endpoints.filter(
    (each) =>
      below.has(each.node) &&
      (routing.kind === 'result'
        ? routing.orcName === each.orcName
        : routing.kind === 'line' && each.lines().includes(routing.lineId)),
  );
  // A router that finds its own token in an orc's name goes by the event's origin, not by the route.
  const ownBackends = receivers
    .filter((each) => tokenIn(each.orcName) === node)
    .map((each) => backendTo(each, node));
  return {
    router:
      receivers.some((each) => backendTo(each, node) === 'axon') || receivers.length === 0
        ? 'axon'
        : 'ee',
    originRouter:
      ownBackends.length > 0 && ownBackends.every((each) => each === 'ee') ? 'ee' : 'axon',
  };
}

/** The backend by which the node reaches the endpoint. */
function backendTo(endpoint: Endpoint, node: NodeToken): BackendName {
  return endpoint.node === node ? endpoint.backend : 'axon';
}

function tokenIn(orcName: OrcName): string {
  return orcName.slice(orcName.indexOf('@') + 1);
}

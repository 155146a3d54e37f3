/**
 * Origin: the fields `router` and `originRouter` that a program writes on what it publishes. In real use they come from the
 * command that the program answers. Here they are chosen so that all receivers get the event, if that is possible. It stands
 * apart because this favours the router: if something still goes wrong, the publisher is not to blame.
 */

import type { NodeToken, OrcName, Topology } from '#spec';
import { atOrBelow, routingOf } from '#spec';
import type { Endpoint } from './endpoints.ts';
import type { BackendName } from './published/published.ts';

export interface Origin {
  readonly router: BackendName;
  readonly originRouter: BackendName;
}

/** Returns the origin to write on an event that is published or relayed at this node. */
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
  // If an orc's name holds the node's own token, the router follows the event's origin and not the route.
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

/** Returns the backend by which the node reaches the endpoint. */
function backendTo(endpoint: Endpoint, node: NodeToken): BackendName {
  return endpoint.node === node ? endpoint.backend : 'axon';
}

function tokenIn(orcName: OrcName): string {
  return orcName.slice(orcName.indexOf('@') + 1);
}

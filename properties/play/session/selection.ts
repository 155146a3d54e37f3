/** Selection: the part of the network that a reader has chosen, and which steps are about it. */
import type { NodeToken, OrcName, PairId, Scenario, Step, StepKind, Uplink } from '#spec';
import { hasUplink, namedBy, sameUplink, stepRegistry } from '#spec';

export type Selection =
  | { readonly what: 'node'; readonly node: NodeToken }
  | { readonly what: 'pair'; readonly pair: PairId }
  | { readonly what: 'orc'; readonly orc: OrcName }
  | ({ readonly what: 'link' } & Uplink)
  /** Nothing is chosen: the steps of the whole network. */
  | { readonly what: 'network' };

export const WHOLE: Selection = { what: 'network' };

/** Returns the selection in words: `node n1`. */
export function nameSelection(selection: Selection): string {
  switch (selection.what) {
    case 'node':
      return `node ${selection.node}`;
    case 'pair':
      return `socket ${selection.pair}`;
    case 'orc':
      return `client ${selection.orc}`;
    case 'link':
      return `uplink of ${selection.below} to ${selection.above}`;
    case 'network':
      return 'the whole network';
    default:
      return selection satisfies never;
  }
}

/** Whether the scenario has what is selected; an edit or an undo may have taken it away. */
export function isThere({ topology }: Scenario, selection: Selection): boolean {
  switch (selection.what) {
    case 'node':
      return topology.nodes.some(({ token }) => token === selection.node);
    case 'pair':
      return topology.pairs.some(({ id }) => id === selection.pair);
    case 'orc':
      return topology.orcs.some(({ name }) => name === selection.orc);
    case 'link':
      return hasUplink(topology, selection);
    case 'network':
      return true;
    default:
      return selection satisfies never;
  }
}

/** Everything that can be selected, in the order of the drawing: from each node to its links, its sockets and their clients. */
export function selectable(
  { topology }: Scenario,
  clientsOn: (pair: PairId) => readonly OrcName[],
): Selection[] {
  return topology.nodes.flatMap(({ token }): Selection[] => [
    { what: 'node', node: token },
    ...topology.uplinks
      .filter(({ below }) => below === token)
      .map((uplink): Selection => ({ what: 'link', ...uplink })),
    ...topology.pairs
      .filter(({ node }) => node === token)
      .flatMap(({ id }): Selection[] => [
        { what: 'pair', pair: id },
        ...clientsOn(id).map((orc): Selection => ({ what: 'orc', orc })),
      ]),
  ]);
}

/** Whether a step of this kind can be about what is selected; a network has many steps that need not be listed otherwise. */
export function canConcern(kind: StepKind, { what }: Selection): boolean {
  const fields: readonly string[] = stepRegistry[kind].fields;
  switch (what) {
    case 'pair':
      return kind === 'leave' || fields.includes('pair');
    case 'link':
      return fields.includes('below');
    case 'network':
      return ['hold', 'settle', 'leave'].includes(kind);
    default:
      return fields.includes(what);
  }
}

/** Whether the step is about what is selected. Steps of an orc are found by its socket, too. */
export function concerns(step: Step, selection: Selection, clients: readonly OrcName[]): boolean {
  switch (selection.what) {
    case 'node':
      return namedBy(step, 'node').includes(selection.node) && !('below' in step);
    case 'pair':
      return (
        namedBy(step, 'pair').includes(selection.pair) ||
        (step.kind === 'leave' && clients.includes(step.orc))
      );
    case 'orc':
      return 'orc' in step && step.orc === selection.orc;
    case 'link':
      return 'below' in step && sameUplink(step, selection);
    case 'network':
      return step.kind === 'hold' || step.kind === 'settle' || step.kind === 'leave';
    default:
      return selection satisfies never;
  }
}

/** Picking: between the keys of a drawing's parts and what is selected, and the step that delivers a waiting frame. */
import type { Scenario, Step, Topology } from '#spec';
import type { TraceFlight } from '../../../lockstep/trace.ts';
import { linkKey, nodeKey, pairKey } from '../../../report/picture/traffic.ts';
import type { Selection } from '../../session/selection.ts';
import { WHOLE } from '../../session/selection.ts';

export function keyOfSelection(selection: Selection): string | null {
  switch (selection.what) {
    case 'node':
      return nodeKey(selection.node);
    case 'pair':
      return pairKey(selection.pair);
    case 'orc':
      return `orc ${selection.orc}`;
    case 'link':
      return linkKey(selection.below, selection.above);
    case 'network':
      return null;
    default:
      return selection satisfies never;
  }
}

/** Returns what the key of a part stands for; the whole network if the scenario has no such part. */
export function selectionOfKey({ topology }: Scenario, key: string): Selection {
  const candidates: Selection[] = [
    ...topology.nodes.map(({ token }): Selection => ({ what: 'node', node: token })),
    ...topology.pairs.map(({ id }): Selection => ({ what: 'pair', pair: id })),
    ...topology.orcs.map(({ name }): Selection => ({ what: 'orc', orc: name })),
    ...topology.uplinks.map((uplink): Selection => ({ what: 'link', ...uplink })),
  ];
  return candidates.find((each) => keyOfSelection(each) === key) ?? WHOLE;
}

/** Returns the step by which the frame, the next one on its bus, arrives. */
export function deliveryOf({ uplinks }: Topology, { pair, bus }: TraceFlight): Step {
  const link = uplinks.find(({ below, above }) => pair === `${below}/${above}`);
  if (!link) return { kind: 'arrive', pair };
  return { kind: bus === 'event' ? 'descend' : 'climb', ...link };
}

/** Growing: what the buttons and keys that add to a network do. */
import type { Backend, NodeToken } from '#spec';
import type { Edited } from '../../session/keepLegal.ts';
import {
  addNode,
  addOrc,
  addPair,
  nextNodeName,
  nextOrcName,
} from '../../session/topologyEdits.ts';
import type { Game } from './useGame.ts';

/** Adds a node below the selected one, or at the top, and selects it. */
export function addNodeBelow(game: Game, name?: string): void {
  const { session, selection, edit } = game;
  const token = name?.trim() || nextNodeName(session.scenario);
  const above = selection.what === 'node' ? selection.node : null;
  edit(addNode(session.scenario, token, above), undefined, {
    what: 'node',
    node: token as NodeToken,
  });
}

/** Adds a client and a socket for it at the selected node, and selects the socket. */
export function addClient(game: Game, backend: Backend, name?: string): void {
  const { session, edit, say } = game;
  const node = nodeOfSelection(game);
  if (node === null) return say('Select a node first: a client attaches to one.');
  const paired = addPair(session.scenario, node, backend);
  if ('refused' in paired) return edit(paired);
  const edited: Edited = addOrc(
    paired.scenario,
    name?.trim() || nextOrcName(session.scenario, node),
  );
  const pair = paired.scenario.topology.pairs.at(-1);
  edit(edited, undefined, pair ? { what: 'pair', pair: pair.id } : undefined);
}

/** Returns the node that is selected, or the one of the selected socket. */
export function nodeOfSelection({ session, selection }: Game): NodeToken | null {
  if (selection.what === 'node') return selection.node;
  if (selection.what !== 'pair') return null;
  return session.scenario.topology.pairs.find(({ id }) => id === selection.pair)?.node ?? null;
}

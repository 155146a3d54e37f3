/**
 * The network of a scenario in a few lines: its nodes and what lies above them, and the clients' pairs with their backends. It
 * stands before the steps, which name nodes and pairs as if they were known.
 */
import type { Topology } from '#spec';
import { nodesAbove } from '#spec';
import { wrapText } from '../../wording/wrap.ts';

/** Returns the lines, within 80 columns. */
export function topologyLines(topology: Topology, indent: string): string[] {
  const { nodes, pairs, orcs } = topology;
  const nodeTexts = nodes.map(({ token }) => {
    const above = nodesAbove(topology, token);
    return above.length === 0 ? token : `${token} below ${above.join(' and ')}`;
  });
  const pairTexts = pairs.map(
    ({ id, node, backend, port }) =>
      `${id} at ${node} (${backend}${port === null ? '' : `, port ${port}`})`,
  );
  const nices = orcs.filter(({ nice }) => nice !== 0).map(({ name, nice }) => `${name} ${nice}`);
  const line = (title: string, texts: readonly string[], between = '; ') =>
    texts.length === 0
      ? []
      : wrapText(texts.join(between), indent + title.padEnd(7), `${indent}       `);
  return [
    ...line(nodes.length === 1 ? 'node' : 'nodes', nodeTexts),
    ...line(pairs.length === 1 ? 'pair' : 'pairs', pairTexts),
    ...line('nice', nices, ', '),
  ];
}

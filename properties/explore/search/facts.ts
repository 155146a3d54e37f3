/**
 * Facts: a state of the model as a set of short sentences, so that names can be exchanged in it and two states compared
 * regardless of order. It contains everything on which later behaviour can depend, except for the age of entries, which affects
 * only forwarded events. This file also finds the least image of a state or of a row of steps under exchanges of names.
 */

import type { State } from '#model';
import { nodeOf } from '#model';
import { uplinkPortAt } from '#spec';
import type { NameExchange } from './symmetry.ts';
import type { World } from './world.ts';

function factsOf(state: State): string[] {
  const { topology, history, flights, kept } = state;
  const facts: string[] = history.held ? ['held'] : [];
  for (const { token } of topology.nodes)
    for (const entry of nodeOf(state, token).entries) {
      const name = `${token} ${entry.backend} ${entry.orcName}`;
      facts.push(`${name} ${entry.token} ${entry.socket} ${entry.port} ${entry.nice}`);
      for (const horde of entry.hordes) facts.push(`${name} knows ${horde}`);
      for (const { lineId, count } of entry.lines) facts.push(`${name} holds ${lineId} ${count}`);
    }
  for (const { orcName, pair, stale, subscriptions } of history.attachments) {
    facts.push(`${orcName} by ${pair}${stale ? ' stale' : ''}`);
    for (const { pattern, count } of subscriptions)
      facts.push(`${orcName} by ${pair} wants ${pattern} ${count}`);
  }
  const places = new Map<string, number>();
  for (const { bus, pair, input } of flights) {
    const at = `${bus} ${pair}`;
    const place = places.get(at) ?? 0;
    places.set(at, place + 1);
    facts.push(`${at} ${place} ${formatFlight(input)}`);
  }
  return [
    ...facts,
    ...history.open.map((pair) => `open ${pair}`),
    ...history.stalled.map((pair) => `stalled ${pair}`),
    ...kept.map(({ pair, event }, at) => `kept ${pair} ${at} ${event.topic}`),
    ...history.free.map((orc) => `free ${orc}`),
    ...history.down.map(({ below, above }) => `down ${below} ${above}`),
  ];
}

/** Formats a flight without event ids: they differ between scenarios, and no router may depend on them. */
function formatFlight(input: State['flights'][number]['input']): string {
  return JSON.stringify(input, (key, value) =>
    key === 'id' ? undefined : key === 'hordes' ? [...(value as string[])].sort() : value,
  );
}

/** Replaces every name in a text by its image. */
export type TextRenaming = (text: string) => string;

const NAME = /\b(?:[pslhn]\d+|400\d|500\d\d)\b/g;

/** Returns the renamings of the exchanges, without the identity. */
export function renamingsOf(world: World, exchanges: readonly NameExchange[]): TextRenaming[] {
  return exchanges.map((each) => renamingOf(world, each)).filter((each) => each !== null);
}

function renamingOf(
  { topology, above }: World,
  { orcs, lines, nodes }: NameExchange,
): TextRenaming | null {
  const images = new Map<string, string>();
  for (const [from, to] of orcs.entries()) {
    images.set(`p${from + 1}`, `p${to + 1}`);
    images.set(`s${from + 1}`, `s${to + 1}`);
    images.set(`${4001 + from}`, `${4001 + to}`);
  }
  for (const [from, to] of lines.entries()) images.set(`l${from + 1}`, `l${to + 1}`);
  for (const [from, to] of nodes.entries()) images.set(`n${from + 1}`, `n${to + 1}`);
  const links = above.flatMap((each, below) => each.map((node) => [below, node] as const));
  for (const [at, [below, node]] of links.entries()) {
    const to = links.findIndex(([one, other]) => one === nodes[below] && other === nodes[node]);
    images.set(`${uplinkPortAt(at)}`, `${uplinkPortAt(to)}`);
  }
  if ([...images].every(([from, to]) => from === to)) return null;
  if (links.length !== topology.uplinks.length) throw new RangeError('links and uplinks differ');
  const known = new Map<string, string>();
  return (text) => {
    let image = known.get(text);
    if (image === undefined) {
      image = text.replace(NAME, (name) => images.get(name) ?? name);
      known.set(text, image);
    }
    return image;
  };
}

/** Returns the text that represents the state and all its images. */
export function canonicalTextOf(state: State, renamings: readonly TextRenaming[]): string {
  const facts = factsOf(state);
  let least = facts.toSorted().join('\n');
  for (const rename of renamings) {
    const image = facts.map(rename).sort().join('\n');
    if (image < least) least = image;
  }
  return least;
}

/** Whether every exchange of names turns the row of steps into itself or into one that sorts later. */
export function isCanonicalRow(
  row: readonly string[],
  renamings: readonly TextRenaming[],
): boolean {
  return renamings.every((rename) => {
    for (const text of row) {
      const image = rename(text);
      if (image !== text) return image > text;
    }
    return true;
  });
}

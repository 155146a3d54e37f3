/**
 * What a system can carry, in words: only what it says is less than the law allows.
 */
import type { Carries } from '#spec';
import { alphabets } from '#spec';
import { formatCount } from './counts.ts';

/** Says what names, topics and payloads the system carries, as the end of a sentence. */
export function phraseOfCarries(carries: Carries): string {
  const { alphabet, nameUnits, topicUnits, payloads, payloadUnits } = carries;
  const limitText = (units: number) => `of ${formatCount(units, 'unit')} at most`;
  return [
    ...(alphabet ? [`names and topics in ${alphabets[alphabet]}`] : []),
    ...(nameUnits === undefined ? [] : [`names ${limitText(nameUnits)}`]),
    ...(topicUnits === undefined ? [] : [`topics ${limitText(topicUnits)}`]),
    ...(payloads ? [`payloads: ${payloads.join(', ')}`] : []),
    ...(payloadUnits === undefined ? [] : [`payloads ${limitText(payloadUnits)}`]),
  ].join('; ');
}

/** What is told of a system whose nodes are several servers each (`serversPerNode`). */
export const phraseOfServers = (servers: number): string =>
  `one node, ${servers} servers: they are open to each other both ways, clients and publishing go to them by turns, and order holds per server`;

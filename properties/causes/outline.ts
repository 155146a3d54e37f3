/**
 * Outlines: what a step is, apart from the names in it. Two outlines are strict (`embeds` needs to know that a step is just this
 * one) or loose (two scenarios of one bug often differ in a backend, a topic's filling or a payload only).
 */
import type { Json, NodeToken, Scenario, Step, Topology } from '#spec';
import { addresseeOf, lineOf, mapNames } from '#spec';
import { isJsonObject } from '../shrink/canonical.ts';

/** A step without its names, and the names in the order in which they occur, each with what it names: `orc p1@n1`. */
export interface StepOutline {
  readonly text: string;
  readonly names: readonly string[];
}

/** Returns the outline of each step, with the backends of pairs and with topics in full, but without payloads. */
export function outlinesOf({ steps, topology }: Scenario): readonly StepOutline[] {
  return steps.map((step) => outlineOf(step, topology));
}

function outlineOf(step: Step, topology: Topology): StepOutline {
  const names: string[] = [];
  const note = <Name extends string>(what: string, name: Name): Name => {
    names.push(`${what} ${name}`);
    return what as Name;
  };
  const noteNode = (token: NodeToken) => note('node', token);
  const { payload: _, ...rest } = step as Step & { readonly payload?: Json };
  const outline = mapNames(rest, {
    orc: (name) => note('orc', name),
    node: noteNode,
    horde: (horde) => {
      const node = topology.nodes.find((each) => each.horde === horde);
      return node ? note('horde', horde) : horde;
    },
    pair: (id) => {
      const pair = topology.pairs.find((each) => each.id === id);
      note('pair', id);
      if (pair) noteNode(pair.node);
      return (pair?.backend ?? 'pair') as typeof id;
    },
    topic: (topic) => {
      const [line, addressee] = [lineOf(topic), addresseeOf(topic)];
      if (line !== null) note('line', line);
      if (addressee !== null) note('orc', addressee);
      return topic
        .replace(`<${line}>`, '<line>')
        .replace(addressee ?? '', addressee === null ? '' : 'orc');
    },
  });
  return { text: JSON.stringify(outline), names };
}

/** Returns the scenario's loose outline: the kinds of its steps, and which of them name the same orcs, pairs, nodes and lines. */
export function shapeOf({ steps, topology }: Scenario): string {
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name);
  };
  return JSON.stringify(
    steps.map((step) => [
      step.kind,
      'topic' in step ? topicKind(step.topic) : null,
      'frame' in step && isJsonObject(step.frame) ? step.frame.kind : null,
      'forward' in step && step.forward !== undefined,
      ...outlineOf(step, topology).names.map(numberOf),
    ]),
  );
}

function topicKind(topic: string): string {
  return lineOf(topic) !== null ? 'line' : addresseeOf(topic) !== null ? 'result' : 'broadcast';
}

/**
 * Edits: mutations that make one scenario from another by repeating, omitting or moving steps, by changing a name or
 * value of a step, or by adding an orc, a pair or a node. Most are the inverse of an edit of the shrinker. The result
 * need not be legal: `scope.ts` removes what is not.
 */
import type { NodeToken, OrcName, PairId, Scenario, Step } from '#spec';
import { addresseeOf, horde, lineOf, nodeToken, orcName, pairId } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf, percent } from '../scenario/values/chance.ts';
import { drawPayload } from '../scenario/values/payloads.ts';
import { replaceSteps } from '../shrink/edit.ts';
import type { HuntScope } from './scope.ts';

const MAX_CHUNK_STEPS = 8;
/**
 * How many copies of a chunk of steps are inserted. The high numbers are there for faults that begin at some threshold.
 */
const repetitions = [1, 1, 1, 2, 3, 4, 8, 16, 32] as const;

interface Chunk {
  readonly from: number;
  readonly steps: readonly Step[];
}

function drawChunk(chance: Chance, { steps }: Scenario): Chunk {
  const from = chance.below(steps.length);
  const size = 1 + chance.below(Math.min(MAX_CHUNK_STEPS, steps.length - from));
  return { from, steps: steps.slice(from, from + size) };
}

/** Inserts copies of a chunk of steps, directly after the chunk or elsewhere. */
export function repeatChunk(chance: Chance, scenario: Scenario): Scenario {
  const { from, steps } = drawChunk(chance, scenario);
  const at = percent(chance, 70) ? from + steps.length : chance.below(scenario.steps.length + 1);
  const copies = Array.from({ length: oneOf(chance, repetitions) }, () => steps).flat();
  return replaceSteps(scenario, scenario.steps.toSpliced(at, 0, ...copies));
}

export function dropChunk(chance: Chance, scenario: Scenario): Scenario {
  const { from, steps } = drawChunk(chance, scenario);
  return replaceSteps(scenario, scenario.steps.toSpliced(from, steps.length));
}

export function moveChunk(chance: Chance, scenario: Scenario): Scenario {
  const { from, steps } = drawChunk(chance, scenario);
  const rest = scenario.steps.toSpliced(from, steps.length);
  return replaceSteps(scenario, rest.toSpliced(chance.below(rest.length + 1), 0, ...steps));
}

/**
 * Changes one field of one step. A name is replaced by another name of the scenario, a payload by a newly drawn one.
 */
export function changeStep(chance: Chance, scenario: Scenario, { carries }: HuntScope): Scenario {
  const { topology, steps } = scenario;
  const at = chance.below(steps.length);
  const step = steps[at] as Step;
  const changes: Record<string, unknown>[] = [];
  if ('orc' in step && topology.orcs.length > 0)
    changes.push({ ...step, orc: oneOf(chance, topology.orcs).name });
  if ('pair' in step && topology.pairs.length > 0)
    changes.push({ ...step, pair: oneOf(chance, topology.pairs).id });
  if ('node' in step) changes.push({ ...step, node: oneOf(chance, topology.nodes).token });
  if ('below' in step && topology.uplinks.length > 0)
    changes.push({ ...step, ...oneOf(chance, topology.uplinks) });
  if ('topic' in step) changes.push({ ...step, topic: changeTopic(chance, step.topic, scenario) });
  if (step.kind === 'publish') changes.push({ ...step, payload: drawPayload(chance, carries) });
  const text = JSON.stringify(step);
  const others = changes.filter((each) => JSON.stringify(each) !== text);
  if (others.length === 0) return scenario;
  return replaceSteps(scenario, steps.with(at, oneOf(chance, others) as unknown as Step));
}

/** Returns the topic with another line or addressee of the scenario in it, or the topic of another step. */
function changeTopic(chance: Chance, topic: string, { topology, steps }: Scenario): string {
  const [line, addressee] = [lineOf(topic), addresseeOf(topic)];
  const [lines, topics] = [
    linesOf(steps),
    steps.flatMap((step) => ('topic' in step ? [step.topic] : [])),
  ];
  if (line !== null && lines.length > 1 && percent(chance, 50)) {
    const other = oneOf(chance, lines);
    return topic.replace(`<${line}>`, () => `<${other}>`);
  }
  if (addressee !== null && topology.orcs.length > 0 && percent(chance, 50))
    return `${oneOf(chance, topology.orcs).name}${topic.slice(addressee.length)}`;
  return oneOf(chance, topics);
}

/** Adds an orc, a pair, or a node with a pair. The caller must insert steps that use it. */
export function addEntity(chance: Chance, scenario: Scenario, scope: HuntScope): Scenario {
  const { topology } = scenario;
  const isLinked = scope.features.has('nodes');
  switch (chance.below(isLinked ? 3 : 2)) {
    case 0:
      return { ...scenario, topology: addOrc(chance, topology) };
    case 1:
      return {
        ...scenario,
        topology: addPair(chance, topology, oneOf(chance, topology.nodes).token, scope),
      };
    default:
      return { ...scenario, topology: addNode(chance, topology, scope) };
  }
}

type Topology = Scenario['topology'];

/** Returns the first name of the series `stem1`, `stem2`, ... that is not taken. */
function freeName(stem: string, taken: readonly string[], end = ''): string {
  let count = 1;
  while (taken.includes(`${stem}${count}${end}`)) count++;
  return `${stem}${count}${end}`;
}

function addOrc(chance: Chance, topology: Topology): Topology {
  const taken = topology.orcs.map(({ name }): string => name);
  const name: OrcName = orcName(freeName('h', taken, '@hunt'));
  return { ...topology, orcs: [...topology.orcs, { name, nice: oneOf(chance, [0, 0, -4, 19]) }] };
}

function addPair(
  chance: Chance,
  topology: Topology,
  node: NodeToken,
  { features }: HuntScope,
): Topology {
  const taken = topology.pairs.map(({ id }): string => id);
  const id: PairId = pairId(freeName('h', taken));
  const isEmitter = !features.has('axon') || (features.has('ee') && percent(chance, 30));
  const ports = topology.pairs.flatMap(({ port }) => (port === null ? [] : [port]));
  return {
    ...topology,
    pairs: [
      ...topology.pairs,
      isEmitter
        ? { id, node, backend: 'ee', port: null }
        : { id, node, backend: 'axon', port: oneOf(chance, [...ports, 4001, 4009]) },
    ],
  };
}

/**
 * Adds a node above or below another one. The new node has one link only, so no second way arises between any two
 * nodes.
 */
function addNode(chance: Chance, topology: Topology, scope: HuntScope): Topology {
  const { nodes, uplinks } = topology;
  const token = nodeToken(
    freeName(
      'hn',
      nodes.map((each): string => each.token),
    ),
  );
  const own = horde(
    freeName(
      'hh',
      nodes.map((each): string => each.horde),
    ),
  );
  const other = oneOf(chance, nodes).token;
  const link = percent(chance, 50)
    ? { below: token, above: other }
    : { below: other, above: token };
  const grown = {
    ...topology,
    nodes: [...nodes, { token, horde: own }],
    uplinks: [...uplinks, link],
  };
  return addPair(chance, grown, token, scope);
}

/**
 * Edits of one scenario that make another: steps repeated, left out or moved, a name or value of a step changed, an
 * entity added. They are the shrinker's edits backwards; what they make need not be legal yet.
 */
import type { NodeToken, OrcName, PairId, Scenario, Step } from '#spec';
import { addresseeOf, horde, lineOf, nodeToken, orcName, pairId } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf, percent } from '../scenario/values/chance.ts';
import { drawPayload } from '../scenario/values/payloads.ts';
import { replaceSteps } from '../shrink/edit.ts';
import type { Surroundings } from './surroundings.ts';

const MOST_CHUNK = 8;
/** How often a run of steps is repeated; a number of them is behind some threshold. */
const repetitions = [1, 1, 1, 2, 3, 4, 8, 16, 32] as const;

interface Chunk {
  readonly from: number;
  readonly steps: readonly Step[];
}

function chunkOf(chance: Chance, { steps }: Scenario): Chunk {
  const from = chance.below(steps.length);
  const size = 1 + chance.below(Math.min(MOST_CHUNK, steps.length - from));
  return { from, steps: steps.slice(from, from + size) };
}

/** Repeats a run of steps, right behind itself or elsewhere. */
export function repeatChunk(chance: Chance, scenario: Scenario): Scenario {
  const { from, steps } = chunkOf(chance, scenario);
  const at = percent(chance, 70) ? from + steps.length : chance.below(scenario.steps.length + 1);
  const copies = Array.from({ length: oneOf(chance, repetitions) }, () => steps).flat();
  return replaceSteps(scenario, scenario.steps.toSpliced(at, 0, ...copies));
}

export function dropChunk(chance: Chance, scenario: Scenario): Scenario {
  const { from, steps } = chunkOf(chance, scenario);
  return replaceSteps(scenario, scenario.steps.toSpliced(from, steps.length));
}

export function moveChunk(chance: Chance, scenario: Scenario): Scenario {
  const { from, steps } = chunkOf(chance, scenario);
  const rest = scenario.steps.toSpliced(from, steps.length);
  return replaceSteps(scenario, rest.toSpliced(chance.below(rest.length + 1), 0, ...steps));
}

/** Changes one name or value of one step, to another of the scenario where it is a name. */
export function changeStep(
  chance: Chance,
  scenario: Scenario,
  { carries }: Surroundings,
): Scenario {
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
  if ('topic' in step) changes.push({ ...step, topic: otherTopic(chance, step.topic, scenario) });
  if (step.kind === 'publish') changes.push({ ...step, payload: drawPayload(chance, carries) });
  const text = JSON.stringify(step);
  const others = changes.filter((each) => JSON.stringify(each) !== text);
  if (others.length === 0) return scenario;
  return replaceSteps(scenario, steps.with(at, oneOf(chance, others) as unknown as Step));
}

/** The same about another line or addressee of the scenario, or the topic of another of its steps. */
function otherTopic(chance: Chance, topic: string, { topology, steps }: Scenario): string {
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

/** Adds an orc, a pair or a node with a pair; steps that use it are for the caller to insert. */
export function addEntity(chance: Chance, scenario: Scenario, hunted: Surroundings): Scenario {
  const { topology } = scenario;
  const isLinked = hunted.features.has('nodes');
  switch (chance.below(isLinked ? 3 : 2)) {
    case 0:
      return { ...scenario, topology: withOrc(chance, topology) };
    case 1:
      return {
        ...scenario,
        topology: withPair(chance, topology, oneOf(chance, topology.nodes).token, hunted),
      };
    default:
      return { ...scenario, topology: withNode(chance, topology, hunted) };
  }
}

type Topology = Scenario['topology'];

/** The first name of the series that is not taken. */
function freeName(stem: string, taken: readonly string[], end = ''): string {
  let count = 1;
  while (taken.includes(`${stem}${count}${end}`)) count++;
  return `${stem}${count}${end}`;
}

function withOrc(chance: Chance, topology: Topology): Topology {
  const taken = topology.orcs.map(({ name }): string => name);
  const name: OrcName = orcName(freeName('h', taken, '@hunt'));
  return { ...topology, orcs: [...topology.orcs, { name, nice: oneOf(chance, [0, 0, -4, 19]) }] };
}

function withPair(
  chance: Chance,
  topology: Topology,
  node: NodeToken,
  { features }: Surroundings,
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

/** A node above or below another one. There remains one way between any two, as it hangs by one link. */
function withNode(chance: Chance, topology: Topology, hunted: Surroundings): Topology {
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
  return withPair(chance, grown, token, hunted);
}

/**
 * Renaming: a scenario with other names, in one style of the generator, so that what is deep by its steps is met by names
 * that are alike, long or odd as well. And one step with its names replaced, for all that puts scenarios together.
 */
import type { LineId, NodeToken, OrcName, PairId, Scenario, Step } from '#spec';
import { addresseeOf, lineId, lineOf, mapNames, orcName } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { drawNaming, plainNaming } from '../scenario/values/naming.ts';
import { isJsonObject } from '../shrink/canonical.ts';
import type { Surroundings } from './surroundings.ts';

/** Names by what takes their place; a name that is not there stays. */
export interface NameMaps {
  readonly nodes: ReadonlyMap<NodeToken, NodeToken>;
  readonly pairs: ReadonlyMap<PairId, PairId>;
  readonly orcs: ReadonlyMap<OrcName, OrcName>;
  readonly lines: ReadonlyMap<LineId, LineId>;
}

export function renameStep(step: Step, { nodes, pairs, orcs, lines }: NameMaps): Step {
  return mapNames(step, {
    node: (token) => nodes.get(token) ?? token,
    pair: (id) => pairs.get(id) ?? id,
    orc: (name) => orcs.get(name) ?? name,
    topic: (topic) => renameTopic(topic, orcs, lines),
    frame: (frame) =>
      isJsonObject(frame) && typeof frame.orcName === 'string'
        ? { ...frame, orcName: orcs.get(frame.orcName as OrcName) ?? frame.orcName }
        : frame,
  });
}

function renameTopic(topic: string, orcs: NameMaps['orcs'], lines: NameMaps['lines']): string {
  const addressee = addresseeOf(topic) ?? '';
  const line = lineOf(topic);
  const newLine = line === null ? undefined : lines.get(line);
  const lined = newLine === undefined ? topic : topic.replace(`<${line}>`, () => `<${newLine}>`);
  const newAddressee = orcs.get(addressee as OrcName);
  return newAddressee === undefined || !lined.startsWith(addressee)
    ? lined
    : `${newAddressee}${lined.slice(addressee.length)}`;
}

/** Most scenarios of the generator have no style: it is asked so often for one. */
const STYLE_DRAWS = 12;
/** Styles of one letter have no more names than this. */
const MOST_NAMES = 20;

/** The scenario with the names of its orcs, its lines or both in another style. */
export function renameAll(chance: Chance, scenario: Scenario, { carries }: Surroundings): Scenario {
  const { topology, steps } = scenario;
  const lines = linesOf(steps);
  if (lines.length > MOST_NAMES || topology.orcs.length > MOST_NAMES) return scenario;
  let naming = plainNaming;
  for (let draw = 0; draw < STYLE_DRAWS && naming.style === 'plain'; draw++)
    naming = drawNaming(chance, carries);
  const token = topology.nodes[0]?.token ?? 'T';
  const maps: NameMaps = {
    nodes: new Map(),
    pairs: new Map(),
    orcs: new Map(topology.orcs.map(({ name }, at) => [name, orcName(naming.orc(at, token))])),
    lines: new Map(lines.map((line, at) => [line, lineId(naming.line(at))])),
  };
  return {
    ...scenario,
    topology: {
      ...topology,
      orcs: topology.orcs.map((orc) => ({ ...orc, name: maps.orcs.get(orc.name) ?? orc.name })),
    },
    steps: steps.map((step) => renameStep(step, maps)),
  };
}

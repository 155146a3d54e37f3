/**
 * Renaming: a mutation that gives a scenario other names, in one of the generator's styles. So a rare sequence of steps
 * is also tried with names that are similar, long or odd. Also replaces the names in a single step, which splicing
 * needs.
 */
import type { LineId, NodeToken, OrcName, PairId, Scenario, Step } from '#spec';
import { addresseeOf, lineId, lineOf, mapNames, orcName } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { drawNaming, plainNaming } from '../scenario/values/naming.ts';
import { isJsonObject } from '../shrink/canonical.ts';
import type { HuntScope } from './scope.ts';

/** For each old name the new one. A name that is not in the map stays as it is. */
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

/** How often the generator is asked for a style at most. It usually draws the plain one, which changes nothing here. */
const STYLE_DRAWS = 12;
/** The most names that a style of single letters has. */
const MAX_NAMES = 20;

/** Returns the scenario with the names of its orcs, of its lines, or of both in another style. */
export function renameAll(chance: Chance, scenario: Scenario, { carries }: HuntScope): Scenario {
  const { topology, steps } = scenario;
  const lines = linesOf(steps);
  if (lines.length > MAX_NAMES || topology.orcs.length > MAX_NAMES) return scenario;
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

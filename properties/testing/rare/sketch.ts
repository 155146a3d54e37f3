/**
 * Sketches: scenarios written by short functions for their steps; nodes, pairs and orcs follow from the names in the
 * steps. So a table of many scenarios stays readable. A pair's name says what it is: `s2` is a socket and `e1` an
 * emitter at n1, `s2.n3` is a socket at n3.
 */
import type {
  Horde,
  Json,
  NodeToken,
  OrcName,
  Pair,
  PairId,
  Scenario,
  Step,
  StepKind,
  StepOf,
} from '#spec';
import { namedBy } from '#spec';

export interface Setting {
  /** The uplinks, separated by blanks. `n1/n2` means that n1 is below n2. */
  readonly uplinks?: string;
  /** Ports for some pairs. All other pairs get different ports. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly nice?: Readonly<Record<string, number>>;
}

const nodeOf = (pair: string) => pair.split('.')[1] ?? 'n1';

export function sketch(
  steps: readonly (Step | readonly Step[])[],
  setting: Setting = {},
): Scenario {
  const flat = steps.flat() as Step[];
  const { uplinks = '', ports = {}, nice = {} } = setting;
  const ways = uplinks
    .split(' ')
    .filter(Boolean)
    .map((way) => way.split('/') as [string, string]);
  const pairs = new Set<string>(flat.flatMap((step) => namedBy(step, 'pair')));
  const named = new Set<string>(flat.flatMap((step) => namedBy(step, 'node')));
  const nodes = new Set(['n1', ...ways.flat(), ...named, ...[...pairs].map(nodeOf)]);
  const orcs = new Set<OrcName>(flat.flatMap((step) => namedBy(step, 'orc')));
  return {
    version: 1,
    topology: {
      nodes: [...nodes].map((token) => ({
        token: token as NodeToken,
        horde: `h${token.slice(1)}` as Horde,
      })),
      uplinks: ways.map(([below, above]) => ({
        below: below as NodeToken,
        above: above as NodeToken,
      })),
      orcs: [...orcs].map((name) => ({ name, nice: nice[name] ?? 0 })),
      pairs: [...pairs].map((id, at): Pair => {
        const common = { id: id as PairId, node: nodeOf(id) as NodeToken };
        return id.startsWith('e')
          ? { ...common, backend: 'ee', port: null }
          : { ...common, backend: 'axon', port: ports[id] ?? 4001 + at };
      }),
    },
    steps: flat,
  };
}

const step = <Kind extends StepKind>(kind: Kind, fields: object): Step =>
  ({ kind, ...fields }) as StepOf<Kind> as Step;

/** Returns a topic on the line. */
export const on = (line: string) => `w<${line}>x`;
export const join = (orc: string, pair: string) => step('join', { orc, pair });
export const subscribe = (orc: string, pair: string, line: string, topic = on(line)) =>
  step('subscribe', { orc, pair, topic });
export const unsubscribe = (orc: string, pair: string, line: string) =>
  step('unsubscribe', { orc, pair, topic: on(line) });
export const leave = (orc: string) => step('leave', { orc });
export const cut = (pair: string) => step('cut', { pair, socket: 'command' });
export const rename = (orc: string, pair: string, to: string) => step('rename', { orc, pair, to });
export const publish = (node: string, topic: string, payload?: Json) =>
  step('publish', { node, topic, ...(payload === undefined ? {} : { payload }) });
export const forward = (node: string, topic: string, horde: string) =>
  step('publish', { node, topic, forward: horde });
export const hall = (node: string, line: string) =>
  step('hall subscribe', { node, topic: on(line) });
export const hallEnds = (node: string, line: string) =>
  step('hall unsubscribe', { node, topic: on(line) });
export const inject = (pair: string, frame: Json) => step('inject', { pair, frame });
export const down = (below: string, above: string) => step('uplink down', { below, above });
export const restart = (node: string) => step('restart', { node });
const up = (below: string, above: string) => step('uplink up', { below, above });
export const returns = (below: string, above: string) => [down(below, above), up(below, above)];

/** Returns the steps that `make` gives for the numbers from 1 to `count`. */
export const times = (count: number, make: (number: number) => Step | readonly Step[]): Step[] =>
  Array.from({ length: count }, (_, at) => make(at + 1)).flat() as Step[];
/** Returns the name of the orc of this number at n1. */
export const orc = (number: number) => `p${number}@n1`;
export const [p1, p2, p3] = [orc(1), orc(2), orc(3)];

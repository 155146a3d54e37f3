/**
 * Long logs: one period of a day of our router, recorded once and repeated as often as a benchmark likes, with new numbers and ids
 * each time. At the end of a period everybody has left, so a log may be of any length, and is never held in memory.
 */
import { routerKind } from '#impl';
import { recorded } from '#properties';
import type { LoggedLine, LoggedRecord, Scenario, Step, TracelogHeader } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';

const [n1, n2] = [nodeToken('n1'), nodeToken('n2')];
const ORCS_PER_NODE = 3;

const members = [n1, n2].flatMap((node) =>
  Array.from({ length: ORCS_PER_NODE }, (_, at) => ({
    orc: orcName(`p${at}@${node}`),
    pair: pairId(`s${at % 2}.${node}`),
    node,
  })),
);

const topology: Scenario['topology'] = {
  nodes: [n1, n2].map((token) => ({ token, horde: horde(`h-${token}`) })),
  uplinks: [{ below: n2, above: n1 }],
  orcs: members.map(({ orc }) => ({ name: orc, nice: 0 })),
  pairs: [n1, n2].flatMap((node, index) =>
    [0, 1].map((at) => ({
      id: pairId(`s${at}.${node}`),
      node,
      backend: 'axon' as const,
      port: 4000 + 10 * index + at,
    })),
  ),
};

/** Everybody joins and subscribes, much is published, and everybody leaves. */
function* stepsOfPeriod(): Generator<Step> {
  for (const { orc, pair } of members) yield { kind: 'join', orc, pair };
  for (const [at, { orc, pair }] of members.entries())
    yield { kind: 'subscribe', orc, pair, topic: `news<line${at % 2}>` };
  for (let round = 0; round < 20; round++) {
    const { orc, pair, node } = members[round % members.length] as (typeof members)[number];
    yield { kind: 'publish', node, topic: `news<line${round % 2}>`, payload: { round } };
    yield { kind: 'command', orc, pair, name: 'do' };
    yield { kind: 'publish', node: n1, topic: `${orc}::do.finished`, payload: 'done' };
  }
  for (const [at, { orc, pair }] of members.entries())
    if (at % 2 === 0) yield { kind: 'unsubscribe', orc, pair, topic: `news<line${at % 2}>` };
  for (const { orc } of members) yield { kind: 'leave', orc };
}

export const logShapes = ['quiet', 'busy', 'per observer'] as const;
/**
 * `quiet`: each request is over before the next. `busy`: four requests are under way at a time. `per observer`: quiet, but each node has a
 * log of its own.
 */
export type LogShape = (typeof logShapes)[number];

export interface LongLog {
  readonly header: TracelogHeader;
  readonly periodLength: number;
  /** Yields the records of so many periods. */
  lines(periodCount: number): Generator<LoggedLine>;
}

const BUSY_REQUESTS = 4;

export async function recordLongLog(shape: LogShape): Promise<LongLog> {
  const own = [...stepsOfPeriod()];
  const steps = shape === 'busy' ? own.flatMap(holdInBatches) : own;
  const recording = await recorded(routerKind, { version: 1, topology, steps });
  const records =
    shape === 'per observer'
      ? recording.records.map((record) => ({ ...record, by: observerOf(record) }))
      : recording.records;
  return {
    header: { ...recording.header, order: shape === 'per observer' ? shape : 'global' },
    periodLength: records.length,
    *lines(periodCount) {
      let line = 1;
      for (let period = 0; period < periodCount; period++)
        for (const each of records)
          yield { line: ++line, record: renumber(each, period * steps.length) };
    },
  };
}

/** Lets each batch of requests overlap; the last batch may be shorter. */
function holdInBatches(step: Step, at: number, all: readonly Step[]): Step[] {
  const isFirst = at % BUSY_REQUESTS === 0;
  const isLast = at % BUSY_REQUESTS === BUSY_REQUESTS - 1 || at === all.length - 1;
  return [
    ...(isFirst ? [{ kind: 'hold' } as const] : []),
    step,
    ...(isLast ? [{ kind: 'settle' } as const] : []),
  ];
}

/** A watcher for each node, as in a network without a common clock. */
const observerOf = (record: LoggedRecord) =>
  'node' in record && record.node !== undefined
    ? record.node
    : 'above' in record && record.above !== undefined
      ? record.above
      : 'clients';

/** Returns the record of a later period: its requests and events have numbers of their own. */
function renumber(record: LoggedRecord, offset: number): LoggedRecord {
  const idOf = (id: string) => `e${Number(id.slice(1)) + offset}`;
  switch (record.kind) {
    case 'requested': {
      const { request = 0, step } = record;
      const renamed =
        step.kind === 'publish' && step.id !== undefined ? { ...step, id: idOf(step.id) } : step;
      return { ...record, request: request + offset, step: renamed };
    }
    case 'frame':
    case 'emission': {
      const { event } = record;
      return event?.id === undefined
        ? record
        : { ...record, event: { ...event, id: idOf(event.id) } };
    }
    default:
      return record;
  }
}

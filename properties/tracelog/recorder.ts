/**
 * The recorder: runs a scenario on a router and writes what it observes as a trace log. It judges nothing and needs
 * no model. The deliveries of an interleaved scenario are not logged, because nobody can see them in a real network.
 */
import type {
  AnyRouterKind,
  LoggedRecord,
  LoggedStep,
  Observation,
  Recordable,
  Scenario,
  Step,
  TracelogHeader,
} from '#spec';
import { eventIdOf, factsOfStep, featuresOf, recordable, TRACELOG_VERSION } from '#spec';
import { closeNetwork } from '../network/closing.ts';
import { liftKind } from '../network/lifting.ts';
import { underLawOf } from '../scenario/needs.ts';

export interface RecorderOptions {
  /** Whether to read the tables at each settled moment, if the router shows them. */
  readonly tables?: boolean;
  readonly seed?: string;
}

export interface Recording {
  readonly header: TracelogHeader;
  readonly records: readonly LoggedRecord[];
}

/**
 * Runs the scenario, which must be legal and need only features that the kind declares. Throws what
 * the network throws, but not what it throws while it closes, which is noted and told at the end.
 */
export async function recordScenario(
  kind: AnyRouterKind,
  given: Scenario,
  { tables = false, seed }: RecorderOptions = {},
): Promise<Recording> {
  const network = kind.level === 'router' ? liftKind(kind) : kind;
  const scenario = underLawOf(kind, given);
  const { topology } = scenario;
  // In this process the order of everything is known. A network reports only the order on each carrier.
  const order = kind.level === 'router' ? 'global' : 'per observer';
  const { name, version } = kind;
  const header: TracelogHeader = {
    'partyline-log': TRACELOG_VERSION,
    topology,
    router: { name, version },
    order,
    complete: recordable.filter((each) => canRecord(kind, each)),
    ...(seed === undefined ? {} : { seed }),
  };
  const records: LoggedRecord[] = [];
  const add = (record: LoggedRecord) =>
    records.push(order === 'global' ? record : { ...record, by: observerOf(record) });
  const session = await network.create(topology);
  let isHeld = false;
  try {
    for (const [index, step] of scenario.steps.entries()) {
      if (factsOfStep(step).part !== 'schedule')
        add({ kind: 'requested', request: index, step: toLoggedStep(step, index) });
      const seen = await session.apply(step, index);
      for (const each of seen) if (each.kind !== 'handled') add(toLoggedRecord(each));
      if (step.kind === 'hold') isHeld = true;
      if (step.kind === 'settle') isHeld = false;
      if (isHeld) continue;
      if (network.quiescence === 'acknowledged') {
        for (const each of (await session.settled?.()) ?? [])
          if (each.kind !== 'handled') add(toLoggedRecord(each));
      }
      add({ kind: 'settled' });
      if (tables && featuresOf(kind).includes('tables') && session.table)
        for (const { token } of topology.nodes)
          add({ kind: 'table', ...(await session.table(token)) });
    }
  } finally {
    await closeNetwork(kind, session);
  }
  return { header, records };
}

/** Formats the log: one line per record, and a last line that says it is complete. */
export function formatTracelog({ header, records }: Recording): string {
  const end = { kind: 'end', records: records.length };
  return [header, ...records, end].map((each) => `${JSON.stringify(each)}\n`).join('');
}

/**
 * Whether the observation is recorded: messages only where the kind declares them; every network reports the other
 * kinds.
 */
function canRecord({ features }: AnyRouterKind, each: Recordable): boolean {
  return each === 'message' ? features.includes('messages') : true;
}

function toLoggedStep(step: Step, index: number): LoggedStep {
  if (step.kind === 'publish') {
    const { kind, node, topic, payload = null, forward = null } = step;
    return { kind, node, topic, id: eventIdOf(index), payload, forward };
  }
  if (step.kind !== 'subscribe') return step as LoggedStep;
  const { throws: _, ...told } = step;
  return told;
}

function toLoggedRecord(seen: Exclude<Observation, { readonly kind: 'handled' }>): LoggedRecord {
  switch (seen.kind) {
    case 'frame':
    case 'emission': {
      const { topic, id, payload, forward = null } = seen.event;
      return { ...seen, event: { topic, id, payload, forward } };
    }
    case 'dispatch': {
      const { kind, node, name, orcName } = seen;
      return { kind, node, name, orcName };
    }
    default:
      return seen;
  }
}

/** Returns who would record this in a network in which only carriers and links can be watched. */
function observerOf(record: LoggedRecord): string {
  switch (record.kind) {
    case 'frame':
      return `events on ${record.pair}`;
    case 'emission':
      return `emitter of ${record.node}`;
    case 'message':
      return `commands of ${record.below} to ${record.above}`;
    case 'closed':
      return `client on ${record.pair}`;
    case 'refusal':
    case 'dispatch':
      return `${record.kind}s of ${record.node}`;
    case 'table':
      return 'tables';
    case 'requested':
    case 'acknowledged':
    case 'settled':
      return 'driver';
    default:
      return record satisfies never;
  }
}

/**
 * Every document of the corpus can fail: each planted fault (a mutant, or a router whose answers are
 * altered) is caught by the document of the clause that it breaks. The table of which document catches
 * which fault is pinned, so that a change of it is noticed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutants, networkKind, routerKind } from '#impl';
import type {
  ClauseId,
  Network,
  NetworkKind,
  Observation,
  OrcName,
  Soon,
  Step,
  Table,
} from '#spec';
import { clauseIds, clauses, eventIdOf } from '#spec';
import { checks } from '../clauses/index.ts';
import { run } from '../lockstep/run.ts';
import { liftKind } from '../network/lifting.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { kills } from '../testing/kills.ts';
import type { ClauseDocument } from './document.ts';
import { parseDocument } from './document.ts';

const folder = new URL('clauses/', import.meta.url);
const shown = readdirSync(folder)
  .sort()
  .map((file) => ({
    name: file.replace('.json', ''),
    document: parseDocument(
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    ) as ClauseDocument,
  }));

type Kind = (typeof mutants)[number]['kind'] | NetworkKind;

/**
 * Names of the documents on which a router fails within the scenario's own steps; a `!` is appended
 * where the finding names `clause`.
 */
async function documentsCatching(kind: Kind, clause: ClauseId): Promise<string[]> {
  const caught: string[] = [];
  for (const { name, document } of shown) {
    if (missingForScenario(document.scenario, kind).length > 0) continue;
    const [first] = (await run(kind, document.scenario)).findings;
    if (!first || first.at >= document.scenario.steps.length) continue;
    caught.push([first.clause, ...first.also].includes(clause) ? `${name}!` : name);
  }
  return caught;
}

describe('mutants', () => {
  const listed = mutants.filter(({ id }) => Object.hasOwn(kills, id));

  it('listed here break their clause in the clause’s own document', () => {
    expect(Object.keys(kills)).toEqual(listed.map(({ id }) => id));
    for (const { id, clause } of listed)
      expect(
        kills[id]?.some((name) => name.startsWith(clause) && name.endsWith('!')),
        id,
      ).toBe(true);
  });

  it.each(listed)('$clause: $fault ($id) is caught by the documents listed', async (mutant) => {
    expect(await documentsCatching(mutant.kind, mutant.clause)).toEqual(kills[mutant.id]);
  });
});

interface Distortion {
  readonly fault: string;
  /** Alters the observations of a step before the harness receives them. */
  readonly seen?: (seen: readonly Observation[], step: Step, index: number) => Observation[];
  /** Alters a table that is shown after a step. */
  readonly table?: (table: Table, step: Step, index: number) => Table;
}

function distortNetwork({ seen, table }: Distortion, right: NetworkKind): NetworkKind {
  return {
    ...right,
    name: 'doctored',
    async create(topology) {
      const inner: Network = await right.create(topology);
      let last: [Step, number] | null = null;
      return {
        async apply(step, index) {
          last = [step, index];
          const came = await inner.apply(step, index);
          return seen ? seen(came, step, index) : came;
        },
        async table(node) {
          const came = (await inner.table?.(node)) as Table;
          return table && last ? table(came, ...last) : came;
        },
        size: (node) => inner.size?.(node) as Soon<number>,
        close: () => inner.close(),
      };
    },
  };
}

const dropObservations =
  (kind: Observation['kind'], step: Step['kind'], what: (each: never) => boolean = () => true) =>
  (seen: readonly Observation[], done: Step) =>
    seen.filter((each) => done.kind !== step || each.kind !== kind || !what(each as never));

/** Alters steps of one kind: the router sends one extra message up from n1. */
const addMessage =
  (step: Step['kind'], message: object) => (seen: readonly Observation[], done: Step) =>
    done.kind === step
      ? [...seen, { kind: 'message', below: 'n1', above: 'n2', message } as Observation]
      : [...seen];

const p1 = 'p1@n1' as OrcName;
const routesFromBelow = (table: Table) => table.routes.filter(({ socket }) => socket.includes('/'));
const addStrayRoute = (table: Table): Table => {
  const [known] = table.routes;
  return {
    ...table,
    routes: known ? [{ ...known, orcName: 'p0@n1' as OrcName }, ...table.routes] : [],
  };
};
const arp = { token: 'n1', port: 50000, hordes: ['h1'], nice: 0 };

/** Altered routers for the clauses that no mutant breaks. */
const distortions: Partial<Record<ClauseId, Distortion>> = {
  'ARP-1': {
    fault: 'a table starts with somebody in it',
    table: (table, _, index) => (index === 0 ? addStrayRoute(table) : table),
  },
  'ARP-2': {
    fault: 'a later command is not passed up',
    seen: dropObservations('message', 'command'),
  },
  'ARP-3': {
    fault: 'entries by a lower node list no hordes',
    table: (table) => ({
      ...table,
      routes: table.routes.map((each) =>
        routesFromBelow(table).includes(each) ? { ...each, hordes: [] } : each,
      ),
    }),
  },
  'ARP-4': {
    fault: 'above, the second endpoint makes a second entry',
    table: (table, _, index) =>
      index === 0
        ? table
        : {
            ...table,
            routes: [
              ...table.routes,
              ...routesFromBelow(table).map((each) => ({ ...each, backend: 'ee' as const })),
            ],
          },
  },
  'ARP-5': {
    fault: 'after a takeover the other endpoint’s lines are not told',
    seen: dropObservations(
      'message',
      'join',
      ({ message }: { message: { kind: string } }) => message.kind === ':conn-line',
    ),
  },
  'LINE-3': {
    fault: 'a line makes no route above',
    table: (table) => ({
      ...table,
      routes: table.routes.filter((each) => !routesFromBelow(table).includes(each)),
    }),
  },
  'LINE-4': {
    fault: 'a line is announced again for a second endpoint',
    seen: (seen, step, index) =>
      index === 0
        ? [...seen]
        : addMessage('subscribe', { kind: ':conn-line', lineId: 'l1', orcName: p1, arp })(
            seen,
            step,
          ),
  },
  'LINE-5': {
    fault: 'a `:disconn-line` of nothing is passed up',
    seen: addMessage('inject', { kind: ':disconn-line', lineId: 'l1', orcName: p1 }),
  },
  'LINE-6': {
    fault: 'another orc gets the line too',
    table: (table, step) => ({
      ...table,
      routes: table.routes.map((each) =>
        step.kind === 'subscribe' && each.orcName === p1
          ? { ...each, lines: [{ lineId: 'l1' as never, count: 1 }] }
          : each,
      ),
    }),
  },
  'EVENT-0': {
    fault: 'a topic with <> is not refused',
    seen: dropObservations('refusal', 'publish'),
  },
  'EVENT-1': {
    fault: 'events come no further than a lower node',
    seen: dropObservations('frame', 'publish', ({ pair }: { pair: string }) => pair === 's1'),
  },
  'EVENT-3': { fault: 'emitters carry nothing', seen: dropObservations('emission', 'publish') },
  'EVENT-4': {
    fault: 'of two endpoints one gets the result',
    seen: dropObservations('frame', 'publish', ({ pair }: { pair: string }) => pair === 's1'),
  },
  'EVENT-7': {
    fault: 'each event comes in the place of the next',
    seen: (seen, step, index) =>
      seen.map((each) =>
        step.kind === 'publish' && each.kind === 'frame'
          ? { ...each, event: { ...each.event, id: eventIdOf(index - 1) } }
          : each,
      ),
  },
  'EVENT-8': {
    fault: 'a list in a payload is lost',
    seen: (seen) =>
      seen.map((each) =>
        each.kind === 'frame' ? { ...each, event: { ...each.event, payload: { deep: {} } } } : each,
      ),
  },
  'EVENT-9': { fault: 'forwarded events are dropped', seen: dropObservations('frame', 'publish') },
  'EVENT-10': {
    fault: 'handlers run twice',
    seen: (seen) => [...seen, ...seen.filter((each) => each.kind === 'handled')],
  },
  'EVENT-11': {
    fault: 'after a handler that throws no other runs',
    seen: dropObservations(
      'handled',
      'publish',
      ({ orcName }: { orcName: string }) => orcName !== p1,
    ),
  },
  'ROUTE-3': {
    fault: 'a `:delete-route` about nobody is passed up',
    seen: addMessage('inject', { kind: ':delete-route', orcName: 'p2@n1' }),
  },
  'HEAL-2': {
    fault: 'the old run is remembered',
    table: (table, step) => (step.kind === 'restart' ? addStrayRoute(table) : table),
  },
  'SAFE-3': {
    fault: 'somebody is left when everyone has gone',
    table: (table, _, index) => (index < 10 ? table : addStrayRoute(table)),
  },
  'EVENT-13': {
    fault: 'an event for a client that does not read is handed to nobody',
    seen: (seen, step, index) => (step.kind === 'publish' && index >= 4 ? [] : [...seen]),
  },
  'EVENT-14': {
    fault: 'what was kept for a client comes twice',
    seen: (seen, step) => (step.kind === 'resume' ? [...seen, ...seen] : [...seen]),
  },
};

describe('altered answers', () => {
  const cases = Object.entries(distortions).map(([id, doctor]) => ({
    id: id as ClauseId,
    ...doctor,
  }));

  it.each(cases)('$id: $fault, and its document says so', async ({ id, ...doctor }) => {
    const own = shown.find(({ name }) => name === id)?.document as ClauseDocument;
    const { needs } = clauses[id];
    const isOfClients = needs.includes('handlers') || needs.includes('stall');
    const right = isOfClients ? networkKind : liftKind(routerKind);
    const [first] = (await run(distortNetwork(doctor, right), own.scenario)).findings;
    expect([first?.clause, ...(first?.also ?? [])]).toContain(id);
    expect((await run(distortNetwork({ fault: 'none' }, right), own.scenario)).findings).toEqual(
      [],
    );
  });
});

describe('the law', () => {
  it('every clause has a check, a document and a fault that breaks it', () => {
    const broken = new Set([...mutants.map(({ clause }) => clause), ...Object.keys(distortions)]);
    const documents = new Set(shown.map(({ document }) => document.clause));
    for (const id of clauseIds) {
      expect(checks[id].sometimes, id).not.toBe('');
      expect(documents.has(id), `${id} has a document`).toBe(true);
      expect(broken.has(id), `${id} can be broken`).toBe(true);
    }
  });
});

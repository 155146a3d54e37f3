/**
 * Guesses: the requests for which a line with missing fields may stand. Missing names are taken from the topology; lines and
 * patterns from everywhere in the log, plus one that the log never mentions. So for every request that later lines could tell
 * apart there is a guess. This file knows one state and nothing of the search.
 */
import type { State } from '#model';
import { legal } from '#model';
import type { History, Json, LoggedRecord, LoggedStep, Step, Subscription } from '#spec';
import { GREATHALL, lineOf } from '#spec';
import { UNTOLD } from './matching.ts';

/** What the log mentions anywhere and no topology declares. */
export interface Vocabulary {
  readonly lines: readonly string[];
  /** How often two fields of a request had these two values together, 2 for more often; the key is JSON of both. */
  readonly habits: ReadonlyMap<string, number>;
}

/** The most pairs of values whose frequency is counted: it only says which guesses come first. */
const MAX_HABITS = 50_000;

/** Collects the vocabulary of a log, line by line. */
export class VocabularyBuilder {
  readonly #lines = new Set<string>();
  readonly #habits = new Map<string, number>();
  #mayLackTopic = false;

  add(record: LoggedRecord): void {
    if (record.kind === 'requested') {
      const { step } = record;
      const { topic } = step as { readonly topic?: string };
      if (topic === undefined && WITH_TOPIC.has(step.kind)) this.#mayLackTopic = true;
      this.#addLineOf(topic);
      for (const habit of habitsOf(step)) {
        const count = this.#habits.get(habit);
        if (count !== undefined || this.#habits.size < MAX_HABITS)
          this.#habits.set(habit, Math.min(2, (count ?? 0) + 1));
      }
    }
    if (record.kind === 'frame' || record.kind === 'emission') this.#addLineOf(record.event?.topic);
    if (record.kind === 'message') this.#addLine(record.message?.lineId);
    if (record.kind === 'table')
      for (const route of record.routes)
        for (const { lineId } of route.lines) this.#addLine(lineId);
  }

  /** Where every request tells its topic, no line is ever guessed. */
  build(): Vocabulary {
    return { lines: this.#mayLackTopic ? [...this.#lines] : [], habits: this.#habits };
  }

  #addLineOf(topic: string | undefined): void {
    const lineId = topic === undefined ? null : lineOf(topic);
    if (lineId !== null) this.#addLine(lineId);
  }

  #addLine(lineId: string | undefined): void {
    if (lineId !== undefined) this.#lines.add(lineId);
  }
}

const WITH_TOPIC: ReadonlySet<string> = new Set([
  'subscribe',
  'unsubscribe',
  'publish',
  'hall subscribe',
  'hall unsubscribe',
]);

/** Returns the pairs of values in a request (orc, pair, line, node). Values that occurred together are likely to do so again. */
function habitsOf(step: object): string[] {
  const { orc, pair, topic, node } = step as Readonly<Record<string, string | undefined>>;
  const line = topic === undefined ? undefined : (lineOf(topic) ?? undefined);
  const told = Object.entries({ orc, pair, line, node }).filter(([, value]) => value !== undefined);
  return told.flatMap(([key, value], at) =>
    told.slice(at + 1).map(([other, its]) => JSON.stringify([key, value, other, its])),
  );
}

function likelihoodOf(step: Step, { habits }: Vocabulary): number {
  return habitsOf(step).reduce((sum, habit) => sum + (habits.get(habit) ?? 0), 0);
}

/** Returns all legal steps for which the line may stand in this state, the likeliest first. If there is none, `why` says why. */
export function guessSteps(
  state: State,
  step: LoggedStep,
  vocabulary: Vocabulary,
  line: number,
): { readonly steps: readonly Step[]; readonly why: string | null } {
  // Whether frames are held back matters only to `repeat`.
  const repeats = step.kind === 'repeat';
  const openState = { ...state, history: { ...state.history, held: repeats } };
  let why: string | null = null;
  const steps = fillFields(openState, step, vocabulary, line).filter((each) => {
    const fault =
      each.kind === 'restart' && state.flights.length > 0 ? RESTART : legal(openState, each);
    why ??= fault;
    return fault === null;
  });
  if (steps.length < 2) return { steps, why: steps.length > 0 ? null : why };
  const likelihoods = new Map(steps.map((each) => [each, likelihoodOf(each, vocabulary)]));
  const ranked = steps.toSorted((a, b) => (likelihoods.get(b) ?? 0) - (likelihoods.get(a) ?? 0));
  return { steps: ranked, why: null };
}

const RESTART = 'a node restarts while frames are under way: what becomes of them is open';

/** A field and the values to try for it. */
type FieldGuesses = readonly [key: string, values: readonly unknown[]];

function fillFields(state: State, step: LoggedStep, vocabulary: Vocabulary, line: number): Step[] {
  const told = step as { readonly [key: string]: unknown };
  let found: Record<string, unknown>[] = [{ kind: step.kind }];
  for (const [key, values] of fieldsOf(state, step, vocabulary, line)) {
    const known = told[key];
    const unsubscribes = step.kind === 'unsubscribe' || step.kind === 'hall unsubscribe';
    const candidates =
      known === undefined
        ? values
        : unsubscribes && key === 'topic'
          ? matchingPatterns(state.history, String(known))
          : [known];
    found = found.flatMap((each) =>
      candidates.map((value) =>
        value === null && key === 'forward' ? each : { ...each, [key]: value },
      ),
    );
  }
  // Each step has all fields of its kind, with the value in the line or a guess.
  return (found as unknown as Step[]).filter((each) => isOnUplink(state, each));
}

function isOnUplink({ topology }: State, step: Step): boolean {
  if (!('below' in step)) return true;
  return topology.uplinks.some(({ below, above }) => below === step.below && above === step.above);
}

function fieldsOf(
  state: State,
  step: LoggedStep,
  vocabulary: Vocabulary,
  line: number,
): FieldGuesses[] {
  const { topology, history } = state;
  const orc: FieldGuesses = ['orc', topology.orcs.map(({ name }) => name)];
  const pair: FieldGuesses = ['pair', topology.pairs.map(({ id }) => id)];
  const node: FieldGuesses = ['node', topology.nodes.map(({ token }) => token)];
  const link: FieldGuesses[] = [
    ['below', topology.uplinks.map((each) => each.below)],
    ['above', topology.uplinks.map((each) => each.above)],
  ];
  switch (step.kind) {
    case 'join':
      return [orc, pair];
    case 'end':
      return [orc, pair];
    case 'command':
      return [orc, pair, ['name', [`${UNTOLD}${line}`]]];
    case 'subscribe':
      return [orc, pair, ['topic', patternsOf(history, vocabulary, line)]];
    case 'unsubscribe':
      return [orc, pair, ['topic', [...heldPatterns(history), `${UNTOLD}${line}`]]];
    case 'leave':
      return [orc];
    case 'cut':
      return [pair, ['socket', ['command', 'event']]];
    case 'rename':
      return [orc, pair, ['to', [...topology.orcs.map(({ name }) => name), '']]];
    case 'publish': {
      const hordes = [null, ...topology.nodes.map(({ horde }) => horde), UNTOLD];
      return [
        node,
        ['topic', topicsOf(state, vocabulary, line)],
        ['payload', [null]],
        ['forward', hordes],
      ];
    }
    case 'hall subscribe':
      return [node, ['topic', patternsOf(history, vocabulary, line)]];
    case 'hall unsubscribe':
      return [node, ['topic', [...heldPatterns(history), `${UNTOLD}${line}`]]];
    case 'inject':
      return [pair, ['frame', [null, ...topology.orcs.flatMap(({ name }) => framesOf(name))]]];
    case 'stall':
    case 'resume':
      return [pair];
    case 'stray':
      return [pair, ['frame', [null]]];
    case 'garble':
      return [...link, ['bus', ['command', 'event']], ['frame', [null]]];
    case 'uplink down':
    case 'uplink up':
    case 'reattach':
    case 'repeat':
      return link;
    case 'restart':
    case 'crash':
      return [node];
    default:
      return step satisfies never;
  }
}

/**
 * Three frames: one that only the orc's own client may send, one that is refused whoever sends it (SAFE-2), and one that is
 * refused to an orc with two endpoints (ARP-8).
 */
const framesOf = (orcName: string): Json[] => [
  { kind: ':delete-route', orcName },
  { kind: ':announce', orcName, arp: { token: orcName, port: null, hordes: [], nice: 0 } },
  { kind: ':rename', orcName, to: 'untold@nowhere' },
];

function subscriptionsOf({ attachments, halls }: History): readonly Subscription[] {
  return [...attachments, ...halls].flatMap(({ subscriptions }) => subscriptions);
}

const heldPatterns = (history: History): string[] => [
  ...new Set(subscriptionsOf(history).map((each) => each.pattern)),
];

/**
 * Returns the patterns to try if the line does not tell one: for each topic line one pattern, which stands for all of its
 * patterns. A later `unsubscribe` may tell which one it was.
 */
function patternsOf(history: History, { lines }: Vocabulary, line: number): string[] {
  const untold = heldPatterns(history).filter((each) => each.startsWith(UNTOLD));
  const onLines = lines.map((lineId) => `${UNTOLD}<${lineId}>`);
  return [...new Set([...onLines, ...untold, `${UNTOLD}<${UNTOLD}${line}>`, UNTOLD])];
}

/** Returns the pattern that the line tells, and each guessed pattern on the same topic line that may have been this pattern. */
function matchingPatterns(history: History, told: string): string[] {
  const untold = heldPatterns(history).filter(
    (each) => each.startsWith(UNTOLD) && lineOf(each) === lineOf(told),
  );
  return [told, ...untold];
}

/** Lists one topic for each way in which an event can be routed. */
function topicsOf({ topology, history }: State, { lines }: Vocabulary, line: number): string[] {
  const untold = subscriptionsOf(history).flatMap(({ lineId }) =>
    lineId?.startsWith(UNTOLD) ? [lineId] : [],
  );
  const all = new Set([...lines, ...untold, `${UNTOLD}${line}`]);
  const named = new Set([...topology.orcs.map(({ name }) => name as string), GREATHALL, NOBODY]);
  return [
    ...[...all].map((lineId) => `${UNTOLD}<${lineId}>`),
    UNTOLD,
    ...[...named].map((name) => `${name}::${UNTOLD}.finished`),
    `${UNTOLD}<>`,
  ];
}

/** An orc that no topology declares. */
const NOBODY = `${UNTOLD}@${UNTOLD}`;

/**
 * Steps in words, all words of a kind in one place: `phrase` is a full sentence; `label` fits beside an arrow of a diagram that
 * already shows who and where; `mark` is the two or three words that fit on a link or pair of the drawing.
 */
import type { Json, Step, StepKind, StepOf } from '#spec';

/** The number of a step for people, who count from 1. Data count from 0: `at`, `index`, `steps[0]`. */
export const stepNumber = (index: number): number => index + 1;

/** `step 3`, for people. */
export const stepName = (index: number): string => `step ${stepNumber(index)}`;

const quote = (value: unknown) => JSON.stringify(value);

/** At most this many characters of a raw frame are printed; the scenario itself holds the whole frame. */
const RAW_LIMIT = 240;

/** Formats a raw frame as JSON, with the middle left out when it is long. */
function rawText(frame: Json): string {
  const text = JSON.stringify(frame);
  if (text.length <= RAW_LIMIT) return text;
  const half = RAW_LIMIT / 2;
  return `${text.slice(0, half)}… ${text.length - RAW_LIMIT} characters …${text.slice(-half)}`;
}

interface StepWords<S> {
  readonly phrase: (step: S) => string;
  readonly label: (step: S) => string;
  readonly mark: (step: S) => string;
}

const stepWords: { readonly [Kind in StepKind]: StepWords<StepOf<Kind>> } = {
  join: {
    phrase: ({ orc, pair }) => `${orc} joins by ${pair}`,
    label: ({ orc }) => `${orc} joins`,
    mark: ({ orc }) => `join ${orc}`,
  },
  command: {
    phrase: ({ orc, pair, name }) => `${orc} sends ${quote(name)} by ${pair}`,
    label: ({ orc, name }) => `${orc} sends ${quote(name)}`,
    mark: ({ orc }) => `command ${orc}`,
  },
  subscribe: {
    phrase: ({ orc, pair, topic, throws }) =>
      `${orc} subscribes to ${quote(topic)} by ${pair}${throws ? ', with a handler that throws' : ''}`,
    label: ({ orc, topic }) => `${orc} subscribes ${quote(topic)}`,
    mark: ({ orc }) => `subscribe ${orc}`,
  },
  unsubscribe: {
    phrase: ({ orc, pair, topic }) => `${orc} unsubscribes from ${quote(topic)} by ${pair}`,
    label: ({ orc, topic }) => `${orc} unsubscribes ${quote(topic)}`,
    mark: ({ orc }) => `unsubscribe ${orc}`,
  },
  leave: {
    phrase: ({ orc }) => `${orc} leaves`,
    label: ({ orc }) => `${orc} leaves`,
    mark: ({ orc }) => `leave ${orc}`,
  },
  end: {
    phrase: ({ orc, pair }) => `the endpoint of ${orc} on ${pair} ends`,
    label: ({ orc }) => `${orc} ends here`,
    mark: ({ orc }) => `${orc} ends`,
  },
  cut: {
    phrase: ({ pair, socket }) => `the ${socket} socket of ${pair} is lost`,
    label: ({ socket }) => `${socket} socket lost`,
    mark: ({ socket }) => `${socket} socket lost`,
  },
  rename: {
    phrase: ({ orc, pair, to }) => `${orc} takes the name ${quote(to)} by ${pair}`,
    label: ({ orc, to }) => `${orc} takes ${quote(to)}`,
    mark: ({ orc }) => `rename ${orc}`,
  },
  publish: {
    phrase: ({ node, topic, payload, forward }) =>
      `${quote(topic)} is published at ${node}` +
      (forward === undefined ? '' : ` with forward ${forward}`) +
      (payload === undefined ? '' : ` with payload ${quote(payload)}`),
    label: ({ topic, forward }) =>
      `publishes ${quote(topic)}${forward === undefined ? '' : ` forward ${forward}`}`,
    mark: ({ topic }) => `publish ${topic}`,
  },
  'hall subscribe': {
    phrase: ({ node, topic }) => `greathall of ${node} subscribes to ${quote(topic)}`,
    label: ({ topic }) => `greathall subscribes ${quote(topic)}`,
    mark: ({ topic }) => `hall subscribe ${topic}`,
  },
  'hall unsubscribe': {
    phrase: ({ node, topic }) => `greathall of ${node} unsubscribes from ${quote(topic)}`,
    label: ({ topic }) => `greathall unsubscribes ${quote(topic)}`,
    mark: ({ topic }) => `hall unsubscribe ${topic}`,
  },
  inject: {
    phrase: ({ pair, frame }) => `the raw frame ${rawText(frame)} arrives on ${pair}`,
    label: ({ frame }) => `raw ${rawText(frame)}`,
    mark: () => 'raw frame',
  },
  garble: {
    phrase: ({ below, above, bus, frame }) =>
      bus === 'command'
        ? `the raw frame ${rawText(frame)} goes from ${below} up to ${above}`
        : `the raw frame ${rawText(frame)} goes from ${above} down to ${below}`,
    label: ({ frame }) => `raw ${rawText(frame)}`,
    mark: () => 'raw frame',
  },
  stray: {
    phrase: ({ pair, frame }) =>
      `the raw frame ${rawText(frame)} on ${pair}, which is not attached`,
    label: ({ frame }) => `stray ${rawText(frame)}`,
    mark: () => 'stray frame',
  },
  stall: {
    phrase: ({ pair }) => `the client of ${pair} stops reading its events`,
    label: () => 'stops reading',
    mark: () => 'stops reading',
  },
  resume: {
    phrase: ({ pair }) => `the client of ${pair} reads its events again`,
    label: () => 'reads again',
    mark: () => 'reads again',
  },
  'uplink down': {
    phrase: ({ below, above }) => `the uplink of ${below} to ${above} is lost`,
    label: ({ above }) => `uplink to ${above} lost`,
    mark: () => 'lost',
  },
  'uplink up': {
    phrase: ({ below, above }) => `the uplink of ${below} to ${above} comes back`,
    label: () => 'attaches anew',
    mark: () => 'comes back',
  },
  reattach: {
    phrase: ({ below, above }) => `${below} attaches to ${above} anew, though its uplink was up`,
    label: () => 'attaches anew',
    mark: () => 'attaches anew',
  },
  restart: {
    phrase: ({ node }) => `${node} restarts with empty tables`,
    label: ({ node }) => `${node} restarts`,
    mark: () => 'restarts',
  },
  crash: {
    phrase: ({ node }) => `${node} crashes, with its links, and begins with empty tables`,
    label: ({ node }) => `${node} crashes`,
    mark: () => 'crashes',
  },
  hold: {
    phrase: () => 'from here on frames are held back',
    label: () => 'from here frames are held back',
    mark: () => 'held back',
  },
  settle: {
    phrase: () => 'everything in flight is delivered',
    label: () => 'all in flight arrives',
    mark: () => 'all arrives',
  },
  arrive: {
    phrase: ({ pair }) => `the oldest frame on ${pair} arrives`,
    label: () => 'arrives',
    mark: () => 'arrives',
  },
  climb: {
    phrase: ({ below, above }) => `the oldest message from ${below} reaches ${above}`,
    label: () => 'arrives',
    mark: () => 'arrives',
  },
  descend: {
    phrase: ({ below, above }) => `the oldest event from ${above} reaches ${below}`,
    label: () => 'arrives',
    mark: () => 'arrives',
  },
  repeat: {
    phrase: ({ below, above }) => `the oldest message from ${below} to ${above} is there twice`,
    label: () => 'the oldest in flight is there twice',
    mark: () => 'twice',
  },
};

// The words are looked up by the step's own kind, so they fit the step; TypeScript cannot derive this for a union.
const wordsOf = ({ kind }: Step) => stepWords[kind] as StepWords<Step>;

/** Says what happens in the step. */
export const phraseOfStep = (step: Step): string => wordsOf(step).phrase(step);

/**
 * The same in a list of steps beside what was seen, where events have ids: the phrase of a publish names its event. It is
 * written by hand, because pages load this file, and `eventIdOf` would bring all of the specification with it.
 */
export const phraseOfListedStep = (step: Step, index: number): string =>
  step.kind === 'publish' ? `${phraseOfStep(step)} (event e${index})` : phraseOfStep(step);

export const stepLabel = (step: Step): string => wordsOf(step).label(step);

export const stepMark = (step: Step): string => wordsOf(step).mark(step);

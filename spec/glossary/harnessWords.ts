/**
 * Words of the harness: how a router is tried, judged and shown to be wrong. They are the standard words of the field where it
 * has one. Separate from the words of the network, which the law uses.
 */
import type { WordEntry } from './wordEntry.ts';

export const lawWords = {
  law: { meaning: 'All clauses, with what is free: what every router has to do.' },
  clause: {
    meaning:
      'One sentence of the law with an id that never changes, such as LINE-2. It is a must or a should.',
  },
  'white box': {
    meaning: 'Of a clause: judged by tables and messages as well, where these can be observed.',
  },
  'black box': { meaning: 'Of a clause: judged by what was heard, refused and closed alone.' },
  free: {
    meaning:
      'Left open by the law: either behaviour is right and nothing is judged. A free orc may hear an event or not, until it has left, all has settled, and it has joined again.',
  },
  feature: {
    meaning:
      'Something that a router declares to offer, such as `tables`. Without it the clauses that need it are declined.',
  },
  model: {
    meaning:
      'The reference: tables and lines hop by hop, as a pure function from state and step to state and observations.',
  },
  oracle: {
    meaning: 'Whatever knows what should happen: the model, the audience law, the interval law.',
  },
  'audience law': {
    meaning:
      'The oracle that tells from the history alone, without a table, who must and who may hear an event in a settled network.',
  },
  'interval law': {
    meaning:
      'The oracle for a system of which only requests, acknowledgements and what was heard are known: each event has an interval in which it was under way.',
  },
  history: {
    meaning:
      'What the clients know: where each orc is attached and what it subscribed there, from what they asked for and were answered.',
  },
  lockstep: {
    meaning:
      'Model and router run side by side, step by step, and everything that can be observed is compared after each step.',
  },
} as const satisfies Readonly<Record<string, WordEntry>>;

export const scenarioWords = {
  scenario: {
    meaning:
      'A topology and a list of steps, as one JSON document. It is drawn, run, shrunk, stored and replayed as it is.',
  },
  step: {
    meaning:
      'One thing that happens to a network from outside, such as a join, a publish or the loss of an uplink.',
  },
  situation: {
    meaning:
      'A small fact about the network just before a step, such as that the step’s orc was renamed. Rare bugs often need two or three of them at once.',
  },
  goal: {
    meaning:
      'What every second scenario is steered towards: a pair (one situation and a kind of step) or a triple (two situations and a kind of step). A goal is met when such a step is done while its situations hold.',
  },
  seed: {
    meaning:
      'The text from which all chance of a run is drawn: the same seed gives the same scenarios. (Beside a clause, seed says that the original text of Xcraft has it.)',
  },
  epilogue: {
    meaning:
      'Steps that are added to every scenario at its end: lost uplinks come back, canaries are published, everybody leaves, and canaries are published again. What went wrong unseen shows there.',
    isRare: true,
  },
  canary: {
    meaning: 'An event published only to see who hears it: one per line, when all has settled.',
    isRare: true,
  },
  hold: {
    meaning:
      'A step: from here on nothing in flight is delivered by itself, until `settle`. Meanwhile frames are held, and single deliveries are steps.',
  },
  'held back': {
    meaning:
      'Of frames: in flight and delivered only by steps of their own, so that every interleaving can be tried.',
    isRare: true,
  },
  interleaving: { meaning: 'One order in which the frames in flight are delivered.' },
  schedule: {
    meaning: 'Who decides that order: the steps that deliver single frames while frames are held.',
  },
  flight: {
    meaning: 'One frame in flight in the harness’s own network, with the step that it comes of.',
  },
  observation: {
    meaning:
      'One thing that could be seen while a step settled: a frame, an emission, a message, a refusal, a closing, a handler that ran.',
  },
  input: { meaning: 'What is handed to a router: a frame, a loss, an event to publish.' },
  effect: {
    meaning:
      'What a router answers to an input, as data: send this message, write this event on these pairs.',
  },
  misdirected: {
    meaning:
      'Of a frame: a router sends it on an uplink or a pair that, as the router has been told, is not open.',
    isRare: true,
  },
  move: {
    meaning:
      'In a trace check: one thing that the model does next. It does what a request asks, or it delivers one frame.',
  },
  quiescence: {
    meaning:
      'How it is known that nothing is in flight any more: from an exact answer at best, from silence at worst.',
    isRare: true,
  },
  fence: {
    meaning:
      'A frame that is sent along every path only to come back: then all that was before it has arrived. One way to know quiescence.',
    isRare: true,
  },
  adapter: { meaning: 'The program between the harness and a router that speaks other words.' },
} as const satisfies Readonly<Record<string, WordEntry>>;

export const verdictWords = {
  check: {
    meaning:
      'To try a router on many scenarios and give a verdict for each clause. A clause’s own check is the rule by which one step is judged: which differences break the clause.',
  },
  verdict: {
    meaning:
      'What follows for one clause from a whole run: `holds`, `violated`, `declined`, `expected`, `healed`, `undecided` or `crashed`.',
  },
  exercised: {
    meaning:
      'Of a clause: a scenario did what the clause speaks of, so that a router that breaks it could have been seen.',
  },
  witness: {
    meaning:
      'Something that has to occur for a clause to be tried in earnest, such as two receivers or a receiver at another node. A clause that lacked its witness too often is undecided.',
    isRare: true,
  },
  judge: {
    meaning:
      'What a run is judged by: the model in lockstep, or the interval law (`--judge interval`).',
  },
  difference: { meaning: 'One thing in which a step of the router is not as an oracle has it.' },
  divergence: {
    meaning:
      'The first step of a run that differs, with the clause that is blamed for it and its signature.',
    isRare: true,
  },
  blame: { meaning: 'To name the clause that a difference breaks.' },
  signature: {
    meaning:
      'What a failure is called: the clause, what differs and for whom, and the kind of step. Failures of one signature are taken for one bug.',
  },
  cause: {
    meaning:
      'One bug, as far as can be told from outside: the findings that end in the same smallest scenario when they may fail in any way.',
  },
  finding: {
    meaning:
      'A failure as it is reported: one signature, with the smallest scenario that was found for it.',
  },
  shrink: {
    meaning:
      'To make a failing scenario as small as it gets while it fails with the same signature.',
  },
  certificate: {
    meaning:
      'The list of all scenarios one edit away from a shrunk one, each of which passes or fails otherwise: the proof that it is minimal.',
  },
  minimal: {
    meaning:
      'Of a scenario: no single edit of the list leaves a smaller one that fails alike. It says nothing of two edits at once.',
  },
  'known deviation': {
    meaning:
      'A failure that an implementer has declared with a reason. While it is there it is expected; once it has healed the declaration is stale and fails the run.',
    isRare: true,
  },
  bypass: {
    meaning:
      'To run a scenario on although a known deviation shows in it: past the step, or without the step. So a known deviation hides no new bug.',
    isRare: true,
  },
  mutant: {
    meaning:
      'A router that is wrong on purpose in one place. It is killed when a check names the clause that it breaks.',
  },
  corpus: {
    meaning:
      'The scenarios that are kept: one or more for each clause, and one for each bug that was ever found.',
  },
  exploration: { meaning: 'Running every scenario within bounds instead of some at random.' },
  'trace check': {
    meaning:
      'To ask of a recorded log of a real system whether any run of the model accounts for it.',
  },
  fuzzing: {
    meaning:
      'Here: to put hostile and broken frames between good steps, and ask whether anybody but their sender notices.',
  },
  doctor: {
    meaning:
      'The command that asks whether an adapter can be relied on: deterministic, isolated, quick, and honest about quiescence. It judges no clause.',
  },
  shard: {
    meaning:
      'One of several parts of a run that are done on several machines and merged into one report.',
  },
} as const satisfies Readonly<Record<string, WordEntry>>;

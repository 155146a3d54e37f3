/**
 * PROTOCOL.md: generated from the registries of the wire protocol, so that it always agrees with them. A test compares it with
 * the file; `npm run generate` writes it. The prose here is what no registry knows.
 */
import type { ZodType } from 'zod';
import {
  alphabets,
  DIALECT,
  effectMeanings,
  excludedInputs,
  faults,
  inputMeanings,
  layerFeatures,
  messageMeanings,
  observationMeanings,
  PROTOCOL,
  quiescences,
  requestMeanings,
  wireEffect,
  wireInput,
  wireMessage,
  wireObservation,
  wireTable,
} from '#spec';
import { mishaps } from '../bridge/mishaps.ts';
import { LARGEST } from '../scenario/large.ts';
import { LIMITS } from '../scenario/topology.ts';
import { formatFeatureTable } from './features.ts';
import { fieldsByKind, formOf } from './fields.ts';
import { formatNamedList, formatTable } from './markdown.ts';

export function formatProtocolPage(): string {
  return [
    introduction,
    startAndEnd,
    lines,
    ids,
    hello,
    formatRequests(),
    formatRouterLevel(),
    formatNetworkLevel(),
    formatQuiescence(),
    crashes,
    formatYourWords(),
    `## Features

Declare what your router does and leave out what it does not. What is not declared is neither asked for nor held against
you; the clauses that need it are \`declined\`.

${formatFeatureTable()}`,
    transcripts,
    formatMishaps(),
  ].join('\n\n');
}

const introduction = `# The protocol of the pipe

Made by \`npm run generate\` from \`spec/\`; do not edit.

A router in any language is held against the law by a program that reads requests from stdin and writes answers to stdout:
protocol ${PROTOCOL}, dialect \`${DIALECT}\`. \`npx --no partyline check -- python3 router.py\` starts it. A whole adapter is the last forty lines of
[\`examples/router.py\`](../examples/router.py). The schema of every line is [\`protocol.schema.json\`](protocol.schema.json); the law is
[\`SPEC.md\`](SPEC.md); how names and topics are read, what is refused and in which order, and what null means is in
[\`names-and-topics.md\`](names-and-topics.md), by examples; what a router does with each input, and what its table is then, in [\`inputs.md\`](inputs.md), scene by scene.

The harness owns the network: links, queues, clients, faults, and the order in which things happen. At **router level** your
program holds the routers of all nodes of a scenario, side by side, without any socket: an input in, effects out. That is the
better level: every order of events can be tried, and each failure comes back. At **network level** your program is the whole
system, clients included, and is told what is done to it from outside.`;

const startAndEnd = `## Start and end

The program is started once and asked many scenarios, each from a \`reset\`. It ends at \`bye\`, which it answers, and at the end
of stdin. Two seconds after \`bye\` it is killed, with all that it started. When the harness is gone without a \`bye\`, however
that happened, its process group gets SIGTERM, and SIGKILL a second later. stderr is a free log: its last lines are shown with
whatever goes wrong.`;

const lines = `## Lines

UTF-8, one JSON object a line, ended by \`\\n\`; a byte order mark before the first is read over. stdout carries answers and nothing else. Flush after each line: most languages
keep what is written to a pipe for later. Lines may be long, a \`run\` is often a megabyte; frames may be nested 2000 levels
deep (Python: \`sys.setrecursionlimit\`). Fields that you do not know are to be ignored; so are yours.

An answer may take 30 s, or what \`PARTYLINE_TIMEOUT\` says (\`PARTYLINE_TIMEOUT=2m\`). If it takes longer, what was asked is asked again one by
one: the question is told, and its scenario is left for \`replay\`, as \`hang.json\` in \`--out\` or \`partyline-hang.json\` where you are.`;

const ids = `## Ids

Every request has an \`id\`, and its answer repeats it. Requests may come before the last one was answered: answer them one
after the other, in order. There is exactly one answer to each.`;

const hello = `## Hello

\`\`\`json
{"id":1,"kind":"hello","protocol":${PROTOCOL},"dialects":["${DIALECT}"],"harness":"partyline 0.1.0"}
{"id":1,"protocol":${PROTOCOL},"dialect":"${DIALECT}","level":"router","name":"mine","version":"1.0.0","features":["axon","tables"],"contract":2,"quiescence":"exact","batch":true}
\`\`\`

\`protocol\` is about lines and ids, \`dialect\` about the words inside. \`batch\`: it takes whole scenarios with \`run\`. Say true
if you can: a scenario then costs one round trip, and shrinking a failure a few dozen; without it every input is a message.

\`contract\`: say \`2\`. Then ${layerFeatures.map((each) => `\`${each}\``).join(', ')} are features like all others: what you do not
declare is neither drawn, nor asked for, nor held against you. Without \`contract\` they all count as offered, as before there were such features.

\`carries\` may say that the system behind you carries less than the law allows; nothing else is drawn then, and the report says so.
\`serversPerNode\`, at network level, says that each node is that many servers that are open to each other both ways; the report says so.
Every field may be left out: \`{"alphabet":"ascii","nameUnits":64,"topicUnits":255,"payloads":["null","string"],"payloadUnits":1000}\`.
Alphabets of names and topics are ${Object.entries(alphabets)
  .map(([name, meaning]) => `\`${name}\` (${meaning})`)
  .join(', ')}.

A scenario has at most ${LIMITS.nodes} nodes, ${LIMITS.orcs} orcs, ${LIMITS.pairs} pairs of clients at a node, ${LIMITS.lines} lines and ${LIMITS.steps} steps, or some more where it is
steered towards a situation. Some are large in one of these: up to ${LARGEST.nodes} nodes, ${LARGEST.orcs} orcs, ${LARGEST.pairs} pairs, ${LARGEST.lines} lines, ${LARGEST.steps} steps.
\`check --nodes --orcs --pairs --lines --steps\` bound all of them, \`--large 0\` leaves the large ones out.`;

const crashes = `## Crashes

Catch what your router throws and answer \`{"id":7,"crash":"KeyError: p1@T"}\`, in a \`run\` in the place of the answer: it is a finding,
with the step that led to it. \`stack\` may stand beside \`crash\`: the calls that led to it as one string, as your language prints them.
A program that ends instead is started anew and asked again question by question until the one
it does not survive is known: the same finding, slowly. What follows a crash in a script is not looked at.

\`{"unsupported":"not yet"}\` in the place of an answer says that your router does not do this yet. The scenario ends there
and nothing is held against it; a clause that no other scenario exercises is \`undecided\`. A refusal with \`LIMIT\`, of what your router keeps
no more of, ends the scenario alike.`;

const transcripts = `## Transcripts

[\`transcripts/router.jsonl\`](transcripts/router.jsonl) and [\`transcripts/network.jsonl\`](transcripts/network.jsonl) are conversations with our router: on each line an \`ask\`
and the \`answer\`. Replay one against your program before you run a check: write the \`ask\`, read the line that comes. Yours may
differ in what hello says, in the texts of \`detail\` and \`reason\`, and in \`sizes\`, and has to agree in all else that you declare.
[\`examples/transcript.py\`](../examples/transcript.py) does it, in twenty lines:

\`\`\`
python3 node_modules/partyline/examples/transcript.py node_modules/partyline/docs/transcripts/router.jsonl python3 router.py
\`\`\`

In a clone these paths are without \`node_modules/partyline/\`. Whatever else a page names as \`examples/\` or \`docs/\` lies in that folder too.`;

function formatRequests(): string {
  return `## Requests and answers

${formatTable(
  ['request', 'meaning', 'answer'],
  Object.entries(requestMeanings).map(([kind, { meaning, answer }]) => [
    `\`${kind}\``,
    meaning,
    answer,
  ]),
)}

Answers are raw facts: effects, observations, tables. A router never says whether it did well.`;
}

/** Formats a table of the kinds of a union, each with its meaning and its fields. */
const formatWordsWithFields = (
  meanings: Readonly<Record<string, string>>,
  title: string,
  shape: ZodType,
) => {
  const fields = fieldsByKind(shape);
  return formatTable(
    [title, 'fields', 'meaning'],
    Object.entries(meanings).map(([kind, meaning]) => [
      `\`${kind}\``,
      fields.get(kind) ?? '',
      meaning,
    ]),
  );
};

const formatWords = (meanings: Readonly<Record<string, string>>, title: string) =>
  formatTable(
    [title, 'meaning'],
    Object.entries(meanings).map(([kind, meaning]) => [`\`${kind}\``, meaning]),
  );

function formatRouterLevel(): string {
  return `## Router level

One \`step\` hands one input to the router of one node:

\`\`\`json
{"id":4,"kind":"step","node":"n1","input":{"kind":"publish","topic":"news<sport>","id":"e3","payload":1,"forward":null}}
{"id":4,"effects":[{"kind":"write","event":{"topic":"news<sport>","id":"e3","payload":1},"pairs":["s1"]}]}
\`\`\`

What has no type beside it is a string. The same contract in TypeScript is [\`spec/router.ts\`](../spec/router.ts), one page.

${formatWordsWithFields(inputMeanings, 'input', wireInput)}

These never come:

${formatNamedList(excludedInputs)}

Effects are done in the order of the list. It matters for messages about one orc on one uplink, for frames on one pair, and for a
write on a pair that is closed; all other order is [free](SPEC.md#free). But with \`interleaving\` messages about several orcs on one uplink go in ascending
order of orcName.

${formatWordsWithFields(effectMeanings, 'effect', wireEffect)}

Messages, which cross a link upwards as frames, and what yours may be called:

${formatTable(
  ['message', 'fields', 'meaning', 'elsewhere'],
  Object.entries(messageMeanings).map(([kind, { meaning, yours }]) => [
    `\`${kind}\``,
    fieldsByKind(wireMessage).get(kind) ?? '',
    meaning,
    yours,
  ]),
)}

A table, where \`tables\` is declared, is ${formOf(wireTable)}. Greathall is in it from the
start, on \`ee\` by the socket \`greathall\` with the node's own horde. Routes go by backend and then orcName, hordes by name, lines by lineId, all
ascending; a line whose count is 0 is not there.

${formatWords(faults, 'fault')}`;
}

function formatNetworkLevel(): string {
  return `## Network level

A \`step\` is one of the scenario's own ([\`scenario.schema.json\`](scenario.schema.json)): somebody joins, subscribes, publishes, a link is lost. Do
it, wait until nothing is in flight any more, and answer with everything that was seen, in order per carrier and link.

\`\`\`json
{"id":9,"kind":"step","index":3,"step":{"kind":"publish","node":"n1","topic":"news<sport>"}}
{"id":9,"observations":[{"kind":"frame","node":"n1","pair":"s1","event":{"topic":"news<sport>","id":"e3","payload":null}}]}
\`\`\`

${formatWordsWithFields(observationMeanings, 'observation', wireObservation)}`;
}

function formatQuiescence(): string {
  return `## Quiescence

How your program knows that nothing is in flight decides what may be concluded from silence. Declare the best that is true;
it is named in the evidence of every clause that rests on it.

${formatWords(quiescences, 'quiescence')}

At router level it is \`exact\`: the effects are all there is. In any case an answer is a promise: whatever is written to stdout
when no request is open breaks it, and no verdict is given (exit code 4). An answer with \`pending\` is followed by \`settle\` until nothing is
pending. If something still is after the time-out (\`PARTYLINE_TIMEOUT\`, 30 s), the scenario ends there undecided: a slow machine may be the reason.`;
}

function formatYourWords(): string {
  return `## Your own words

The wire between your own nodes is yours; the pipe speaks of what crosses it. An adapter translates in two places:

- **in**: a \`frame\` comes with a message of the table above. Make of it the call your router makes when its own packet
  for that arrives, with \`pair\` as the connection. What does not read as a message (SAFE-1) goes to your own parser, as it is.
- **out**: where your router would send a packet to the node above, answer \`send\` with the message it stands for; where it would
  write an event to connections, answer \`write\` with their pairs. The harness carries it, as late and as interleaved as it likes.

If the two do not fit together, because your nodes speak in other steps (a handshake of three packets, a digest in place of
single lines), go to network level and declare neither \`hop lines\` nor \`messages\`: then only what is heard is judged, and tables
if you show them. Names are symbolic: translate \`n1\`, \`s1\`, \`p1@n1\` to what you need and back.
[\`adapters.md\`](adapters.md) has a table of other systems’ words, and says where an adapter has to wait.`;
}

function formatMishaps(): string {
  return `## When it does not work

Exit code 4 says that the router could not be driven. The message names one of these:

${formatTable(
  ['it', 'likely'],
  Object.values(mishaps).map(({ what, likely, read }) => [`[${what}](#${read})`, likely]),
)}`;
}

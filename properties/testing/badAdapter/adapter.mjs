/**
 * Bad adapters: `node adapter.mjs WAY FILE` misbehaves in the given way and is correct in all others.
 * Writes its process ids to the file, one per line, so that a test can see whether any of them survives.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , way, file] = process.argv;
const alive = () => setInterval(() => {}, 1000);
appendFileSync(file, `${process.pid}\n`);
const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
appendFileSync(file, `${sleeper.pid}\n`);
sleeper.unref();
const isStubborn = way.startsWith('stubborn');
if (isStubborn) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
if (way === 'acting text') process.stderr.write('last \u001b[31mwords\u202e\n');
process.stderr.write(`this is the way of ${way}\n`);

const say = (text) => process.stdout.write(`${text}\n`);
const hello = {
  protocol: way === 'protocol' ? 2 : 1,
  dialect: way === 'dialect' ? 'klingon-1' : 'xcraft-1',
  level: 'router',
  name: way === 'acting text' ? 'b\u202ead\u001b[2J' : 'bad',
  version: '1',
  features: ['axon', ...(way === 'feature' ? ['warp'] : [])],
  quiescence: 'exact',
  batch: way !== 'single',
};

if (way === 'start') process.exit(3);
if (way === 'byte order mark') process.stdout.write('\uFEFF');
if (way === 'print') say('starting ...');
if (way === 'stdout closed') {
  closeSync(1);
  alive();
}

function answer({ id, kind, scripts }) {
  if (kind === 'hello') {
    if (way === 'silence') return null;
    if (way === 'broken json') return '{"id":1,"protocol":';
    if (way === 'no id') return JSON.stringify(hello);
    if (way === 'hello') return JSON.stringify({ id, name: 'bad' });
    return JSON.stringify({ id: way === 'unknown id' ? 100 : id, ...hello });
  }
  if (kind === 'bye') return way === 'bye' || isStubborn ? null : JSON.stringify({ id });
  if (kind === 'step') return JSON.stringify({ id, effects: [] });
  if (kind !== 'run') return JSON.stringify({ id });
  if (way === 'crash') process.exit(7);
  // The process ends only if it is asked for several scenarios in one message.
  if (way === 'crash together') process.exit(9);
  if (way === 'hang' || way === 'stubborn hang') for (;;);
  if (way === 'endless line') return 'x'.repeat(129 * 1024 * 1024);
  if (way === 'print later') return `routing ...\n{"id":${id},"answers":[]}`;
  const each = {
    shape: { effects: 'none' },
    'acting text': { crash: 'KeyError: \u001b]0;title\u0007 \u2066p1@T\u200f \u009b2J \ud800' },
    threw: { crash: 'KeyError: p1@T' },
    unsupported: { unsupported: 'not yet' },
  };
  const answers = scripts.map(({ questions }) => questions.map(() => each[way] ?? { effects: [] }));
  const text = JSON.stringify({ id, answers: way === 'count' ? [] : answers });
  return way === 'late' ? `${text}\n${text}` : text;
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (way === 'hang at a line' && line.includes('<l1>')) for (;;);
  if (way === 'crash' && request.kind === 'step') process.exit(7);
  if (way === 'after idle' && request.kind === 'bye') say('{"id":2}');
  const text = answer(request);
  if (text === null) alive();
  else say(text);
  if (request.kind === 'bye' && way !== 'bye' && !isStubborn) break;
}
if (isStubborn) alive();
else if (way !== 'bye' && way !== 'stdout closed') process.exit(0);

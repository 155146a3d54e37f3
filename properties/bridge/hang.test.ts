/** A hang is told with the question and the scenario at which it came, also where many scenarios were asked in one message. */
import { describe, expect, it } from 'vitest';
import type { NodeToken } from '#spec';
import { Performer } from '../campaign/performer.ts';
import { Silence, Undriven } from '../network/undriven.ts';
import { shapes } from '../scenario/topology.ts';
import { exampleScenario } from '../testing/exampleReport.ts';
import { connect } from './connection.ts';
import type { Conversation } from './conversation.ts';
import { locateHang } from './hang.ts';
import type { Opening } from './pipe.ts';
import { encodeRequest } from './script.ts';

const sizesOf = (node: string) => encodeRequest({ kind: 'size', nodes: [node as NodeToken] });
const scripts = [
  { topology: '{}', questions: [sizesOf('n1')] },
  { topology: '{}', questions: [sizesOf('n1'), sizesOf('n2')] },
];

/** Finds where a router hangs that hangs at a question which contains this text. */
async function locate(text: string) {
  const ask = async (kind: string, fields = '', told = kind) => {
    if (fields.includes(text)) throw new Silence(`did not answer in time; asked was: ${told}`);
    return kind === 'size' ? { sizes: [0] } : {};
  };
  // As much of a conversation as is asked here; no process is started.
  const conversation = { ask, close: async () => null } as unknown as Conversation;
  const first = new Silence('did not answer in time; asked was: run with 2 scenarios');
  const { error, scriptIndex } = await locateHang(first, scripts, async () => conversation);
  return { message: error.message, scriptIndex };
}

it('names the question and the scenario', async () =>
  expect(await locate('n2')).toEqual({
    message:
      'did not answer in time; asked was: {"kind":"size","nodes":["n2"]}, question 2 in scenario 2 of 2',
    scriptIndex: 1,
  }));

it('says so if it does not hang again', async () =>
  expect(await locate('n3')).toEqual({
    message: expect.stringMatching(
      /run with 2 scenarios\n {2}it answered when it was asked the same again one by one$/,
    ),
    scriptIndex: null,
  }));

/** A router that routes nothing, and stops answering where it is asked about this text. */
const hangingAt =
  (text: string): Opening =>
  (listener) => ({
    send(line) {
      const { id, kind, scripts: asked } = JSON.parse(line);
      if (line.includes(text)) return;
      const hello = { protocol: 1, dialect: 'xcraft-1', level: 'router', name: 'hanging' };
      const said = {
        hello: { ...hello, version: '1', features: ['axon'], quiescence: 'exact', batch: true },
        step: { effects: [] },
        run: {
          answers: asked?.map(({ questions }: { questions: readonly unknown[] }) =>
            questions.map(() => ({ effects: [] })),
          ),
        },
      }[kind as string];
      setImmediate(() => listener.line(JSON.stringify({ id, ...said })));
    },
    lastWords: () => [],
    kill: () => {},
    close: async () => true,
  });

describe('a router that hangs in one of the scenarios that were asked together', () => {
  const harmless = { ...exampleScenario, steps: exampleScenario.steps.slice(0, 1) };
  const perform = async (text: string) => {
    const options = { command: 'hanging', harness: 'test', timeoutMs: 40 };
    const { kind } = await connect(hangingAt(text), options);
    const corpus = [harmless, exampleScenario, harmless];
    const performer = new Performer([kind], { seed: 'a', shapes, corpus, now: () => 0 });
    return await performer
      .perform({ kind: 'corpus', kindIndex: 0, documents: [0, 1, 2] })
      .catch((error: unknown) => error);
  };

  it('gives this scenario to be kept', async () => {
    const error = await perform('news<l1>');
    expect(error).toBeInstanceOf(Undriven);
    expect(error).toMatchObject({
      message: expect.stringMatching(/question \d in scenario 2 of 3/),
      scenario: exampleScenario,
    });
  });
});

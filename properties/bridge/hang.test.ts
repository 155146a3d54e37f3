/** A hang is told with the question at which it came, also where many scenarios were asked in one message. */
import { expect, it } from 'vitest';
import type { NodeToken } from '#spec';
import { Silence } from '../network/undriven.ts';
import type { Conversation } from './conversation.ts';
import { locateHang } from './hang.ts';
import { encodeRequest } from './script.ts';

const sizesOf = (node: string) => encodeRequest({ kind: 'size', nodes: [node as NodeToken] });
const scripts = [
  { topology: '{}', questions: [sizesOf('n1')] },
  { topology: '{}', questions: [sizesOf('n1'), sizesOf('n2')] },
];

/** Returns the message about a router that hangs at a question which contains this text. */
async function messageOf(text: string): Promise<string> {
  const ask = async (kind: string, fields = '', told = kind) => {
    if (fields.includes(text)) throw new Silence(`did not answer in time; asked was: ${told}`);
    return kind === 'size' ? { sizes: [0] } : {};
  };
  // As much of a conversation as is asked here; no process is started.
  const conversation = { ask, close: async () => null } as unknown as Conversation;
  const first = new Silence('did not answer in time; asked was: run with 2 scenarios');
  return (await locateHang(first, scripts, async () => conversation)).message;
}

it('names the question and the scenario', async () =>
  expect(await messageOf('n2')).toBe(
    'did not answer in time; asked was: {"kind":"size","nodes":["n2"]}, question 2 in scenario 2 of 2',
  ));

it('says so if it does not hang again', async () =>
  expect(await messageOf('n3')).toMatch(
    /run with 2 scenarios\n {2}it answered when it was asked the same again one by one$/,
  ));

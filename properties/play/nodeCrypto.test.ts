/** The browser's hash gives the numbers of Node's, so that a seed draws the same scenarios in the page and on the command line. */

import { createHash as nodeHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createHash } from './nodeCrypto.ts';

it.each(['', 'partyline/router\u00000', 'ünïcödé 🂡', 'x'.repeat(1000)])('of %j', (text) => {
  const [ours, theirs] = [createHash('sha256').update(text), nodeHash('sha256').update(text)];
  const [one, other] = [ours.digest(), theirs.digest()];
  expect([one.readInt32LE(0), one.readUInt32LE(4)]).toEqual([
    other.readInt32LE(0),
    other.readUInt32LE(4),
  ]);
});

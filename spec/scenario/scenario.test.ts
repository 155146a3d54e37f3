/**
 * The scenario document: what is refused, and with which message.
 */
import { describe, expect, it } from 'vitest';
import { parseScenario } from './scenario.ts';

const topology = {
  nodes: [
    { token: 'T', horde: 'T' },
    { token: 'B', horde: 'B' },
  ],
  uplinks: [{ below: 'T', above: 'B' }],
  orcs: [{ name: 'p1@T', nice: 0 }],
  pairs: [{ id: 's1', node: 'T', backend: 'axon', port: 4001 }],
};
const document = { version: 1, topology, steps: [{ kind: 'join', orc: 'p1@T', pair: 's1' }] };

describe('scenario document', () => {
  it('reads a legal one back as it is', () => {
    expect(parseScenario(document)).toEqual(document);
  });

  it.each([
    ['another version', { ...document, version: 2 }, /version: came 2, expected 1/],
    ['no object', 'scenario', /document/],
    [
      'an unknown orc',
      { ...document, steps: [{ kind: 'leave', orc: 'p9@T' }] },
      /p9@T.*not declared/,
    ],
    ['an unknown step', { ...document, steps: [{ kind: 'jump' }] }, /steps\.0/],
    ['an ill-formed name', { ...document, steps: [{ kind: 'leave', orc: 'p1' }] }, /exactly one @/],
    [
      'a cycle',
      {
        ...document,
        topology: {
          ...topology,
          uplinks: [
            { below: 'T', above: 'B' },
            { below: 'B', above: 'T' },
          ],
        },
      },
      /cycle/,
    ],
    [
      'two ways between the same nodes',
      {
        ...document,
        topology: {
          ...topology,
          nodes: [...topology.nodes, { token: 'C', horde: 'C' }, { token: 'D', horde: 'D' }],
          uplinks: [
            { below: 'T', above: 'B' },
            { below: 'T', above: 'C' },
            { below: 'B', above: 'D' },
            { below: 'C', above: 'D' },
          ],
        },
      },
      /two ways/,
    ],
    [
      'the loss of an uplink that is not declared',
      { ...document, steps: [{ kind: 'uplink down', below: 'B', above: 'B' }] },
      /uplink B to B is not declared/,
    ],
    [
      'a port on ee',
      {
        ...document,
        topology: { ...topology, pairs: [{ id: 's1', node: 'T', backend: 'ee', port: 1 }] },
      },
      /ee pair has none/,
    ],
  ])('refuses %s in a sentence', (_what, value, sentence) => {
    const faults = parseScenario(value);
    expect(Array.isArray(faults) && faults.join('\n')).toMatch(sentence);
  });
});

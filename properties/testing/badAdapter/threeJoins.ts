/** A scenario that an adapter of `axon` alone can be asked, and that a bad one fails. */
export const threeJoins = {
  version: 1,
  topology: {
    nodes: [{ token: 'n1', horde: 'h1' }],
    uplinks: [],
    orcs: ['p1@n1', 'p2@n1', 'p3@n1'].map((name) => ({ name, nice: 0 })),
    pairs: [1, 2, 3].map((at) => ({ id: `s${at}`, node: 'n1', backend: 'axon', port: 4000 + at })),
  },
  steps: [1, 2, 3].map((at) => ({ kind: 'join', orc: `p${at}@n1`, pair: `s${at}` })),
};

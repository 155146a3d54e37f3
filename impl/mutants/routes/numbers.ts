/**
 * Mutants of numbers: `nice` is stored in a field that is too small for the values that the law allows.
 */
import { alterRoutes } from '../planting/layers.ts';
import type { FaultLayer } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const keepNiceAs =
  (read: (nice: number) => number): FaultLayer =>
  (right) => ({
    handle: right.handle,
    table: () => alterRoutes(right, (route) => ({ ...route, nice: read(route.nice) })),
  });

export const numbers = [
  defineMutant(
    'nice-in-a-byte',
    'ARP-6',
    '`nice` is kept in a byte with a sign',
    keepNiceAs((nice) => (nice << 24) >> 24),
  ),
  defineMutant(
    'nice-in-32-bits',
    'ARP-6',
    '`nice` is kept in 32 bits',
    keepNiceAs((nice) => nice | 0),
  ),
];

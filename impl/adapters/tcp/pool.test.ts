/** The pool: however many of its processes die, this one is told once to end those that are left. */
import { expect, it } from 'vitest';
import { Ledger } from './ledger.ts';
import { ProcessPool } from './pool.ts';

it('listens for the end of this process once, though all of its own were killed and others took their place', async () => {
  const before = process.listenerCount('exit');
  const pool = new ProcessPool(new Ledger());
  for (let killed = 0; killed < 2; killed++) await pool.destroy(pool.take());
  pool.take();
  expect(process.listenerCount('exit')).toBe(before + 1);
  await pool.close();
  expect(process.listenerCount('exit')).toBe(before);
});

/**
 * The pool: however many of its processes die, it keeps only one exit listener on this process.
 */
import { expect, it } from 'vitest';
import { ProcessPool } from './pool.ts';
import { ResourceLog } from './resourceLog.ts';

it('the pool of processes registers one exit listener, though its processes were killed and replaced', async () => {
  const before = process.listenerCount('exit');
  const pool = new ProcessPool(new ResourceLog());
  for (let killed = 0; killed < 2; killed++) await pool.destroy(pool.take());
  pool.take();
  expect(process.listenerCount('exit')).toBe(before + 1);
  await pool.close();
  expect(process.listenerCount('exit')).toBe(before);
});

/**
 * A node's process: orders come and answers go by the channel to the process that started it.
 * It ends with that channel. An interrupt from the terminal is its parent's business.
 */
import type { Asked, Told } from './place.ts';
import { Steward } from './steward.ts';

const tell = (told: Told) => process.send?.(told);
const steward = new Steward((notice) => tell({ kind: 'notice', notice }));

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async ({ id, order }: Asked) => {
  try {
    tell({ kind: 'answer', id, answer: (await steward.obey(order)) ?? null });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failure', id, reason });
  }
});

/**
 * A node's process: orders come and answers go by the channel to the process that started it.
 * It ends with that channel. An interrupt from the terminal is its parent's business.
 */
import type { ChildReport, ChildRequest } from './nodeHost.ts';
import { NodeSupervisor } from './nodeSupervisor.ts';

const sendReport = (report: ChildReport) => process.send?.(report);
const supervisor = new NodeSupervisor((notice) => sendReport({ kind: 'notice', notice }));

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async ({ id, order }: ChildRequest) => {
  try {
    sendReport({ kind: 'answer', id, answer: (await supervisor.execute(order)) ?? null });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sendReport({ kind: 'failure', id, reason });
  }
});

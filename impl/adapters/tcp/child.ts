/**
 * The program of a child process that hosts a node. Requests come and answers go over the channel to its parent, and
 * it ends with that channel. Interrupts from the terminal are left to the parent.
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

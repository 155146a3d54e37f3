/**
 * Order: many workers at once, and their answers one after the other in the order of the tasks, whoever is done first.
 */
import type { Answer, Task, Workers } from './task.ts';

/** A task is taken when a worker is free. The first that fails ends it all. */
export async function inOrder(
  tasks: Iterator<Task>,
  workers: Workers,
  enter: (answer: Answer) => void,
): Promise<void> {
  const early = new Map<number, Answer>();
  let given = 0;
  let entered = 0;
  let failed = false;
  const lane = async () => {
    while (!failed) {
      const next = tasks.next();
      if (next.done) return;
      const at = given++;
      try {
        early.set(at, await workers.perform(next.value));
      } catch (error) {
        failed = true;
        throw error;
      }
      for (let answer = early.get(entered); answer; answer = early.get(entered)) {
        early.delete(entered++);
        enter(answer);
      }
    }
  };
  await Promise.all(Array.from({ length: workers.atOnce }, lane));
}

/** Ordered answers: runs tasks on many workers at once, and passes their answers on in the order of the tasks. */
import type { Task, TaskResult, Workers } from './task.ts';

/**
 * Performs tasks on all workers and hands over the results in the order of the tasks. A task is taken from the
 * iterator when a worker is free. The first task that fails ends everything.
 */
export async function performInOrder(
  tasks: Iterator<Task>,
  workers: Workers,
  enter: (answer: TaskResult) => void,
): Promise<void> {
  const waitingAnswers = new Map<number, TaskResult>();
  let givenCount = 0;
  let enteredCount = 0;
  let hasFailed = false;
  const performTasks = async () => {
    while (!hasFailed) {
      const next = tasks.next();
      if (next.done) return;
      const at = givenCount++;
      try {
        waitingAnswers.set(at, await workers.perform(next.value));
      } catch (error) {
        hasFailed = true;
        throw error;
      }
      for (
        let answer = waitingAnswers.get(enteredCount);
        answer;
        answer = waitingAnswers.get(enteredCount)
      ) {
        waitingAnswers.delete(enteredCount++);
        enter(answer);
      }
    }
  };
  await Promise.all(Array.from({ length: workers.atOnce }, performTasks));
}

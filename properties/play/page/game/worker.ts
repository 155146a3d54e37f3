/**
 * Worker: the same script as the page, in a thread of its own. It judges whole scenarios, with the epilogue, and searches for
 * failing ones, so that the page stays quick however long that takes.
 */
import type { Scenario } from '#spec';
import type { Trace } from '../../../lockstep/trace.ts';
import { trace } from '../../../lockstep/trace.ts';
import type { Found, SearchProgress } from '../../session/findOne.ts';
import { findOne } from '../../session/findOne.ts';
import { kindFor, kindNamed } from './routers.ts';

export type Asked =
  | {
      readonly ask: 'judge';
      readonly id: number;
      readonly router: string;
      readonly scenario: Scenario;
    }
  | {
      readonly ask: 'find';
      readonly id: number;
      readonly router: string;
      readonly seed: string;
      readonly runs: number;
    };

export type Answered = { readonly id: number } & (
  | { readonly wrong: Trace | null }
  | { readonly found: Found | null }
  | { readonly progress: SearchProgress }
  | { readonly error: string }
);

/** Answers questions until the thread ends. */
export function serveQuestions(
  listen: (hear: (asked: Asked) => void) => void,
  tell: (answer: Answered) => void,
): void {
  listen((asked) => {
    const { id } = asked;
    answer(asked, tell).then(tell, (error) => tell({ id, error: String(error?.message ?? error) }));
  });
}

async function answer(asked: Asked, tell: (answer: Answered) => void): Promise<Answered> {
  const { id, router } = asked;
  const kind = asked.ask === 'judge' ? kindFor(router, asked.scenario) : kindNamed(router);
  if (!kind) throw new RangeError(`the page has no router ${router}`);
  if (asked.ask === 'judge') {
    const judged = await trace(kind, asked.scenario);
    return { id, wrong: judged.divergence && judged };
  }
  const { seed, runs } = asked;
  const found = await findOne(kind, {
    seed,
    runs,
    onProgress: (progress) => tell({ id, progress }),
  });
  return { id, found };
}

/**
 * Hangs: finds the question at which a router stopped answering. What was asked of it together is asked again of a new process,
 * one question after the other.
 */
import { errorText, Silence, Undriven } from '../network/undriven.ts';
import type { Conversation } from './conversation.ts';
import { excerptJson } from './mishaps.ts';
import type { ScriptText } from './script.ts';
import { endsScenario, questionFields, readAnswer } from './script.ts';

export interface LocatedHang {
  /** Names the question; is the first error with a remark if it does not hang again. */
  readonly error: Error;
  /** The index of the script in which it hangs; null if that is not known. */
  readonly scriptIndex: number | null;
}

/** Asks again until it hangs again. */
export async function locateHang(
  silence: Silence,
  scripts: readonly ScriptText[],
  start: () => Promise<Conversation>,
): Promise<LocatedHang> {
  const unknown = (remark: string) => ({
    error: new Undriven(`${silence.message}\n  ${remark}`),
    scriptIndex: null,
  });
  let conversation: Conversation | null = null;
  let scriptIndex = 0;
  try {
    conversation = await start();
    for (const script of scripts) {
      const where = `in scenario ${scriptIndex + 1} of ${scripts.length}`;
      await askStepwise(conversation, script, where);
      scriptIndex++;
    }
  } catch (error) {
    if (error instanceof Silence) return { error, scriptIndex };
    return unknown(`asked the same again one by one: ${errorText(error)}`);
  }
  await conversation.close(0).catch(() => {});
  return unknown('it answered when it was asked the same again one by one');
}

/**
 * Finds the script at which it hangs and rejects that. Returns the error for the others: they are judged as little, but are none to
 * look at.
 */
export async function rejectHanging(
  silence: Silence,
  pending: readonly { readonly script: ScriptText; readonly reject: (reason: Error) => void }[],
  start: () => Promise<Conversation>,
): Promise<Error> {
  const scripts = pending.map(({ script }) => script);
  const { error, scriptIndex } = await locateHang(silence, scripts, start);
  if (scriptIndex !== null) pending[scriptIndex]?.reject(error);
  return new Undriven(error.message);
}

async function askStepwise(
  conversation: Conversation,
  { topology, questions }: ScriptText,
  where: string,
): Promise<void> {
  await conversation.ask('reset', `"topology":${topology}`, `reset ${where}, topology ${topology}`);
  for (const [index, encoded] of questions.entries()) {
    const { question } = encoded;
    const told = `${excerptJson(question)}, question ${index + 1} ${where}`;
    const answer = readAnswer(
      await conversation.ask(question.kind, questionFields(encoded), told),
      question,
    );
    if (typeof answer === 'string' || endsScenario(answer)) return;
  }
}

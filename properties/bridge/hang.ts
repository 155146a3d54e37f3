/**
 * Hangs: finds the question at which a router stopped answering. What was asked of it together is asked again of a new process,
 * one question after the other.
 */
import { errorText, Silence } from '../network/undriven.ts';
import type { Conversation } from './conversation.ts';
import { excerptJson } from './mishaps.ts';
import type { ScriptText } from './script.ts';
import { endsScenario, questionFields, readAnswer } from './script.ts';

/** Returns the error that names the question at which it hangs; `silence`, with a remark, if it does not hang again. */
export async function locateHang(
  silence: Silence,
  scripts: readonly ScriptText[],
  start: () => Promise<Conversation>,
): Promise<Error> {
  let conversation: Conversation | null = null;
  try {
    conversation = await start();
    for (const [at, script] of scripts.entries())
      await askStepwise(conversation, script, `in scenario ${at + 1} of ${scripts.length}`);
  } catch (error) {
    if (error instanceof Silence) return error;
    return new Silence(
      `${silence.message}\n  asked the same again one by one: ${errorText(error)}`,
    );
  }
  await conversation.close(0).catch(() => {});
  return new Silence(
    `${silence.message}\n  it answered when it was asked the same again one by one`,
  );
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

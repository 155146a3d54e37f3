/**
 * Prediction: what a correct router will be asked in a scenario, before anything is asked. The fabric runs with the model in
 * place of the router. Where the router has answered already, its own answers are used, and the model continues from there.
 */
import { modelKindWith } from '#model';
import type { Answer, Effect, Feature, NodeToken, Question, RouterKind, Topology } from '#spec';
import { Fabric } from '../network/fabric.ts';
import type { NumberedStep } from '../network/lifting.ts';
import type { EncodedQuestion } from './script.ts';
import { encodeRequest, endsScenario } from './script.ts';
import type { Tape } from './tape.ts';

/**
 * Returns the questions from reset on: first those that were already answered, then the predicted ones. They include the tables
 * that can have changed and, before the first step and after the last, what each node remembers, where these features are declared.
 */
export function predictQuestions(
  topology: Topology,
  steps: readonly NumberedStep[],
  tape: Tape,
  features: readonly Feature[],
): EncodedQuestion[] {
  const questions: EncodedQuestion[] = [];
  const from = tape.position;
  const [hasTables, hasSize] = [features.includes('tables'), features.includes('size')];
  const nodes = topology.nodes.map(({ token }) => token);
  let count = 0;
  const put = (question: Question): Answer | undefined => {
    const next = encodeRequest(question);
    const answer = count < from ? tape.answerAt(count, next.text) : undefined;
    questions.push(next);
    count++;
    return answer;
  };
  const askTables = (nodes: Iterable<NodeToken>) => {
    const list = [...nodes];
    // Tables that were shown or refused at the point where the replay stopped are not asked for again.
    const answered = count === from ? tape.showsTables(list) : count < from;
    if (hasTables && !answered && list.length > 0)
      questions.push(encodeRequest({ kind: 'tables', nodes: list }));
  };
  const askSizes = () => {
    const answered = count === from ? tape.showsSizes : count < from;
    if (hasSize && !answered) questions.push(encodeRequest({ kind: 'size', nodes }));
  };
  try {
    const fabric = new Fabric(modelAnswering(topology, put), topology);
    askTables(nodes);
    askSizes();
    for (const { step, index } of steps) {
      fabric.apply(step, index);
      askTables(fabric.touched);
    }
    askSizes();
  } catch {
    // With some answers the fabric cannot continue. The prediction ends there, and the replay will report why.
  }
  return questions;
}

/** Returns a kind of router that gives the real router's own answers where there are any, and otherwise those of the model. */
function modelAnswering(
  { variants = [] }: Topology,
  put: (question: Question) => Answer | undefined,
): RouterKind {
  const modelKind = modelKindWith(variants);
  const begun = new Set<NodeToken>();
  return {
    ...modelKind,
    create(options) {
      const node = options.token;
      const router = modelKind.create(options);
      if (begun.has(node)) put({ kind: 'restart', node });
      begun.add(node);
      return {
        handle(input): readonly Effect[] {
          const own = put({ kind: 'step', node, input });
          const effects = router.handle(input);
          if (own && endsScenario(own)) throw new Error('it goes no further');
          return own && 'effects' in own ? (own.effects as readonly Effect[]) : effects;
        },
      };
    },
  };
}

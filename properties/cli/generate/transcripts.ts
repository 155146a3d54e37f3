/**
 * The golden transcripts of the pipe: one conversation with our router at router level and one at network level. They
 * are made in `cli/`, because no earlier folder of `properties/` may import our router.
 */
import { networkKind, routerKind } from '#impl';
import { answerTo, hostOf } from '#impl-stdio';
import type { AnyRouterKind, Question, Scenario, WireRequest } from '#spec';
import { DIALECT, featuresOf, PROTOCOL, parseScenario } from '#spec';
import { predictQuestions } from '../../bridge/prediction.ts';
import { Tape } from '../../bridge/tape.ts';
import { planRun } from '../../scenario/runPlan.ts';

/** A chain of two nodes on which orcs join, subscribe, hear an event from the upper node, are refused, and leave. */
const transcriptScenario = {
  version: 1,
  topology: {
    nodes: [
      { token: 'n1', horde: 'h1' },
      { token: 'n2', horde: 'h2' },
    ],
    uplinks: [{ below: 'n1', above: 'n2' }],
    orcs: [{ name: 'p1@n1', nice: 0 }],
    pairs: [{ id: 's1', node: 'n1', backend: 'axon', port: 4001 }],
  },
  steps: [
    { kind: 'join', orc: 'p1@n1', pair: 's1' },
    { kind: 'subscribe', orc: 'p1@n1', pair: 's1', topic: 'news<sport>' },
    { kind: 'publish', node: 'n2', topic: 'news<sport>', payload: { score: [2, 1] } },
    { kind: 'publish', node: 'n2', topic: 'news<weather>' },
    { kind: 'publish', node: 'n2', topic: 'all.hear' },
    { kind: 'inject', pair: 's1', frame: { kind: ':conn-line', orcName: 'p1@n1' } },
    { kind: 'unsubscribe', orc: 'p1@n1', pair: 's1', topic: 'news<sport>' },
    { kind: 'leave', orc: 'p1@n1' },
  ],
};

export async function renderTranscripts(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/transcripts/router.jsonl', await transcriptOf(routerKind)],
    ['docs/transcripts/network.jsonl', await transcriptOf(networkKind)],
  ]);
}

/**
 * Returns one conversation: the scenario step by step, each answered by itself, then the whole scenario in one request.
 */
async function transcriptOf(kind: AnyRouterKind): Promise<string> {
  const scenario = parseScenario(transcriptScenario);
  if (!('steps' in scenario)) throw new Error(`the transcript's scenario: ${scenario.join('; ')}`);
  const host = hostOf(kind);
  const questions = questionsOf(kind, scenario);
  const { topology } = scenario;
  const asks: Omit<WireRequest, 'id'>[] = [
    { kind: 'hello', protocol: PROTOCOL, dialects: [DIALECT], harness: 'partyline' },
    { kind: 'reset', topology },
    ...questions,
    { kind: 'run', scripts: [{ topology, questions }] },
    { kind: 'bye' },
  ] as Omit<WireRequest, 'id'>[];
  let text = '';
  for (const [at, each] of asks.entries()) {
    // The cast is safe: every kind of request has an id.
    const ask = { id: at + 1, ...each } as WireRequest;
    const answer = { id: ask.id, ...(await answerTo(host, ask)) };
    text += `${JSON.stringify({ ask, answer })}\n`;
  }
  return text;
}

function questionsOf(kind: AnyRouterKind, scenario: Scenario): Question[] {
  const { steps } = planRun(scenario, new Set(featuresOf(kind)));
  const nodes = scenario.topology.nodes.map(({ token }) => token);
  return kind.level === 'router'
    ? predictQuestions(
        scenario.topology,
        steps.map((step, index) => ({ step, index })),
        new Tape(),
        featuresOf(kind),
      ).map(({ question }) => question)
    : [
        { kind: 'size', nodes },
        ...steps.flatMap((step, index): Question[] => [
          { kind: 'step', index, step },
          { kind: 'tables', nodes },
        ]),
        { kind: 'size', nodes },
      ];
}

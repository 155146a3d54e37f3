/**
 * The diagrams of the findings page, each under the link to its scenario: made from what the published router once
 * answered, judged and drawn anew; `npm run findings` asks it again.
 * In which order the sockets delivered where steps overlap nobody can see: there the diagram is our router's, the oldest
 * frame first, with what the published one did below it.
 */
import { routerKind } from '#impl';
import type { NetworkKind, Scenario } from '#spec';
import { parseScenario } from '#spec';
import { run } from '../../lockstep/run.ts';
import { trace, traceOf } from '../../lockstep/trace.ts';
import { escapeMermaid, mermaidDiagram } from '../../report/picture/mermaid.ts';
import { readRepositoryFile } from './generator.ts';
import type { NetworkRecording } from './recordedNetwork.ts';
import { replayingKind } from './recordedNetwork.ts';

const PAGE = 'docs/findings-xcraft.md';
export const RECORDINGS = 'impl/adapters/xcraft/recordings.json';

/** A line that is a link to a scenario and begins it, and the diagram below it, once it is drawn. */
const DRAWN_LINK = /^(\[`[^`]+`\]\(([^)]+\.json)\)).*(?:\n\n```mermaid\n[^`]*```)?$/gm;

export type RecordedKind = Omit<NetworkKind, 'create' | 'told'>;

/** What the published router did with one scenario. */
export type RecordedFinding =
  | { readonly kind: 'settled'; readonly runs: readonly NetworkRecording[] }
  /** Of overlapping steps the verdict alone: no two runs are alike. */
  | {
      readonly kind: 'overlaps';
      readonly clause: string;
      readonly signature: string;
      readonly detail: string;
    };

interface Recordings {
  readonly router: RecordedKind;
  /** By the path of the scenario, from `docs/`. */
  readonly findings: Readonly<Record<string, RecordedFinding>>;
}

/** Returns the scenarios that the page links to, from `docs/`. */
export const findingPaths = (): readonly string[] =>
  [...readRepositoryFile(PAGE).matchAll(DRAWN_LINK)].map(([, , path = '']) => path);

export function readFindingScenario(path: string): Scenario {
  const scenario = parseScenario(JSON.parse(readRepositoryFile(`docs/${path}`)));
  if (!('steps' in scenario)) throw new Error(`docs/${path}: ${scenario.join('; ')}`);
  return scenario;
}

export async function renderFindings(): Promise<ReadonlyMap<string, string>> {
  const { router, findings }: Recordings = JSON.parse(readRepositoryFile(RECORDINGS));
  const text = readRepositoryFile(PAGE);
  const drawn: string[] = [];
  let end = 0;
  for (const { 0: whole, 1: link = '', 2: path = '', index } of text.matchAll(DRAWN_LINK)) {
    const finding = findings[path];
    if (!finding)
      throw new Error(`docs/${path} is not recorded yet; "npm run findings" asks the router`);
    const scenario = readFindingScenario(path);
    const { signature, diagram } =
      finding.kind === 'settled'
        ? await drawSettled(path, scenario, replayingKind(router, finding.runs))
        : { signature: finding.signature, diagram: await drawOverlapped(scenario, finding) };
    const title = `${link} ends in \`${signature}\`:`;
    drawn.push(text.slice(end, index), `${title}\n\n\`\`\`mermaid\n${diagram}\`\`\``);
    end = index + whole.length;
  }
  return new Map([[PAGE, [...drawn, text.slice(end)].join('')]]);
}

async function drawSettled(path: string, scenario: Scenario, kind: NetworkKind) {
  const outcome = await run(kind, scenario, { keep: true });
  const [divergence] = outcome.findings;
  if (!divergence) throw new Error(`docs/${path} passes: it shows no finding`);
  const diagram = mermaidDiagram(traceOf(kind, scenario, outcome));
  return { signature: divergence.signature, diagram };
}

async function drawOverlapped(
  scenario: Scenario,
  { clause, detail }: Extract<RecordedFinding, { readonly kind: 'overlaps' }>,
): Promise<string> {
  const lawful = mermaidDiagram(await trace(routerKind, scenario));
  const last = (lawful.match(/^ {2}participant/gm)?.length ?? 1) - 1;
  const over = last > 0 ? `c0,c${last}` : 'c0';
  const told = `published router#58; ${escapeMermaid(`${clause} is violated: ${detail}`)}`;
  return `${lawful}  rect rgb(255, 232, 232)\n    Note over ${over}: ${told}\n  end\n`;
}

/**
 * The diagrams of the findings page, each below the link to its scenario. They are drawn from recorded answers of the
 * published router, which `npm run findings` records anew; only judging and drawing happen here. Where steps overlap,
 * nobody can see in which order the sockets delivered. There the diagram shows our router, which gets the oldest frame
 * first, and a note below it says what the published router did.
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

/** A line that begins with a link to a scenario, together with the diagram below it, if there is one yet. */
const SCENARIO_LINK = /^(\[`[^`]+`\]\(([^)]+\.json)\)).*(?:\n\n```mermaid\n[^`]*```)?$/gm;

export type RecordedKind = Omit<NetworkKind, 'create' | 'told'>;

/** What the published router did with one scenario. */
export type RecordedFinding =
  | { readonly kind: 'settled'; readonly runs: readonly NetworkRecording[] }
  /** For a scenario with overlapping steps only the verdict is recorded, because no two runs are the same. */
  | {
      readonly kind: 'overlaps';
      readonly clause: string;
      readonly signature: string;
      readonly detail: string;
    };

interface Recordings {
  readonly router: RecordedKind;
  /** The recorded findings, by the path of the scenario relative to `docs/`. */
  readonly findings: Readonly<Record<string, RecordedFinding>>;
}

/** Returns the paths of the scenarios that the page links to, relative to `docs/`. */
export const findingPaths = (): readonly string[] =>
  [...readRepositoryFile(PAGE).matchAll(SCENARIO_LINK)].map(([, , path = '']) => path);

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
  for (const { 0: whole, 1: link = '', 2: path = '', index } of text.matchAll(SCENARIO_LINK)) {
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

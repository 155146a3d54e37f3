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
import type { Trace } from '../../lockstep/trace.ts';
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

/** A finding of the published router as it can be drawn. */
export interface TracedFinding {
  readonly signature: string;
  /** What the router did; where steps overlap, what our router does with the same scenario. */
  readonly trace: Trace;
  /** What the published router did where steps overlap: its clause, and the difference. Else null. */
  readonly overlapped: { readonly clause: string; readonly detail: string } | null;
}

/** Runs the scenario on the recorded answers. `path`: relative to `docs/`. */
export async function traceFinding(path: string): Promise<TracedFinding> {
  const { router, findings } = recordings();
  const finding = findings[path];
  if (!finding)
    throw new Error(`docs/${path} is not recorded yet; "npm run findings" asks the router`);
  const scenario = readFindingScenario(path);
  if (finding.kind === 'overlaps') {
    const { signature, clause, detail } = finding;
    const lawful = await trace(routerKind, scenario);
    return { signature, trace: lawful, overlapped: { clause, detail } };
  }
  const kind = replayingKind(router, finding.runs);
  const outcome = await run(kind, scenario, { keep: true });
  const [divergence] = outcome.findings;
  if (!divergence) throw new Error(`docs/${path} passes: it shows no finding`);
  const { signature } = divergence;
  return { signature, trace: traceOf(kind, scenario, outcome), overlapped: null };
}

/** What the published router said of itself when it was recorded. */
export const publishedRouter = (): RecordedKind => recordings().router;

const recordings = (): Recordings => JSON.parse(readRepositoryFile(RECORDINGS));

export async function renderFindings(): Promise<ReadonlyMap<string, string>> {
  const text = readRepositoryFile(PAGE);
  const drawn: string[] = [];
  let end = 0;
  for (const { 0: whole, 1: link = '', 2: path = '', index } of text.matchAll(SCENARIO_LINK)) {
    const { signature, trace: shown, overlapped } = await traceFinding(path);
    const diagram = mermaidDiagram(shown) + (overlapped ? noteBelow(shown, overlapped) : '');
    const title = `${link} ends in \`${signature}\`:`;
    drawn.push(text.slice(end, index), `${title}\n\n\`\`\`mermaid\n${diagram}\`\`\``);
    end = index + whole.length;
  }
  return new Map([[PAGE, [...drawn, text.slice(end)].join('')]]);
}

/** What the published router did, below a diagram of our router. */
function noteBelow(
  lawful: Trace,
  { clause, detail }: NonNullable<TracedFinding['overlapped']>,
): string {
  const last = (mermaidDiagram(lawful).match(/^ {2}participant/gm)?.length ?? 1) - 1;
  const over = last > 0 ? `c0,c${last}` : 'c0';
  const told = `published router#58; ${escapeMermaid(`${clause} is violated: ${detail}`)}`;
  return `  rect rgb(255, 232, 232)\n    Note over ${over}: ${told}\n  end\n`;
}

/**
 * `npm run findings`: runs the published router on each scenario that the findings page links to, records what it
 * answers, and writes the page's diagrams from that. Whoever runs it must read the diff: a change there is a finding.
 */
import { prepare, xcraftKind, xcraftOverlapsKind } from '#impl-xcraft';
import type { Scenario } from '#spec';
import { formatDocument } from '../../corpus/text.ts';
import { createIntervalJudge } from '../../interval/index.ts';
import { run } from '../../lockstep/run.ts';
import { writeWhole } from '../files/writing.ts';
import type { RecordedFinding, RecordedKind } from '../generate/findingsXcraft.ts';
import {
  findingPaths,
  RECORDINGS,
  readFindingScenario,
  renderFindings,
} from '../generate/findingsXcraft.ts';
import { repositoryPath } from '../generate/generator.ts';
import type { NetworkRecording } from '../generate/recordedNetwork.ts';
import { recordingKind } from '../generate/recordedNetwork.ts';

/** How often a scenario with overlapping steps is run: whether it fails depends on when the sockets deliver. */
const OVERLAP_RUNS = 10;

const log = (line: string) => process.stderr.write(`${line}\n`);

async function recordSettled(path: string, scenario: Scenario): Promise<RecordedFinding> {
  const runs: NetworkRecording[] = [];
  const { findings, error } = await run(recordingKind(xcraftKind, runs), scenario, { keep: true });
  if (error !== null) throw new Error(`docs/${path}: the router could not be driven: ${error}`);
  if (findings.length === 0) throw new Error(`docs/${path} passes: it shows no finding`);
  return { kind: 'settled', runs };
}

async function recordOverlapped(path: string, scenario: Scenario): Promise<RecordedFinding> {
  const judge = createIntervalJudge();
  const seen = [];
  for (let tried = 0; tried < OVERLAP_RUNS; tried++) {
    const { findings, error } = await judge.run(xcraftOverlapsKind, scenario);
    if (error !== null) throw new Error(`docs/${path}: the router could not be driven: ${error}`);
    seen.push(...findings);
  }
  const [divergence] = seen;
  if (!divergence)
    throw new Error(`docs/${path} passes ${OVERLAP_RUNS} times: it shows no finding`);
  log(`docs/${path}: seen in ${seen.length} of ${OVERLAP_RUNS} runs`);
  const { clause, signature, detail } = divergence;
  return { kind: 'overlaps', clause, signature, detail };
}

await prepare(log);
const findings: Record<string, RecordedFinding> = {};
for (const path of findingPaths()) {
  const scenario = readFindingScenario(path);
  findings[path] = path.includes('/overlaps/')
    ? await recordOverlapped(path, scenario)
    : await recordSettled(path, scenario);
}
const { level, name, version, features, quiescence } = xcraftKind;
const router: RecordedKind = { level, name, version, features, quiescence };
await writeWhole(repositoryPath(RECORDINGS), formatDocument({ router, findings }));
for (const [path, text] of await renderFindings()) await writeWhole(repositoryPath(path), text);
log(`${Object.keys(findings).length} scenarios recorded and drawn`);
// The published package leaves handles open, which would keep the process alive.
process.exit(0);

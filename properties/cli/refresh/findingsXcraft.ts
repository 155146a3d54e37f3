/**
 * `npm run findings`: drives the published router through each scenario that the findings page links to, records what it
 * answers, and writes the page's diagrams by that. Whoever runs it reads the difference: what changed there is a finding.
 */
import { prepare, xcraftKind, xcraftOverlapsKind } from '#impl-xcraft';
import type { Scenario } from '#spec';
import { formatDocument } from '../../corpus/text.ts';
import { createIntervalJudge } from '../../interval/index.ts';
import { run } from '../../lockstep/run.ts';
import { writeWhole } from '../arguments/documents.ts';
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

/** A scenario whose failure hangs on what the sockets do is run at most this often. */
const TRIES = 10;

const tell = (line: string) => process.stderr.write(`${line}\n`);

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
  for (let tried = 0; tried < TRIES; tried++) {
    const { findings, error } = await judge.run(xcraftOverlapsKind, scenario);
    if (error !== null) throw new Error(`docs/${path}: the router could not be driven: ${error}`);
    seen.push(...findings);
  }
  const [divergence] = seen;
  if (!divergence) throw new Error(`docs/${path} passes ${TRIES} times: it shows no finding`);
  tell(`docs/${path}: seen in ${seen.length} of ${TRIES} runs`);
  const { clause, signature, detail } = divergence;
  return { kind: 'overlaps', clause, signature, detail };
}

await prepare(tell);
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
tell(`${Object.keys(findings).length} scenarios recorded and drawn`);
// The published package leaves handles open.
process.exit(0);

/**
 * `npm run findings`: under each scenario that the findings page links to, writes anew what the published router ends
 * in and the diagram of it. Whoever runs it reads the difference: what changed there is a finding.
 * In which order the sockets delivered where steps overlap nobody can see: there the diagram is our router's, the oldest
 * frame first, with what the published one did below it.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Scenario } from '#spec';
import { escapeMermaid, mermaidDiagram } from '../../report/picture/mermaid.ts';
import { writeText } from '../arguments/documents.ts';
import { applyJudge } from '../arguments/judges.ts';
import { readLegalScenario, rerun } from '../arguments/rerun.ts';
import { loadMachinery } from '../program/machinery.ts';
import { processTerminal } from '../program/terminal.ts';

const page = resolve('docs/findings-xcraft.md');
/** A line that is a link to a scenario and begins it, and the diagram below it, once it is drawn. */
const DRAWN_LINK = /^(\[`[^`]+`\]\(([^)]+\.json)\)).*(?:\n\n```mermaid\n[^`]*```)?$/gm;

const terminal = processTerminal();
const machinery = applyJudge(await loadMachinery(), {});
/** So often a scenario is run whose failure hangs on what the sockets do. */
const TRIES = 10;

async function drawFinding(link: string, target: string): Promise<string> {
  const path = relative(terminal.cwd, join(dirname(page), target));
  const scenario = await readLegalScenario(path, 'drawn', terminal, machinery);
  const { signature, diagram } = path.includes('/overlaps/')
    ? await drawOverlapped(path, scenario)
    : await drawSettled(path, scenario);
  return `${link} ends in \`${signature}\`:\n\n\`\`\`mermaid\n${diagram}\`\`\``;
}

async function drawSettled(path: string, scenario: Scenario) {
  const { told } = await rerun(scenario, 'xcraft', terminal, machinery);
  const [divergence] = told?.outcome.findings ?? [];
  if (!told || !divergence) throw new Error(`${path} passes: it shows no finding`);
  const diagram = mermaidDiagram(machinery.traced(told.kind, scenario, told.outcome));
  return { signature: divergence.signature, diagram };
}

async function drawOverlapped(path: string, scenario: Scenario) {
  const seen = [];
  for (let tried = 0; tried < TRIES; tried++)
    seen.push(...(await outcomeOn('xcraft-overlaps', scenario)).outcome.findings);
  const [divergence] = seen;
  if (!divergence) throw new Error(`${path} passes ${TRIES} times: it shows no finding`);
  terminal.err(`${path}: seen in ${seen.length} of ${TRIES} runs\n`);
  const { clause, signature, detail } = divergence;
  const ours = await outcomeOn('ours', scenario);
  const lawful = mermaidDiagram(machinery.traced(ours.kind, scenario, ours.outcome));
  const last = (lawful.match(/^ {2}participant/gm)?.length ?? 1) - 1;
  const over = last > 0 ? `c0,c${last}` : 'c0';
  const told = `published router#58; ${escapeMermaid(`${clause} is violated: ${detail}`)}`;
  const diagram = `${lawful}  rect rgb(255, 232, 232)\n    Note over ${over}: ${told}\n  end\n`;
  return { signature, diagram };
}

async function outcomeOn(router: string, scenario: Scenario) {
  const { told } = await rerun(scenario, router, terminal, machinery);
  if (!told) throw new Error(`${router} does not offer what the scenario needs`);
  return told;
}

const text = await readFile(page, 'utf8');
const drawn: string[] = [];
let end = 0;
for (const { 0: whole, 1: link = '', 2: target = '', index } of text.matchAll(DRAWN_LINK)) {
  drawn.push(text.slice(end, index), await drawFinding(link, target));
  end = index + whole.length;
}
await writeText(page, [...drawn, text.slice(end)].join(''));
terminal.err(`${drawn.length / 2} diagrams drawn\n`);
// The published package leaves handles open.
process.exit(0);

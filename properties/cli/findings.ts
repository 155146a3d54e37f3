/**
 * `npm run findings`: under each scenario that the findings page links to, writes anew what the published router ends
 * in and the diagram of it. Whoever runs it reads the difference: what changed there is a finding.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { mermaid } from '../report/mermaid.ts';
import { writeText } from './documents.ts';
import { theMachinery } from './machinery.ts';
import { legalScenario, rerun } from './rerun.ts';
import { processTerminal } from './terminal.ts';

const page = resolve('docs/findings-xcraft.md');
/** A line that is a link to a scenario and begins it, and the diagram below it, once it is drawn. */
const SHOWN = /^(\[`[^`]+`\]\(([^)]+\.json)\)).*(?:\n\n```mermaid\n[^`]*```)?$/gm;

const terminal = processTerminal();
const machinery = await theMachinery();

async function shown(link: string, target: string): Promise<string> {
  const path = relative(terminal.cwd, join(dirname(page), target));
  const scenario = await legalScenario(path, 'drawn', terminal, machinery);
  const { told } = await rerun(scenario, 'xcraft', terminal, machinery);
  const [divergence] = told?.outcome.findings ?? [];
  if (!told || !divergence) throw new Error(`${path} passes: it shows no finding`);
  const diagram = mermaid(machinery.traced(told.kind, scenario, told.outcome));
  return `${link} ends in \`${divergence.signature}\`:\n\n\`\`\`mermaid\n${diagram}\`\`\``;
}

const text = await readFile(page, 'utf8');
const drawn: string[] = [];
let end = 0;
for (const { 0: whole, 1: link = '', 2: target = '', index } of text.matchAll(SHOWN)) {
  drawn.push(text.slice(end, index), await shown(link, target));
  end = index + whole.length;
}
await writeText(page, [...drawn, text.slice(end)].join(''));
terminal.err(`${drawn.length / 2} diagrams drawn\n`);
// The published package leaves handles open.
process.exit(0);

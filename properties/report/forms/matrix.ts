/**
 * The matrix of clauses by routers: one page without scripts, which loads nothing. Each cell can be
 * opened to see the evidence. Names of routers remain plain text.
 */
import { match } from 'ts-pattern';
import type { ClauseId } from '#spec';
import { clauseIds, clauses } from '#spec';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ReportDocument } from './json.ts';

/** A report, and the address of its page relative to the matrix; null if it has none. */
export interface MatrixReport {
  readonly report: ReportDocument;
  readonly page: string | null;
}

export function matrixPage(entries: readonly MatrixReport[], version: string): string {
  const reports = entries.map(({ report }) => report);
  const ids = clauseIds.filter((id) => reports.some((report) => resultOf(report, id)));
  const differs = (id: ClauseId) =>
    new Set(reports.map((report) => resultOf(report, id)?.verdict)).size > 1;
  const [apart, alike] = [ids.filter(differs), ids.filter((id) => !differs(id))];
  // Of one report nothing differs; then all rows are what there is to see.
  const [shown, folded] = apart.length > 0 ? [apart, alike] : [ids, []];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Clauses by routers · Partyline</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Clauses by routers</h1>
<p>${reports.length} reports, ${ids.length} clauses of the law${folded.length > 0 ? `, ${shown.length} on which they differ` : ''}. A verdict opens on its evidence, a router’s name on its report.</p>
${verdictTable('Verdicts', shown, entries)}
${folded.length > 0 ? `<details><summary>${folded.length} on which all agree</summary>${verdictTable('Verdicts on which all agree', folded, entries)}</details>` : ''}
<p>Made by partyline ${escapeHtml(version)}.</p>
</main>
</body>
</html>
`;
}

function verdictTable(
  name: string,
  ids: readonly ClauseId[],
  entries: readonly MatrixReport[],
): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${name}">
<table>
<thead><tr><th scope="col">clause</th>${entries.map(headingCell).join('')}</tr></thead>
<tbody>
${ids.map((id) => clauseRow(id, entries)).join('\n')}
</tbody>
</table>
</div>`;
}

function headingCell({ report, page }: MatrixReport): string {
  const { router, seed, totals, clauses: results } = report;
  const held = results.filter(({ verdict }) => verdict === 'holds').length;
  const told = `${held} of ${results.length} hold; ${totals.scenarios} scenarios, seed ${seed}`;
  const name = escapeHtml(router.name);
  const linked = page === null ? name : `<a href="${escapeHtml(page)}">${name}</a>`;
  return `<th scope="col">${linked} <span>${escapeHtml(router.version)}</span><small>${escapeHtml(told)}</small></th>`;
}

function clauseRow(id: ClauseId, entries: readonly MatrixReport[]): string {
  const { level, sentence } = clauses[id];
  const head = `<th scope="row"><details><summary>${id}${level === 'should' ? ' <small>should</small>' : ''}</summary><p>${escapeHtml(sentence)}</p></details></th>`;
  return `<tr>${head}${entries.map((entry) => verdictCell(entry, id)).join('')}</tr>`;
}

function verdictCell({ report, page }: MatrixReport, id: ClauseId): string {
  const result = resultOf(report, id);
  if (!result) return '<td>not judged</td>';
  const { verdict, evidence, findings } = result;
  const signatures = report.findings
    .filter((finding) => findings.includes(finding.id))
    .map(({ id: finding, signature, steps }) => {
      const name = escapeHtml(signature);
      const address = `${page}#${new URLSearchParams({ finding })}`;
      const linked = page === null ? name : `<a href="${escapeHtml(address)}">${name}</a>`;
      return `<li>${linked}, ${steps} ${steps === 1 ? 'step' : 'steps'}</li>`;
    });
  const list = signatures.length > 0 ? `<ul>${signatures.join('')}</ul>` : '';
  return `<td class="${toneOf(verdict, id)}"><details><summary title="${escapeHtml(evidence)}">${verdict}</summary><p>${escapeHtml(evidence)}</p>${list}</details></td>`;
}

function resultOf(report: ReportDocument, id: ClauseId) {
  return report.clauses.find((each) => each.id === id);
}

function toneOf(verdict: Verdict, id: ClauseId): string {
  return match(verdict)
    .with('holds', () => 'good')
    .with('violated', () => (clauses[id].level === 'must' ? 'bad' : 'odd'))
    .with('crashed', 'healed', () => 'bad')
    .with('undecided', 'expected', () => 'odd')
    .with('declined', () => 'none')
    .exhaustive();
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"'\u2028\u2029]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { --ground: #fff; --ink: #1b1b1f; --soft: #55565e; --rule: #d5d6dc; --good: #e3f4e6; --bad: #fde4e1; --odd: #fdf1d2; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #17181c; --ink: #ececf1; --soft: #b3b5c0; --rule: #3a3c45; --good: #16361f; --bad: #4b1d19; --odd: #40330f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: .25rem 0 .75rem; color: var(--soft); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--rule); padding: .3rem .55rem; text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th { min-width: 9rem; overflow-wrap: anywhere; }
thead span { font-weight: 400; }
small { display: block; font-weight: 400; font-size: .8rem; color: var(--soft); }
a { color: inherit; }
summary { cursor: pointer; min-height: 1.5rem; }
summary small { display: inline; }
td p, th p { max-width: 22rem; margin: .3rem 0; font-weight: 400; color: var(--ink); }
td ul { margin: .3rem 0; padding-left: 1.1rem; overflow-wrap: anywhere; }
tbody th { position: sticky; left: 0; background: var(--ground); }
.good { background: var(--good); } .bad { background: var(--bad); } .odd { background: var(--odd); }
.none { color: var(--soft); }
`;

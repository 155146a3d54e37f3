/**
 * The report as annotations of a GitHub workflow: one line for each thing that fails the run or deserves attention. Text is
 * escaped as GitHub's own toolkit does it, so that no name in a finding becomes a command.
 */
import { match } from 'ts-pattern';
import { clauses } from '#spec';
import type { Judgement } from '../../verdict/deviations.ts';
import type { ClauseResult, Finding } from '../../verdict/verdict.ts';
import { toldCauses } from '../text/causes.ts';

/** At most this many annotations of each kind are written, because the runner shows no more of them per step. */
const MOST = 10;

type Severity = 'error' | 'warning';

interface Annotation {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
}

/**
 * Returns the annotation lines, empty if there is nothing to report. `replay` gives the command that replays a
 * finding.
 */
export function githubAnnotations(
  judgement: Judgement,
  replay: (finding: Finding) => string,
): string {
  const all = [
    ...judgement.report.clauses.flatMap((result) => annotationsOf(result, judgement, replay)),
    ...unmatchedAnnotations(judgement),
  ];
  const lines = (['error', 'warning'] as const).flatMap((severity) => {
    const those = all.filter((each) => each.severity === severity);
    const shown = those.length > MOST ? those.slice(0, MOST - 1) : those;
    const rest = those.slice(shown.length).map(({ title }) => title);
    const last = { severity, title: `and ${rest.length} more`, message: rest.join('; ') };
    return [...shown, ...(rest.length > 0 ? [last] : [])];
  });
  return lines.map((each) => `${formatCommand(each)}\n`).join('');
}

/** Returns annotations for deviations that no finding matched. They fail the run, whatever the verdicts of their clauses are. */
function unmatchedAnnotations({ deviations }: Judgement): Annotation[] {
  return deviations
    .filter(({ state }) => state === 'unmatched')
    .map(({ deviation: { clause, signature, reason } }) => ({
      severity: 'error',
      title: `the deviation ${signature ?? clause} was never seen`,
      message: `Nothing that ran could have shown it. Run longer, keep a scenario that shows it, or take it out of the deviations file.\ndeclared: ${reason}`,
    }));
}

function annotationsOf(
  { id, verdict, evidence, findings }: ClauseResult,
  { report, deviations }: Judgement,
  replay: (finding: Finding) => string,
): Annotation[] {
  const { level, sentence } = clauses[id];
  const severity = level === 'must' ? 'error' : 'warning';
  const title = `${id} is ${verdict}`;
  return match(verdict)
    .returnType<Annotation[]>()
    .with('holds', 'expected', 'declined', () => [])
    .with('undecided', () => [{ severity, title, message: `${sentence}\n${evidence}` }])
    .with('healed', () => {
      const reasons = deviations
        .filter(({ deviation, state }) => deviation.clause === id && state === 'healed')
        .map(({ deviation }) => `declared: ${deviation.reason}`);
      const told = [
        'A declared deviation is gone. Take it out of the deviations file.',
        ...reasons,
      ];
      return [{ severity: 'error', title, message: told.join('\n') }];
    })
    .with('violated', 'crashed', () => {
      // A cause is annotated once, under the clause of the finding that leads it.
      const causes = toldCauses({ report, deviations }).filter(({ lead }) => lead.clause === id);
      if (causes.length === 0 && findings.length > 0) return [];
      const told = causes.flatMap(({ cause, lead }) => [
        `${cause.sentence} (${lead.signature})`,
        replay(lead),
      ]);
      return [
        {
          severity: verdict === 'crashed' ? 'error' : severity,
          title,
          message: [...told, `The law: ${sentence}`].join('\n'),
        },
      ];
    })
    .exhaustive();
}

function formatCommand({ severity, title, message }: Annotation): string {
  return `::${severity} title=${escapeProperty(title)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replace(/[%\r\n]/g, percentEncode);
}

function escapeProperty(text: string): string {
  return text.replace(/[%\r\n:,]/g, percentEncode);
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

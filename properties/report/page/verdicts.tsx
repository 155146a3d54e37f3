/** A verdict per clause: the worst first, filtered by verdict and by text. */
import { useState } from 'preact/hooks';
import type { Verdict } from '../../verdict/verdict.ts';
import type { PageClause, PageFinding } from '../forms/pageData.ts';
import { VerdictSign, verdictOrder, verdictSigns } from './signs.tsx';
import { Prose } from './words/prose.tsx';
import { Term } from './words/words.tsx';

interface VerdictsProps {
  readonly clauses: readonly PageClause[];
  readonly findings: readonly PageFinding[];
  readonly onOpen: (finding: string) => void;
}

/** The verdicts that are shown at first; the others after a click. */
const NOTABLE: readonly Verdict[] = ['violated', 'crashed', 'healed', 'undecided', 'expected'];

export function Verdicts({ clauses, findings, onOpen }: VerdictsProps) {
  const present = verdictOrder.filter((verdict) =>
    clauses.some((each) => each.verdict === verdict),
  );
  const telling = present.filter((verdict) => NOTABLE.includes(verdict));
  const [wanted, setWanted] = useState<readonly Verdict[]>(telling.length > 0 ? telling : present);
  const [words, setWords] = useState('');
  const toggle = (verdict: Verdict) =>
    setWanted(
      wanted.includes(verdict) ? wanted.filter((each) => each !== verdict) : [...wanted, verdict],
    );
  const fits = ({ id, sentence, evidence }: PageClause) =>
    `${id} ${sentence} ${evidence}`.toLowerCase().includes(words.trim().toLowerCase());
  const shown = verdictOrder
    .filter((verdict) => wanted.includes(verdict))
    .flatMap((verdict) => clauses.filter((each) => each.verdict === verdict && fits(each)));
  return (
    <section aria-labelledby="verdicts">
      <h2 id="verdicts">Verdicts</h2>
      <div class="bar">
        <fieldset class="chips">
          <legend class="unseen">Verdicts to show</legend>
          {present.map((verdict) => (
            <button
              type="button"
              class={verdictSigns[verdict].tone}
              key={verdict}
              aria-pressed={wanted.includes(verdict)}
              onClick={() => toggle(verdict)}
            >
              <span aria-hidden="true">{verdictSigns[verdict].mark}</span> {verdict}{' '}
              <b>{clauses.filter((each) => each.verdict === verdict).length}</b>
            </button>
          ))}
        </fieldset>
        <input
          type="search"
          aria-label="Filter clauses by id or words"
          placeholder="Filter: LINE, frame, …"
          value={words}
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <span class="quiet" role="status">
          {shown.length} of {clauses.length} clauses
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Verdict per clause">
        <table class="verdicts">
          <thead>
            <tr>
              <th scope="col">
                <Term word="clause" />
              </th>
              <th scope="col">verdict</th>
              <th scope="col">
                <Term word="finding">findings</Term>
              </th>
              <th scope="col">the law says</th>
              <th scope="col">evidence</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((clause) => (
              <Row key={clause.id} clause={clause} findings={findings} onOpen={onOpen} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="quiet">No clause fits.</p>}
      </section>
    </section>
  );
}

function Row({
  clause: { id, verdict, level, sentence, evidence, findings: ids },
  findings,
  onOpen,
}: { clause: PageClause } & Pick<VerdictsProps, 'findings' | 'onOpen'>) {
  // A finding that breaks several clauses is listed under each of them.
  const those = findings.filter(
    ({ id: finding, also }) => ids.includes(finding) || also.includes(id),
  );
  return (
    <tr>
      <th scope="row">{id}</th>
      <td>
        <VerdictSign verdict={verdict} only={level} />
        <span class="under">{level}</span>
      </td>
      <td>
        {those.map((finding) => (
          <a
            key={finding.id}
            href={`#finding=${encodeURIComponent(finding.id)}`}
            title={finding.signature}
            onClick={(event) => {
              event.preventDefault();
              onOpen(finding.id);
            }}
          >
            {finding.signature.split('|')[1]}
          </a>
        ))}
        {those.length === 0 && <span class="quiet">–</span>}
      </td>
      <td class="sentence">
        <Prose text={sentence} />
      </td>
      <td class="evidence">{evidence}</td>
    </tr>
  );
}

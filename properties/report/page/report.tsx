/**
 * The whole page: the run, a verdict per clause, one finding at a time, and how far the run went. The address of the page
 * names the finding and its step.
 */
import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { groupDigits } from '../../wording/counts.ts';
import type { PageDocument, PageFinding } from '../forms/pageData.ts';
import { FindingView } from './finding.tsx';
import { FindingList } from './findingList.tsx';
import { fragmentOf, readPermalink } from './permalink.ts';
import { CoverageView } from './reach/coverage.tsx';
import { Sign, verdictOrder, verdictSigns } from './signs.tsx';
import { TrendView } from './trend.tsx';
import { Verdicts } from './verdicts.tsx';
import { Words } from './words/words.tsx';

export function Report({ report }: { report: PageDocument }) {
  const { findings } = report;
  const [spot, setSpot] = useState(() => initialSpot(findings));
  const article = useRef<HTMLElement>(null);
  const goTo = (finding: string, step?: number) => {
    const found = findings.find(({ id }) => id === finding);
    if (!found) return;
    const at = clampStep(found, step ?? null);
    setSpot({ finding, step: at });
    // A step replaces the address, another finding makes a new one, so that Back leads to the finding before.
    const change = finding === spot?.finding ? 'replaceState' : 'pushState';
    history[change](null, '', fragmentOf(finding, at));
  };
  const open = (finding: string) => {
    goTo(finding);
    article.current?.scrollIntoView({ block: 'start' });
    article.current?.focus({ preventScroll: true });
  };
  useEffect(() => {
    const follow = () => {
      if (!readPermalink(location.hash)) return;
      setSpot(initialSpot(findings));
      article.current?.scrollIntoView({ block: 'start' });
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [findings]);
  const shown = findings.find(({ id }) => id === spot?.finding);
  return (
    <>
      <Heading report={report} />
      <main>
        <section aria-labelledby="findings">
          <h2 id="findings">Findings {findings.length > 0 && <small>{findings.length}</small>}</h2>
          {findings.length === 0 && <p class="quiet">No step of any scenario differs.</p>}
          {shown && spot && (
            <div class="findings">
              <FindingList findings={findings} current={shown.id} onOpen={open} />
              <FindingView
                key={shown.id}
                finding={shown}
                step={spot.step}
                onStep={(step) => goTo(shown.id, step)}
                articleRef={article}
              />
            </div>
          )}
        </section>
        {report.trend && <TrendView trend={report.trend} onOpen={open} />}
        <Verdicts clauses={report.clauses} findings={findings} onOpen={open} />
        <Deviations deviations={report.deviations} />
        {report.coverage && <CoverageView coverage={report.coverage} clauses={report.clauses} />}
        <Words words={report.words} />
      </main>
    </>
  );
}

/** Returns the finding and step that the address names; otherwise the first finding, at the step where it differs. */
function initialSpot(findings: readonly PageFinding[]) {
  const named = readPermalink(location.hash);
  const finding = findings.find(({ id }) => id === named?.finding) ?? findings[0];
  if (!finding) return null;
  return {
    finding: finding.id,
    step: clampStep(finding, named?.finding === finding.id ? named.step : null),
  };
}

function clampStep({ at, shown }: PageFinding, step: number | null): number {
  const last = (shown?.trace.frames.length ?? 1) - 1;
  return Math.max(0, Math.min(step ?? shown?.trace.divergence?.at ?? at, last));
}

function Heading({ report }: { report: PageDocument }) {
  const { router, seed, totals, partyline, interrupted, carries, servers } = report;
  const { scenarios, steps, seconds } = totals;
  return (
    <header>
      <p class="quiet">
        Partyline {partyline} · conformance to the law of Xcraft multicast routing
      </p>
      <h1>
        {router.name} <small>{router.version}</small>
      </h1>
      <dl class="facts">
        <Fact name="seed">
          <code>{seed}</code>
        </Fact>
        <Fact name="scenarios">{groupDigits(scenarios)}</Fact>
        <Fact name="steps">{groupDigits(steps)}</Fact>
        <Fact name="time">{seconds.toFixed(1)} s</Fact>
        <Fact name="findings">{groupDigits(report.findings.length)}</Fact>
        <Fact name="clauses">
          <a class="tally" href="#verdicts">
            <VerdictCounts clauses={report.clauses} />
          </a>
        </Fact>
      </dl>
      {servers !== null && <p>{`${servers.charAt(0).toUpperCase()}${servers.slice(1)}`}.</p>}
      {carries !== null && <p>Drawn was only what the router says it can carry: {carries}.</p>}
      {interrupted && (
        <p class="callout warn">
          <Sign tone="warn" mark="!">
            interrupted
          </Sign>{' '}
          This is what was found until then.
        </p>
      )}
    </header>
  );
}

function VerdictCounts({ clauses }: Pick<PageDocument, 'clauses'>) {
  const counts = verdictOrder.flatMap((verdict) => {
    const count = clauses.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [[verdict, count] as const];
  });
  return (
    <>
      {counts.map(([verdict, count], at) => (
        <Fragment key={verdict}>
          {at > 0 && ' · '}
          <span class={`sign ${verdictSigns[verdict].tone}`}>
            <span aria-hidden="true">{verdictSigns[verdict].mark}</span> {count} {verdict}
          </span>
        </Fragment>
      ))}
    </>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A deviation that was declared and no longer occurs fails the run. */
const STALE = { tone: 'bad', mark: '!' } as const;
const STANDING = { tone: 'warn', mark: '≈' } as const;

const coverText = {
  clause: 'It covers whatever breaks the clause.',
  signature: 'It covers whatever has this signature.',
  scenario: 'It covers what fails by its scenario only.',
} as const satisfies Record<PageDocument['deviations'][number]['covers'], string>;

function Deviations({ deviations }: Pick<PageDocument, 'deviations'>) {
  if (deviations.length === 0) return null;
  return (
    <details>
      <summary>
        Declared deviations <small>{deviations.length}</small>
      </summary>
      <ul>
        {deviations.map(({ clause, signature, state, covers, otherwise, reason }, at) => (
          <li key={at}>
            <b>{clause}</b> {signature !== null && <code>{signature}</code>}{' '}
            <Sign {...(['healed', 'unmatched'].includes(state) ? STALE : STANDING)}>{state}</Sign>{' '}
            {coverText[covers]}
            {otherwise.length > 0 && ` Not declared by it: ${otherwise.join(', ')}.`} {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

/**
 * How far the run went: how large its scenarios were, what kinds of names and payloads they had, and which situations
 * they met or never met. It is no verdict, and therefore comes after the findings.
 */
import { groupDigits } from '../../../wording/counts.ts';
import type { PageClause, PageCoverage, PageReach } from '../../forms/pageData.ts';
import { ClausesBySituations } from './clausesBySituations.tsx';

interface CoverageViewProps {
  readonly coverage: PageCoverage;
  readonly clauses: readonly PageClause[];
}

export function CoverageView({ coverage, clauses }: CoverageViewProps) {
  const { dimensions, alphabets, payloads, reach } = coverage;
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">Coverage</h2>
      <p class="quiet">How far the scenarios went, as far as they ran. No verdict depends on it.</p>
      <div class="panels">
        <div class="panel">
          <ReachTable reach={reach} />
        </div>
        <div class="panel">
          <Dimensions dimensions={dimensions} />
        </div>
        <div class="panel">
          <Counts title="Alphabets of names" counts={alphabets} />
          <Counts title="Kinds of payload" counts={payloads} />
        </div>
      </div>
      {reach.map((each) => (
        <ClausesBySituations
          key={each.level}
          reach={each}
          clauses={clauses.filter((clause) => isJudgedAt(each, clause, reach))}
        />
      ))}
    </section>
  );
}

/**
 * Whether the clause belongs to this level: it was exercised at this level, or it was judged and exercised at no level.
 */
function isJudgedAt(own: PageReach, { id, verdict }: PageClause, all: readonly PageReach[]) {
  if (own.exercised[id]) return true;
  return verdict !== 'declined' && all.every(({ exercised }) => !exercised[id]);
}

const parts = ['situations', 'pairs', 'triples'] as const;

function ReachTable({ reach }: Pick<PageCoverage, 'reach'>) {
  return (
    <>
      <h3>Situations</h3>
      <p class="quiet">
        A situation is a fact that a step meets; a pair is one of them and a kind of step, a triple
        two and a kind.
      </p>
      {reach.map(({ level, reached, reachable, situations }) => (
        <div key={level}>
          <table class="counts">
            <caption>at the level of the {level}</caption>
            <thead>
              <tr>
                <th scope="col">of</th>
                <th scope="col">reached</th>
                <th scope="col">reachable</th>
                <th scope="col">share</th>
              </tr>
            </thead>
            <tbody>
              {parts.map((part) => (
                <tr key={part}>
                  <th scope="row">{part}</th>
                  <td>{groupDigits(reached[part])}</td>
                  <td>{groupDigits(reachable[part])}</td>
                  <td>
                    <Bar share={reachable[part] === 0 ? 0 : reached[part] / reachable[part]} />
                    {formatShare(reached[part], reachable[part])}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <Never situations={situations} />
        </div>
      ))}
    </>
  );
}

/**
 * Up to this many situations that were never met are shown immediately; if there are more, all of them after a click.
 */
const FEW = 6;

function Never({ situations }: Pick<PageReach, 'situations'>) {
  const never = situations.filter(({ scenarios }) => scenarios === 0);
  if (never.length === 0) return <p class="quiet never">Every situation was met.</p>;
  return (
    <details class="callout warn never" open={never.length <= FEW}>
      <summary>
        {never.length === 1 ? 'One situation was' : `${never.length} situations were`} never met
      </summary>
      <ul>
        {never.map(({ id }) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </details>
  );
}

function Dimensions({ dimensions }: Pick<PageCoverage, 'dimensions'>) {
  return (
    <>
      <h3>Size of a scenario</h3>
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">of</th>
            <th scope="col">median</th>
            <th scope="col">middle half</th>
            <th scope="col">largest</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(dimensions).map(([dimension, { quartiles, largest }]) => (
            <tr key={dimension}>
              <th scope="row">{dimension}</th>
              <td>{groupDigits(quartiles[1])}</td>
              <td class="quiet">
                {groupDigits(quartiles[0])}–{groupDigits(quartiles[2])}
              </td>
              <td>{groupDigits(largest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Counts({ title, counts }: { title: string; counts: Readonly<Record<string, number>> }) {
  // The most frequent value comes first.
  const rows = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const most = rows[0]?.[1] ?? 0;
  return (
    <>
      <h3>{title}</h3>
      {rows.length === 0 && <p class="quiet">None was carried.</p>}
      {rows.length > 0 && (
        <table class="counts">
          <thead>
            <tr>
              <th scope="col">kind</th>
              <th scope="col">scenarios</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([kind, count]) => (
              <tr key={kind}>
                <th scope="row">{kind}</th>
                <td>
                  <Bar share={count / most} />
                  {groupDigits(count)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Draws a share as a bar. It shows nothing but the number beside it, so screen readers skip it. */
function Bar({ share }: { share: number }) {
  return (
    <span class="gauge" aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** Formats a share in percent. It is rounded down, so that 100 % means all. */
const formatShare = (part: number, whole: number) =>
  whole === 0 ? '–' : `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;

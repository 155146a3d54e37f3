/**
 * Clauses by situations: for each situation, in what share of the scenarios that met it a clause was exercised. The
 * larger the share, the darker the cell. Where a cell is empty, a router could break the clause in that situation
 * unnoticed.
 */
import { groupDigits } from '../../../wording/counts.ts';
import type { PageClause, PageReach } from '../../forms/pageData.ts';
import { Term } from '../words/words.tsx';

/** The shares at which the darker shades begin. The lightest shade is for any smaller share above 0. */
const SHADES = [0.25, 0.5, 0.75, 1] as const;
const legends = ['below 25 %', '25 % or more', '50 % or more', '75 % or more', 'all'] as const;

const shadeOf = (share: number) => 1 + SHADES.filter((least) => share >= least).length;

type Subject = PageReach['situations'][number]['of'];

/** A situation, and its index in the lists of counts. */
interface Column {
  readonly id: string;
  readonly scenarios: number;
  readonly at: number;
  /** Whether it is the first situation of its subject. */
  readonly isFirst: boolean;
}

interface ClausesBySituationsProps {
  readonly reach: PageReach;
  readonly clauses: readonly PageClause[];
}

export function ClausesBySituations({ reach, clauses }: ClausesBySituationsProps) {
  const { level, situations, exercised } = reach;
  const groups = groupBySubject(situations);
  const columns = groups.flatMap(([, each]) => each);
  const heading = `by-${level}`;
  return (
    <>
      <h3 id={heading}>Clauses by situations, at the level of the {level}</h3>
      <p class="quiet">
        A number says how many scenarios met the situation and <Term word="exercised" /> the clause.
        It is shaded by its share of all scenarios that met the situation.
      </p>
      <Legend hasNever={situations.some(({ scenarios }) => scenarios === 0)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <section class="scroll shades" tabIndex={0} aria-labelledby={heading}>
        <table>
          <thead>
            <tr>
              <td />
              {groups.map(([subject, { length }]) => (
                <th key={subject} scope="colgroup" colSpan={length} class="first">
                  of the {subject}
                </th>
              ))}
            </tr>
            <tr class="names">
              <th scope="col">
                <Term word="clause" />
              </th>
              {columns.map(({ id, isFirst }) => (
                <th key={id} scope="col" class={isFirst ? 'first' : undefined}>
                  <span>{id}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr class="all">
              <th scope="row">scenarios</th>
              {columns.map(({ id, scenarios, isFirst }) => (
                <td key={id} class={classesOf(isFirst, scenarios === 0 ? 'never' : '')}>
                  {groupDigits(scenarios)}
                </td>
              ))}
            </tr>
            {clauses.map((clause) => (
              <Row
                key={clause.id}
                clause={clause}
                columns={columns}
                counts={exercised[clause.id]}
              />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function groupBySubject(situations: PageReach['situations']): [Subject, Column[]][] {
  const groups = new Map<Subject, Column[]>();
  for (const [at, { id, scenarios, of }] of situations.entries()) {
    const group = groups.get(of) ?? [];
    group.push({ id, scenarios, at, isFirst: group.length === 0 });
    groups.set(of, group);
  }
  return [...groups];
}

interface RowProps {
  readonly clause: PageClause;
  readonly columns: readonly Column[];
  /** Per situation, the number of scenarios that exercised the clause; undefined if no scenario did. */
  readonly counts: readonly number[] | undefined;
}

function Row({ clause: { id, sentence }, columns, counts }: RowProps) {
  return (
    <tr>
      <th scope="row" title={sentence.replaceAll('`', '')}>
        {id}
      </th>
      {columns.map(({ id: situation, scenarios, at, isFirst }) => {
        const count = counts?.[at] ?? 0;
        const shade = count === 0 ? (scenarios === 0 ? 'never' : '') : shadeClass(count, scenarios);
        return (
          <td
            key={situation}
            class={classesOf(isFirst, shade)}
            title={`${id}, ${situation}: ${shareText(count, scenarios)}`}
          >
            {count === 0 ? null : groupDigits(count)}
          </td>
        );
      })}
    </tr>
  );
}

const shadeClass = (count: number, scenarios: number) => `shade-${shadeOf(count / scenarios)}`;

const classesOf = (isFirst: boolean, shade: string) =>
  [isFirst ? 'first' : '', shade].filter(Boolean).join(' ') || undefined;

function shareText(count: number, scenarios: number): string {
  if (scenarios === 0) return 'no scenario met it';
  const share = Math.round((count / scenarios) * 100);
  return `${groupDigits(count)} of ${groupDigits(scenarios)} scenarios (${share} %)`;
}

function Legend({ hasNever }: { hasNever: boolean }) {
  return (
    <ul class="plain swatches" aria-label="Legend">
      <li>
        <span class="swatch" aria-hidden="true" /> none
      </li>
      {legends.map((legend, at) => (
        <li key={legend}>
          <span class={`swatch shade-${at + 1}`} aria-hidden="true" /> {legend}
        </li>
      ))}
      {hasNever && (
        <li>
          <span class="swatch never" aria-hidden="true" /> the situation was never met
        </li>
      )}
    </ul>
  );
}

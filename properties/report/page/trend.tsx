/** What has changed since an earlier report: what became of each cause, and which clauses have another verdict. */
import type { Trend } from '../../verdict/verdict.ts';
import { formatCount } from '../../wording/counts.ts';
import { trendStates, trendSummary } from '../text/trend.ts';
import { Sign, VerdictSign } from './signs.tsx';
import { Prose } from './words/prose.tsx';

const signs = {
  new: { mark: '✗', tone: 'bad' },
  'still there': { mark: '≈', tone: 'warn' },
  healed: { mark: '✓', tone: 'good' },
  'not seen': { mark: '?', tone: 'calm' },
} as const satisfies Record<Trend['causes'][number]['state'], { mark: string; tone: string }>;

interface TrendViewProps {
  readonly trend: Trend;
  readonly onOpen: (finding: string) => void;
}

export function TrendView({ trend, onOpen }: TrendViewProps) {
  const { causes, clauses } = trend;
  const sorted = trendStates.flatMap((state) => causes.filter((each) => each.state === state));
  return (
    <section aria-labelledby="trend">
      <h2 id="trend">Since the earlier report</h2>
      <p class="quiet">{trendSummary(trend)}.</p>
      {sorted.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label="Causes then and now">
          <table class="trend">
            <thead>
              <tr>
                <th scope="col">cause</th>
                <th scope="col">clause</th>
                <th scope="col">what the router does wrong</th>
                <th scope="col">known because</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((cause) => (
                <Row key={`${cause.id} ${cause.earlier}`} cause={cause} onOpen={onOpen} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {clauses.length > 0 && (
        <details open={clauses.length <= FEW}>
          <summary>{formatCount(clauses.length, 'clause')} with another verdict</summary>
          <ul>
            {clauses.map(({ id, was, is }) => (
              <li key={id}>
                <b>{id}</b> was <VerdictSign verdict={was} />, is <VerdictSign verdict={is} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Up to this many changed verdicts are shown at once; more after a click. */
const FEW = 6;

function Row({
  cause: { state, clause, sentence, id, because },
  onOpen,
}: Pick<TrendViewProps, 'onOpen'> & { readonly cause: Trend['causes'][number] }) {
  return (
    <tr>
      <th scope="row">
        <Sign {...signs[state]}>{state}</Sign>
      </th>
      <td>{clause}</td>
      <td class="sentence">
        {id === undefined ? (
          <Prose text={sentence} />
        ) : (
          <a
            href={`#finding=${encodeURIComponent(id)}`}
            onClick={(event) => {
              event.preventDefault();
              onOpen(id);
            }}
          >
            {sentence}
          </a>
        )}
      </td>
      <td class="sentence">{because}</td>
    </tr>
  );
}

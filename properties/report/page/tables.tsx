/**
 * The ARP table of every node after the step, the model's beside the router's, with the same entries
 * on the same rows.
 */
import type { Route } from '#spec';
import type { TraceFrame } from '../../lockstep/trace.ts';
import type { RouteComparison, RouteField } from '../picture/comparison.ts';
import { compareTables, fields, fieldText } from '../picture/comparison.ts';
import { Sign } from './signs.tsx';
import { Term } from './words/words.tsx';

/** Up to this many nodes are all shown; with more nodes, only those whose table changed or differs. */
const FEW = 3;

type NodeTables = TraceFrame['tables'][number];

export function Tables({ frame, before }: { frame: TraceFrame; before: TraceFrame | undefined }) {
  return (
    <section aria-labelledby="tables">
      <h4 id="tables">ARP tables after the step</h4>
      {frame.tables.length === 0 && <p class="quiet">No table could be read.</p>}
      {frame.tables.map((tables) => (
        <NodeView
          key={tables.node}
          tables={tables}
          before={before?.tables.find(({ node }) => node === tables.node)}
          few={frame.tables.length <= FEW}
        />
      ))}
    </section>
  );
}

interface NodeViewProps {
  readonly tables: NodeTables;
  readonly before: NodeTables | undefined;
  readonly few: boolean;
}

function NodeView({ tables, before, few }: NodeViewProps) {
  const { node, expected, observed } = tables;
  const entries = compareTables(expected, observed ?? expected);
  const wrong = observed === null ? [] : entries.filter(({ sign }) => sign !== 'same');
  const moved =
    before !== undefined && JSON.stringify(before.expected) !== JSON.stringify(expected);
  const open = few || moved || wrong.length > 0;
  return (
    <details class="node" open={open}>
      <summary>
        <h5>
          {node}{' '}
          {observed === null ? (
            <Sign tone="calm" mark="–">
              the router’s cannot be read
            </Sign>
          ) : wrong.length > 0 ? (
            <Sign tone="bad" mark="≠">
              {wrong.length === 1 ? 'one entry differs' : `${wrong.length} entries differ`}
            </Sign>
          ) : (
            <Sign tone="calm" mark="=">
              {moved ? 'alike, changed by this step' : 'alike'}
            </Sign>
          )}
        </h5>
      </summary>
      <div class="beside">
        <Side title={`${node}, by the model`} entries={entries} side="expected" />
        {observed !== null && (
          <Side title={`${node}, by the router`} entries={entries} side="observed" />
        )}
      </div>
    </details>
  );
}

interface SideProps {
  readonly title: string;
  readonly entries: readonly RouteComparison[];
  readonly side: 'expected' | 'observed';
}

function Side({ title, entries, side }: SideProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={`Table of ${title}`}>
      <table class="mono arp">
        <caption>{side === 'expected' ? 'model' : 'router'}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">sign</span>
            </th>
            <th scope="col">orc</th>
            <th scope="col">
              <Term word="backend" />
            </th>
            {fields.map((field) => (
              <th key={field} scope="col">
                {field}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.key} entry={entry} side={side} />
          ))}
        </tbody>
      </table>
      {entries.length === 0 && <p class="quiet">empty</p>}
    </section>
  );
}

function EntryRow({ entry, side }: { entry: RouteComparison } & Pick<SideProps, 'side'>) {
  const route = entry[side];
  const other = entry.expected ?? entry.observed;
  if (!route)
    return (
      <tr class="bad none">
        <td>
          <RowSign entry={entry} side={side} />
        </td>
        <td colSpan={fields.length + 2}>no entry of {other?.orcName}</td>
      </tr>
    );
  return (
    <tr class={entry.sign === 'same' ? '' : 'bad'}>
      <td>
        <RowSign entry={entry} side={side} />
      </td>
      <th scope="row">{route.orcName}</th>
      <td>{route.backend}</td>
      {fields.map((field) => (
        <Cell key={field} route={route} field={field} differs={entry.differing.includes(field)} />
      ))}
    </tr>
  );
}

function RowSign({ entry: { sign }, side }: { entry: RouteComparison } & Pick<SideProps, 'side'>) {
  if (sign === 'same') return null;
  // Missing and surplus entries are marked in the router's table; the model's table only marks which entry differs.
  if (sign !== 'differs' && side === 'expected') return null;
  const mark = { missing: '−', surplus: '+', differs: '≠' }[sign];
  return (
    <span class="sign bad" title={sign}>
      <span aria-hidden="true">{mark}</span>
      <span class="unseen">{sign}</span>
    </span>
  );
}

function Cell({ route, field, differs }: { route: Route; field: RouteField; differs: boolean }) {
  const text = fieldText(route, field);
  return <td>{differs ? <mark>{text}</mark> : text}</td>;
}

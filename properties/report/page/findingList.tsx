/** The list of findings: by cause at first, each cause led by one of its findings; it can be searched, sorted and grouped otherwise. */
import { useState } from 'preact/hooks';
import type { PageFinding } from '../forms/pageData.ts';

interface FindingListProps {
  readonly findings: readonly PageFinding[];
  readonly current: string;
  readonly onOpen: (finding: string) => void;
}

/** What findings have in common in a group. */
const groupings = {
  cause: ({ cause }: PageFinding) => cause,
  clause: ({ clause }: PageFinding) => clause,
  shape: ({ scenario: { topology } }: PageFinding) =>
    `${topology.nodes.length} nodes, ${topology.uplinks.length} uplinks, ${topology.pairs.length} sockets`,
  none: ({ id }: PageFinding) => id,
} as const;
type Grouping = keyof typeof groupings;

const orders = {
  'as found': () => 0,
  'fewest steps': (one: PageFinding, other: PageFinding) =>
    one.scenario.steps.length - other.scenario.steps.length,
  clause: (one: PageFinding, other: PageFinding) => one.clause.localeCompare(other.clause),
} as const;
type Order = keyof typeof orders;

/** With more findings than this, there is something to search and to sort. */
const FEW = 4;

export function FindingList({ findings, current, onOpen }: FindingListProps) {
  const [words, setWords] = useState('');
  const [grouping, setGrouping] = useState<Grouping>('cause');
  const [order, setOrder] = useState<Order>('as found');
  const wanted = words.trim().toLowerCase();
  const shown = findings
    .filter(({ sentence, signature, detail }) =>
      `${sentence} ${signature} ${detail}`.toLowerCase().includes(wanted),
    )
    .toSorted(orders[order]);
  const groups = new Map<string, PageFinding[]>();
  for (const each of shown) {
    const name = groupings[grouping](each);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return (
    <nav aria-label="Findings" class="list">
      {findings.length > FEW && (
        <div class="bar">
          <input
            type="search"
            aria-label="Search findings"
            placeholder="Search"
            value={words}
            onInput={({ currentTarget }) => setWords(currentTarget.value)}
          />
          <Choice label="Group by" all={groupings} value={grouping} onChoose={setGrouping} />
          <Choice label="Sort by" all={orders} value={order} onChoose={setOrder} />
        </div>
      )}
      <ol>
        {[...groups].map(([name, group]) => (
          <Group key={name} name={name} group={group} {...{ grouping, current, onOpen }} />
        ))}
      </ol>
      {shown.length === 0 && <p class="quiet">No finding has these words.</p>}
    </nav>
  );
}

interface ChoiceProps<Name extends string> {
  readonly label: string;
  readonly all: Readonly<Record<Name, unknown>>;
  readonly value: Name;
  readonly onChoose: (name: Name) => void;
}

function Choice<Name extends string>({ label, all, value, onChoose }: ChoiceProps<Name>) {
  return (
    <label class="quiet">
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value as Name)}>
        {Object.keys(all).map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}

type GroupProps = Pick<FindingListProps, 'current' | 'onOpen'> & {
  readonly name: string;
  readonly grouping: Grouping;
  readonly group: readonly PageFinding[];
};

/** Shows the finding that leads the group; the others are folded below it. */
function Group({ name, grouping, group, current, onOpen }: GroupProps) {
  const lead = group.find(({ id, cause }) => id === cause) ?? group[0];
  if (!lead) return null;
  const others = group.filter(({ id }) => id !== lead.id);
  const isOpen = others.some(({ id }) => id === current);
  const titled = grouping === 'clause' || grouping === 'shape';
  return (
    <li>
      {titled && <p class="quiet group">{name}</p>}
      <FindingButton finding={lead} current={current} onOpen={onOpen} />
      {others.length > 0 && (
        <details open={isOpen}>
          <summary>
            {others.length} more {grouping === 'cause' ? 'of the same bug' : 'like it'}
          </summary>
          <ol>
            {others.map((each) => (
              <li key={each.id}>
                <FindingButton finding={each} current={current} onOpen={onOpen} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function FindingButton({
  finding: { id, clause, sentence, signature, scenario, strength, declared },
  current,
  onOpen,
}: Omit<FindingListProps, 'findings'> & { readonly finding: PageFinding }) {
  return (
    <button
      type="button"
      aria-current={id === current ? 'true' : undefined}
      onClick={() => onOpen(id)}
    >
      <b>{clause}</b>{' '}
      <span class="quiet">
        {strength === 'should' ? 'should · ' : ''}
        {declared === null ? '' : 'expected · '}
        {scenario.steps.length} {scenario.steps.length === 1 ? 'step' : 'steps'}
      </span>
      <br />
      <span class="clamped">{sentence ?? signature.split('|').slice(1).join(' · ')}</span>
    </button>
  );
}

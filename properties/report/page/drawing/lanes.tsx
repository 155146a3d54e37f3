/** The lanes of a scenario: a lane for each node and socket, time running down, and beside each movement what it is. */

import { useEffect, useRef } from 'preact/hooks';
import { stepNumber } from '../../../wording/steps.ts';
import { shortenText } from '../../picture/drawing.ts';
import type { LaneChart, LaneRow } from '../../picture/laneChart.ts';

interface LanesProps {
  readonly chart: LaneChart;
  /** Index of the step that is shown elsewhere on the page; its rows are marked. */
  readonly step: number;
  readonly onStep: (step: number) => void;
}

const LANE = 92;
const ROW_HEIGHT = 21;
const NUMBER = 34;
const HEADING = 42;
const MOST_LABEL = 64;
const CHARACTER = 6.7;

export function Lanes({ chart: { lanes, rows }, step, onStep }: LanesProps) {
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = region;
    const row = current?.querySelector<SVGGElement>('.current');
    if (!current || !row) return;
    const { top, bottom } = row.getBoundingClientRect();
    const frame = current.getBoundingClientRect();
    if (top < frame.top + HEADING || bottom > frame.bottom)
      current.scrollTop += top - frame.top - frame.height / 2;
  }, [step, rows.length]);
  const right = NUMBER + lanes.length * LANE;
  const longest = Math.max(10, ...rows.map(({ label }) => Math.min(label.length + 10, MOST_LABEL)));
  const [width, height] = [right + longest * CHARACTER, rows.length * ROW_HEIGHT + 8];
  const scaled = (tall: number) => ({
    viewBox: `0 0 ${width} ${tall}`,
    style: { width: `${width}px`, minWidth: `${Math.round(width * 0.8)}px` },
  });
  const xOf = (lane: number) => NUMBER + lane * LANE + LANE / 2;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
    <section ref={region} class="scroll lanes" tabIndex={0} aria-label="Lanes">
      <svg aria-hidden="true" class="heads" {...scaled(HEADING)}>
        {lanes.map(({ kind, name, orcs }, lane) => (
          <g key={`${kind} ${name}`} class={`lane ${kind}`}>
            <text class="title" x={xOf(lane)} y={15}>
              <title>{`${kind === 'pair' ? 'socket' : 'node'} ${name}${orcs.length > 0 ? ` of ${orcs.join(', ')}` : ''}`}</title>
              {shortenText(name, 12)}
            </text>
            <text class="small" x={xOf(lane)} y={30}>
              {shortenText(orcs.join(', '), 13)}
            </text>
          </g>
        ))}
      </svg>
      <svg role="img" aria-label="What moved, step by step" {...scaled(height)}>
        {lanes.map(({ kind, name }, lane) => (
          <g key={`${kind} ${name}`} class={`lane ${kind}`}>
            <line x1={xOf(lane)} x2={xOf(lane)} y1={0} y2={height} />
          </g>
        ))}
        {rows.map((row, at) => (
          <LaneRowView
            key={at}
            row={row}
            y={at * ROW_HEIGHT + 12}
            from={xOf(row.from)}
            to={xOf(row.to)}
            right={right}
            width={width}
            isCurrent={row.step === step}
            onStep={onStep}
          />
        ))}
      </svg>
    </section>
  );
}

interface LaneRowProps {
  readonly row: LaneRow;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly right: number;
  readonly width: number;
  readonly isCurrent: boolean;
  readonly onStep: (step: number) => void;
}

/** For the pointer alone; the list of steps does the same by keyboard. */
const clickable = (act: () => void) => ({ onClick: act });

const WORDS = { done: '', missing: '− missing: ', surplus: '+ surplus: ' } as const;

function LaneRowView({ row, y, from, to, right, width, isCurrent, onStep }: LaneRowProps) {
  const { mark, what, label, step, isFirst } = row;
  const tone = mark === 'done' ? '' : 'bad';
  return (
    <g
      class={`row ${what} ${mark} ${tone} ${isCurrent ? 'current' : ''}`}
      {...clickable(() => onStep(step))}
    >
      <rect class="ground" x={0} y={y - 12} width={width} height={ROW_HEIGHT} />
      {isFirst && (
        <text class="number" x={NUMBER - 12} y={y + 4}>
          {stepNumber(step)}
        </text>
      )}
      {from === to ? (
        <Still x={from} y={y} what={what} />
      ) : (
        <Arrow from={from} to={to} y={y} what={what} />
      )}
      <text x={right + 4} y={y + 4}>
        <title>{label}</title>
        {WORDS[mark] + shortenText(label, MOST_LABEL - 10)}
      </text>
    </g>
  );
}

function Arrow({
  from,
  to,
  y,
  what,
}: {
  from: number;
  to: number;
  y: number;
  what: LaneRow['what'];
}) {
  const way = Math.sign(to - from);
  const tip = to - way * 2;
  return (
    <>
      <line class="path" x1={from} x2={tip} y1={y} y2={y} />
      {what === 'closed' ? (
        <text class="cross" x={tip} y={y + 4}>
          ✕
        </text>
      ) : (
        <polygon points={`${tip},${y} ${tip - way * 8},${y - 4} ${tip - way * 8},${y + 4}`} />
      )}
    </>
  );
}

function Still({ x, y, what }: { x: number; y: number; what: LaneRow['what'] }) {
  if (what === 'end' || what === 'closed' || what === 'refusal')
    return (
      <text class="cross" x={x} y={y + 4}>
        {what === 'refusal' ? '!' : '✕'}
      </text>
    );
  return <circle cx={x} cy={y} r={4} class={what === 'step' ? 'hollow' : ''} />;
}

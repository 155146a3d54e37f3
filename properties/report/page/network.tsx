/** The network of a scenario as a drawing: which orcs are where after the step, and what moves along the links. */
import type { Trace } from '../../lockstep/trace.ts';
import type { Drawing } from '../picture/drawing.ts';
import { HEAD, orcsAt, ROW, shortenText } from '../picture/drawing.ts';
import type { TrafficMark } from '../picture/traffic.ts';
import { nodeKey, pairKey, trafficOf } from '../picture/traffic.ts';
import { MovingMarks, useMotion } from './motion.tsx';
import { toneOf } from './observations.tsx';
import { Term } from './words/words.tsx';

interface NetworkProps {
  readonly trace: Trace;
  readonly drawing: Drawing;
  readonly step: number;
}

export function Network({ trace, drawing, step }: NetworkProps) {
  const { width, height } = drawing;
  const marks = trafficOf(trace, step);
  const motion = useMotion();
  const on = (key: string) => marks.filter((mark) => mark.carrierKey === key);
  return (
    <section aria-labelledby="network" class="network">
      <div class="bar">
        <h4 id="network">The network</h4>
        {motion.allowed && (
          <button type="button" onClick={motion.again}>
            Play the step again
          </button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <section class="scroll drawing" tabIndex={0} aria-label="Drawing of the network">
        <svg
          role="img"
          aria-label={`The network after step ${step}. ${marks.map(({ title }) => title).join('. ')}`}
          viewBox={`0 0 ${width} ${height}`}
          style={{ width: `${width}px`, minWidth: `${Math.round(width * 0.75)}px` }}
        >
          {drawing.links.map((link) => (
            <LinkView key={link.key} link={link} marks={on(link.key)} />
          ))}
          {drawing.nodes.map((node) => (
            <Node key={node.token} trace={trace} node={node} marks={on(nodeKey(node.token))} />
          ))}
          {drawing.pairs.map((pair) => (
            <Pair
              key={pair.id}
              trace={trace}
              pair={pair}
              step={step}
              marks={on(pairKey(pair.id))}
            />
          ))}
          <MovingMarks
            key={`${step} ${motion.round}`}
            links={drawing.links}
            marks={marks}
            allowed={motion.allowed}
          />
        </svg>
      </section>
      <Legend />
    </section>
  );
}

const ARROWS = { up: '↑', down: '↓', still: '·' } as const;
const SIGNS = { step: '', both: '', router: '', missing: ' −', surplus: ' +' } as const;

/** Shows a mark as text: its direction, its label, and whether it is missing or surplus. */
function MarkText({ mark, x, y }: { mark: TrafficMark; x: number; y: number }) {
  const { direction, label, title, sign } = mark;
  return (
    <text class={`mark ${sign} ${toneOf(mark)}`} x={x} y={y}>
      <title>{title}</title>
      {`${ARROWS[direction]} ${shortenText(label)}${SIGNS[sign]}`}
    </text>
  );
}

function LinkView({
  link,
  marks,
}: {
  link: Drawing['links'][number];
  marks: readonly TrafficMark[];
}) {
  const { points, label } = link;
  const moving = marks.filter(({ direction }) => direction !== 'still');
  const top = label.y + (label.height - moving.length * ROW) / 2;
  const tone = moving.some((mark) => toneOf(mark) === 'bad') ? 'bad' : '';
  const ghost = moving.length > 0 && moving.every(({ sign }) => sign === 'missing') ? 'ghost' : '';
  return (
    <g class={`link ${moving.length > 0 ? 'used' : ''} ${tone} ${ghost}`}>
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {moving.map((mark, row) => (
        <MarkText key={row} mark={mark} x={label.x} y={top + row * ROW + 12} />
      ))}
    </g>
  );
}

interface NodeProps {
  readonly trace: Trace;
  readonly node: Drawing['nodes'][number];
  readonly marks: readonly TrafficMark[];
}

function Node({ trace, node: { token, x, y, width, height }, marks }: NodeProps) {
  const horde = trace.scenario.topology.nodes.find((each) => each.token === token)?.horde ?? '';
  const tone = marks.some((mark) => toneOf(mark) === 'bad') ? 'bad' : '';
  return (
    <g class={`node ${tone}`}>
      <rect x={x} y={y} width={width} height={height} rx={7} />
      <text class="title" x={x + 11} y={y + 24}>
        <title>{`node ${token}, horde ${horde}`}</title>
        {shortenText(token, 16)} <tspan class="small">horde {shortenText(horde, 16)}</tspan>
      </text>
      {marks.map((mark, row) => (
        <MarkText key={row} mark={mark} x={x + 11} y={y + HEAD + row * ROW + 8} />
      ))}
    </g>
  );
}

interface PairProps {
  readonly trace: Trace;
  readonly pair: Drawing['pairs'][number];
  readonly step: number;
  readonly marks: readonly TrafficMark[];
}

function Pair({ trace, pair: { id, x, y, width, height }, step, marks }: PairProps) {
  const { backend, port } = trace.scenario.topology.pairs.find((each) => each.id === id) ?? {};
  const frame = trace.frames[step];
  const orcs = frame ? orcsAt(frame, id) : [];
  const still = marks.filter(({ direction }) => direction === 'still');
  const under = y + HEAD + Math.max(1, orcs.length) * ROW;
  return (
    <g class="pair">
      <rect x={x} y={y} width={width} height={height} rx={12} />
      <text class="title" x={x + 11} y={y + 23}>
        {shortenText(id, 16)}{' '}
        <tspan class="small">
          {backend} {port ?? ''}
        </tspan>
      </text>
      {orcs.map(({ name, lines }, row) => (
        <text key={name} class="orc" x={x + 11} y={y + HEAD + row * ROW + 8}>
          <title>{`${name} stands on ${id} and holds ${lines} lines`}</title>
          {`• ${shortenText(name)}`}
        </text>
      ))}
      {orcs.length === 0 && (
        <text class="orc nobody" x={x + 11} y={y + HEAD + 8}>
          nobody
        </text>
      )}
      {still.map((mark, row) => (
        <MarkText key={row} mark={mark} x={x + 11} y={under + row * ROW + 8} />
      ))}
    </g>
  );
}

function Legend() {
  return (
    <p class="legend quiet">
      ↑ up · ↓ down · <span class="sign bad">− expected, missing (dashed)</span> ·{' '}
      <span class="sign bad">+ surplus</span> · higher nodes above, clients’{' '}
      <Term word="pair">pairs</Term> with their orcs below
    </p>
  );
}

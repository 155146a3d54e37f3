/**
 * The network as a drawing that scrolls in its place: tables in the nodes, orcs on the pairs of clients, and on the links what moves
 * in the step and what is in flight after it. Its parts are in `networkParts.tsx`.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { Trace } from '../../../lockstep/trace.ts';
import { stepName } from '../../../wording/steps.ts';
import type { Drawing } from '../../picture/drawing.ts';
import { sceneOf } from '../../picture/scene.ts';
import { MovingMarks } from './motion.tsx';
import type { Picking } from './networkParts.tsx';
import { NetworkParts } from './networkParts.tsx';

interface NetworkDrawingProps {
  readonly trace: Trace;
  readonly drawing: Drawing;
  /** The frame that is shown; -1 for the time before the first step. */
  readonly step: number;
  /** Whether messages are seen to move, and how often the step has been played. */
  readonly motion: { readonly allowed: boolean; readonly round: number };
  readonly picking?: Picking;
}

export function NetworkDrawing({ trace, drawing, step, motion, picking }: NetworkDrawingProps) {
  const { width, height } = drawing;
  const scene = sceneOf(trace, step);
  const region = useRef<HTMLElement>(null);
  useEffect(() => centreOnFault(region.current), [step, drawing]);
  const marks = [...scene.values()].flat().flatMap(({ mark }) => (mark ? [mark] : []));
  const said = step < 0 ? 'before the first step' : `after ${stepName(step)}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
    <section ref={region} class="scroll drawing" tabIndex={0} aria-label="Drawing of the network">
      <svg
        role={picking ? 'group' : 'img'}
        aria-label={`The network ${said}. ${marks.map(({ title }) => title).join('. ')}`}
        viewBox={`0 0 ${width} ${height}`}
        style={{ width: `${width}px`, minWidth: `${Math.round(width * 0.7)}px` }}
      >
        <NetworkParts trace={trace} drawing={drawing} scene={scene} picking={picking} />
        <MovingMarks
          key={`${step} ${motion.round}`}
          links={drawing.links}
          marks={marks}
          allowed={motion.allowed}
        />
      </svg>
    </section>
  );
}

/** Scrolls a drawing that is wider than its place to what is wrong in it, or else to what moved. */
function centreOnFault(region: HTMLElement | null): void {
  if (!region || region.scrollWidth <= region.clientWidth) return;
  const part = region.querySelector('.bad') ?? region.querySelector('.used, .step, .selected');
  if (!part) return;
  const { left, width } = part.getBoundingClientRect();
  const middle = left + width / 2 - region.getBoundingClientRect().left;
  region.scrollLeft += middle - region.clientWidth / 2;
}

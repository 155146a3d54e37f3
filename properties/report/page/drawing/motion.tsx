/**
 * Motion: animates the messages of a step, one after the other. Users who prefer reduced motion see
 * the static marks only.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Drawing } from '../../picture/drawing.ts';
import { toneOf } from '../../picture/sightings.ts';
import type { TrafficMark } from '../../picture/traffic.ts';

const TRAVEL_MS = 700;
const APART_MS = 220;
/** The last message starts no later than this many ms after the first, however many there are. */
const LAST_MS = 2200;

const reducedMotionQuery = () => matchMedia('(prefers-reduced-motion: reduce)');

export interface Motion {
  readonly allowed: boolean;
  /** Number of times that the animation has been played. */
  readonly round: number;
  readonly again: () => void;
}

export function useMotion(): Motion {
  const [allowed, setAllowed] = useState(() => !reducedMotionQuery().matches);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const query = reducedMotionQuery();
    const updateAllowed = () => setAllowed(!query.matches);
    query.addEventListener('change', updateAllowed);
    return () => query.removeEventListener('change', updateAllowed);
  }, []);
  return { allowed, round, again: () => setRound(round + 1) };
}

interface MovingMarksProps {
  readonly links: Drawing['links'];
  readonly marks: readonly TrafficMark[];
  readonly allowed: boolean;
}

export function MovingMarks({ links, marks, allowed }: MovingMarksProps) {
  const group = useRef<SVGGElement>(null);
  const moving = marks.flatMap((mark) => {
    const link = links.find(({ key }) => key === mark.carrierKey);
    return link && mark.direction !== 'still' ? [{ mark, points: link.points }] : [];
  });
  useEffect(() => {
    if (!allowed || !group.current) return;
    const apartMs = Math.min(APART_MS, LAST_MS / Math.max(1, moving.length));
    const animations = [...group.current.children].map((child, at) => {
      const { mark, points } = moving[at] ?? {};
      return mark && points ? animateMark(child, mark, points, at * apartMs) : null;
    });
    return () => {
      for (const animation of animations) animation?.cancel();
    };
    // Not on every render: each step and each replay creates new elements.
  }, [allowed]);
  return (
    <g ref={group} class="travellers">
      {moving.map(({ mark }, at) => (
        <circle key={at} r={mark.sign === 'step' ? 4 : 5} class={`${mark.sign} ${toneOf(mark)}`} />
      ))}
    </g>
  );
}

/** Moves the mark along the link and hides it; a missing message fades halfway. */
function animateMark(
  child: Element,
  { direction, sign }: TrafficMark,
  points: readonly { readonly x: number; readonly y: number }[],
  delay: number,
): Animation {
  const stops = direction === 'up' ? points.toReversed() : points;
  const reach = sign === 'missing' ? Math.ceil(stops.length / 2) : stops.length;
  const path = stops.slice(0, Math.max(2, reach));
  return child.animate(
    path.map(({ x, y }, at) => ({
      transform: `translate(${x}px, ${y}px)`,
      opacity: sign === 'missing' && at === path.length - 1 ? 0 : 1,
    })),
    { duration: TRAVEL_MS, delay, easing: 'ease-in-out' },
  );
}

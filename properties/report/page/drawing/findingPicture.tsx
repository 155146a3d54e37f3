/**
 * A finding as one picture: what is wrong, the law, the network at the step that differs, and the steps. It is a whole SVG document
 * for places that show pictures and run no scripts. Lengths are counted in characters, wide enough for the widest of the usual
 * fonts, so that nothing overflows whichever the reader has.
 */
import type { ComponentChildren } from 'preact';
import type { Trace } from '../../../lockstep/trace.ts';
import { phraseOfStep } from '../../../wording/steps.ts';
import { wrapText } from '../../../wording/wrap.ts';
import type { Drawing } from '../../picture/drawing.ts';
import { sceneOf } from '../../picture/scene.ts';
import { NetworkParts } from './networkParts.tsx';

export interface FindingPictureProps {
  readonly trace: Trace;
  readonly drawing: Drawing;
  /** Index of the frame that is drawn. */
  readonly step: number;
  /** What the picture says, in one sentence. */
  readonly sentence: string;
  /** The law, or what else is said below the sentence; code in it may be in backticks. */
  readonly law: string;
  /** The rules of the style: variables, and what the parts of the drawing look like. */
  readonly style: string;
}

const WIDTH = 850;
const MARGIN = 24;
const GAP = 24;
/** Widths of a character in px, by the size of the text: those of Verdana and DejaVu Sans, the widest of the usual fonts. */
const CHARACTER = { headline: 10.2, text: 7.9, bold: 8.5 } as const;
const LINE = { headline: 24, text: 19 } as const;
/** The steps stand beside a drawing that leaves them this much room, else below it. */
const LEAST_ROOM = 260;
/** From the left of the steps to their texts. */
const INDENT = 30;

interface Row {
  readonly text: string;
  readonly is: 'step' | 'bad';
  /** The number of the step, on its first line. */
  readonly number?: string;
  readonly isCurrent: boolean;
}

export function FindingPicture(props: FindingPictureProps) {
  const { trace, drawing, step, sentence, law, style } = props;
  const fitting = (width: number, size: keyof typeof CHARACTER) =>
    Math.floor(width / CHARACTER[size]);
  const headline = wrapText(sentence, '', '', fitting(WIDTH - 2 * MARGIN, 'headline'));
  const below = wrapText(law.replaceAll('`', ''), '', '', fitting(WIDTH - 2 * MARGIN, 'text'));
  const top = MARGIN + headline.length * LINE.headline + below.length * LINE.text + 22;
  const scale = Math.min(1, (WIDTH - 2 * MARGIN) / drawing.width);
  const size = { width: drawing.width * scale, height: drawing.height * scale };
  const isBeside = WIDTH - 2 * MARGIN - size.width - GAP >= LEAST_ROOM;
  const steps = isBeside
    ? { x: MARGIN + size.width + GAP, y: top }
    : { x: MARGIN, y: top + size.height + GAP };
  const room = WIDTH - MARGIN - steps.x;
  const rows = rowsOf(trace, step, {
    step: fitting(room - INDENT, 'text'),
    bad: fitting(room - INDENT, 'bold'),
  });
  const bottom = Math.max(top + size.height, steps.y + rows.length * LINE.text);
  const height = Math.ceil(bottom + MARGIN);
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={[sentence, law, ...rows.map(({ text }) => text)].join(' ')}
    >
      <style dangerouslySetInnerHTML={{ __html: style }} />
      <rect class="card" x={0.5} y={0.5} width={WIDTH - 1} height={height - 1} rx={8} />
      {headline.map((line, at) => (
        <Text key={line} is="headline" x={MARGIN} y={MARGIN + 16 + at * LINE.headline}>
          {line}
        </Text>
      ))}
      {below.map((line, at) => (
        <Text
          key={line}
          is="law"
          x={MARGIN}
          y={MARGIN + 16 + headline.length * LINE.headline + at * LINE.text}
        >
          {line}
        </Text>
      ))}
      <g transform={`translate(${MARGIN} ${top}) scale(${scale})`}>
        <NetworkParts
          trace={trace}
          drawing={drawing}
          scene={sceneOf(trace, step)}
          picking={undefined}
        />
      </g>
      {rows.map((row, at) => (
        <RowView key={at} row={row} x={steps.x} y={steps.y + at * LINE.text} width={room} />
      ))}
    </svg>
  );
}

/** Returns the steps, and below the one that is drawn what is wrong in it. */
function rowsOf(
  { frames, scenario }: Trace,
  step: number,
  widths: Readonly<Record<Row['is'], number>>,
): Row[] {
  const phrases = [
    ...frames.map(({ step: each, epilogue }) =>
      epilogue ? `${phraseOfStep(each)} (epilogue)` : phraseOfStep(each),
    ),
    ...scenario.steps.slice(frames.length).map((each) => `${phraseOfStep(each)} (not run)`),
  ];
  return phrases.flatMap((phrase, index) => {
    const isCurrent = index === step;
    const lines = wrapText(phrase, '', '', widths.step).map((text, at): Row => {
      const number = at === 0 ? { number: String(index + 1) } : {};
      return { text, is: 'step', isCurrent, ...number };
    });
    const wrong = isCurrent ? (frames[index]?.differences ?? []) : [];
    return [
      ...lines,
      ...wrong.flatMap((difference) =>
        wrapText(difference, '✗ ', '', widths.bad).map(
          (text): Row => ({
            text,
            is: 'bad',
            isCurrent,
          }),
        ),
      ),
    ];
  });
}

function RowView({ row, x, y, width }: { row: Row; x: number; y: number; width: number }) {
  const { text, is, number, isCurrent } = row;
  return (
    <>
      {isCurrent && <rect class="current" x={x} y={y} width={width} height={LINE.text + 0.5} />}
      {number !== undefined && (
        <Text is="number" x={x + 20} y={y + 14}>
          {number}
        </Text>
      )}
      <Text is={is} x={x + INDENT} y={y + 14}>
        {text}
      </Text>
    </>
  );
}

interface TextProps {
  readonly is: 'headline' | 'law' | 'number' | Row['is'];
  readonly x: number;
  readonly y: number;
  readonly children: ComponentChildren;
}

/** A line of text beside the drawing. Its class says so, because the drawing has rules for every text in it. */
function Text({ is, x, y, children }: TextProps) {
  return (
    <text class={`said ${is}`} x={x} y={y}>
      {children}
    </text>
  );
}

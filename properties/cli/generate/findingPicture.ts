/**
 * Pictures of scenarios as SVG files: drawn by the parts of the report page, but without a browser, with their style in them. One
 * stands at the top of the README, and the site has one for each scenario that it tells of.
 */
import { build, transform } from 'esbuild';
import { clauses } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import type { Drawing } from '../../report/picture/drawing.ts';
import { drawingOf } from '../../report/picture/drawTrace.ts';
import { showActing } from '../../wording/visible.ts';
import { readRepositoryFile, repositoryPath } from './generator.ts';

interface PictureWords {
  /** What the picture says, in one sentence. */
  readonly sentence: string;
  /** The law, or what else is said below the sentence. */
  readonly law: string;
}

/** Returns the picture of a run that ends in a finding, at the step that differs. */
export function drawFinding(trace: Trace): Promise<string> {
  if (!trace.divergence) throw new Error('a run without a difference has no finding to draw');
  const { clause, sentence, detail } = trace.divergence;
  const { level, sentence: law } = clauses[clause];
  return drawPicture(trace, {
    sentence: sentence ?? `${detail}.`,
    law: `${clause}, a ${level}: ${law}`,
  });
}

/** Returns the picture of the trace at the step that differs, or at its last step if none does. */
export async function drawPicture(trace: Trace, words: PictureWords): Promise<string> {
  const [draw, style] = await Promise.all([loadPicture(), readStyle()]);
  const step = trace.divergence?.at ?? trace.frames.length - 1;
  const picture = draw({ trace, drawing: drawingOf(trace), step, ...words, style });
  return `${showActing(picture)}\n`;
}

interface PictureProps extends PictureWords {
  readonly trace: Trace;
  readonly drawing: Drawing;
  readonly step: number;
  readonly style: string;
}

type DrawPicture = (props: PictureProps) => string;

/** Draws with the component of the page. Pages are bundled, since Node does not read JSX. */
const SCRIPT = `
import { h } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { FindingPicture } from './findingPicture.tsx';
export const draw = (props) => renderToStaticMarkup(h(FindingPicture, props));
`;

let picture: Promise<DrawPicture> | undefined;

function loadPicture(): Promise<DrawPicture> {
  picture ??= bundlePicture();
  return picture;
}

async function bundlePicture(): Promise<DrawPicture> {
  const { outputFiles } = await build({
    stdin: {
      contents: SCRIPT,
      resolveDir: repositoryPath('properties/report/page/drawing'),
    },
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const script = outputFiles.map(({ text }) => encodeURIComponent(text)).join('');
  const { draw }: { draw: DrawPicture } = await import(`data:text/javascript,${script}`);
  return draw;
}

let style: Promise<string> | undefined;

function readStyle(): Promise<string> {
  const sheets = ['colours', 'drawing', 'picture'].map((name) =>
    readRepositoryFile(`properties/report/page/style/${name}.css`),
  );
  style ??= transform(sheets.join('\n'), { loader: 'css', minify: true }).then(({ code }) =>
    code.trim(),
  );
  return style;
}

/** One finding: what the law says, what differs, and the scenario step by step. */
import type { Ref, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageFinding } from '../forms/pageData.ts';
import { CopyButton, DownloadButton } from './copy.tsx';
import { Deliveries } from './deliveries.tsx';
import { Lanes } from './drawing/lanes.tsx';
import { Legend } from './drawing/legend.tsx';
import { useMotion } from './drawing/motion.tsx';
import { NetworkDrawing } from './drawing/networkDrawing.tsx';
import { Observations } from './observations.tsx';
import { Sign } from './signs.tsx';
import { Slider, Steps } from './steps.tsx';
import { Tables } from './tables.tsx';
import { Tabs } from './tabs.tsx';
import { Prose } from './words/prose.tsx';
import { Term } from './words/words.tsx';

interface FindingProps {
  readonly finding: PageFinding;
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly articleRef: Ref<HTMLElement>;
}

export function FindingView({ finding, step, onStep, articleRef }: FindingProps) {
  const { clause, shown } = finding;
  return (
    <article ref={articleRef} tabIndex={-1} aria-labelledby="finding">
      <h3 id="finding">
        <Prose text={finding.sentence ?? finding.detail} />
      </h3>
      <p class="law">
        <b>{clause}</b>, a {finding.strength}: <Prose text={finding.law} />
      </p>
      {shown ? (
        <ScenarioView shown={shown} step={step} onStep={onStep} />
      ) : (
        <p class="callout warn">
          <Sign tone="warn" mark="!">
            not drawn
          </Sign>{' '}
          It was not run once more for this page. The scenario below replays it.
        </p>
      )}
      <DifferenceView finding={finding} />
      <Explanation finding={finding} />
      <ExportSection finding={finding} />
    </article>
  );
}

function Explanation({ finding: { explanation, neighbours } }: { finding: PageFinding }) {
  if (explanation.length === 0 && neighbours === null) return null;
  return (
    <details class="why">
      <summary>Why, and why no smaller</summary>
      <ul>
        {explanation.map((each) => (
          <li key={each}>
            <Prose text={each} />
          </li>
        ))}
        {neighbours !== null && (
          <li>
            <Term word="minimal">Minimal</Term>: none of the {neighbours} scenarios one edit away
            shows it.
          </li>
        )}
      </ul>
    </details>
  );
}

function DifferenceView({ finding }: { finding: PageFinding }) {
  const { detail, signature, also, doubt, declared, shown } = finding;
  const again = shown === null || shown.trace.divergence?.signature === signature;
  return (
    <div class="callout bad">
      <ul class="plain">
        {detail.split('; ').map((each) => (
          <li key={each}>
            <b>{each}</b>
          </li>
        ))}
      </ul>
      <p class="quiet">
        At {finding.level} level · <Term word="signature" /> <code>{signature}</code>
        {also.length > 0 && <> · also broken: {also.join(', ')}</>}
        {finding.seen !== null && <> · {finding.seen}</>}
      </p>
      {finding.stack.length > 0 && (
        <details>
          <summary>Where the router threw</summary>
          <pre>{finding.stack.join('\n')}</pre>
        </details>
      )}
      {finding.log.length > 0 && (
        <details>
          <summary>What the system logged</summary>
          <pre>{finding.log.join('\n')}</pre>
        </details>
      )}
      {declared !== null && (
        <p>
          <Sign tone="warn" mark="≈">
            expected
          </Sign>{' '}
          {declared}
        </p>
      )}
      {doubt !== null && (
        <p>
          <Sign tone="warn" mark="!">
            {doubt.sign}
          </Sign>{' '}
          {doubt.text}
        </p>
      )}
      {!again && (
        <p>
          <Sign tone="warn" mark="!">
            another run
          </Sign>{' '}
          When it was run for this page,{' '}
          {shown?.trace.divergence
            ? `it differed otherwise: ${shown.trace.divergence.detail}`
            : 'it passed'}
          .
        </p>
      )}
    </div>
  );
}

type ScenarioViewProps = { readonly shown: NonNullable<PageFinding['shown']> } & Pick<
  FindingProps,
  'step' | 'onStep'
>;

function ScenarioView({ shown, step, onStep }: ScenarioViewProps) {
  const { trace } = shown;
  const frame = trace.frames[step];
  const section = useRef<HTMLDivElement>(null);
  useStepKeys(section, trace.frames.length - 1, step, onStep);
  if (!frame) return null;
  return (
    <div ref={section} class="story">
      <Slider trace={trace} step={step} onStep={onStep} />
      <Pictures shown={shown} step={step} onStep={onStep} />
      <Steps trace={trace} step={step} onStep={onStep} />
      <Observations frame={frame} />
      <Deliveries frame={frame} />
      <Tables frame={frame} before={trace.frames[step - 1]} />
    </div>
  );
}

const VIEWS = ['network', 'lanes'] as const;

/** Shows the scenario as a drawing of the network, or as lanes with time running down. */
function Pictures({ shown: { trace, drawing, lanes }, step, onStep }: ScenarioViewProps) {
  const [view, setView] = useState<(typeof VIEWS)[number]>('network');
  const motion = useMotion();
  return (
    <section aria-label="Pictures" class="network">
      <Tabs
        label="Pictures"
        names={VIEWS}
        chosen={view}
        onChoose={setView}
        beside={
          motion.allowed &&
          view === 'network' && (
            <button type="button" onClick={motion.again}>
              Play the step again
            </button>
          )
        }
      >
        {view === 'network' ? (
          <>
            <NetworkDrawing trace={trace} drawing={drawing} step={step} motion={motion} />
            <Legend>
              clients’ <Term word="pair">sockets</Term> below
            </Legend>
          </>
        ) : (
          <Lanes chart={lanes} step={step} onStep={onStep} />
        )}
      </Tabs>
    </section>
  );
}

/** Lets the arrow keys, Home and End go through the steps. Under key repeat each press counts, whatever has been drawn by then. */
function useStepKeys(
  section: RefObject<HTMLElement | null>,
  last: number,
  step: number,
  onStep: (step: number) => void,
): void {
  const now = useRef({ step, onStep });
  now.current = { step, onStep };
  useEffect(() => {
    const onKeydown = (event: KeyboardEvent) => {
      const to = stepOfKey(event, section.current, now.current.step, last);
      if (to === null) return;
      event.preventDefault();
      now.current.step = to;
      now.current.onStep(to);
    };
    addEventListener('keydown', onKeydown);
    return () => removeEventListener('keydown', onKeydown);
  }, [last]);
}

/**
 * Returns the step that an arrow key, Home or End selects; null otherwise. Home and End count only
 * inside the step viewer.
 */
function stepOfKey(
  event: KeyboardEvent,
  section: HTMLElement | null,
  step: number,
  last: number,
): number | null {
  const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (altKey || ctrlKey || metaKey || shiftKey || event.defaultPrevented) return null;
  const on = target instanceof Element ? target : null;
  if (on?.closest('input, textarea, select')) return null;
  const region = on?.closest('.scroll');
  if (region && region.scrollWidth > region.clientWidth) return null;
  const inside = on !== null && section?.contains(on) === true;
  const to = {
    ArrowLeft: step - 1,
    ArrowRight: step + 1,
    ...(inside ? { Home: 0, End: last } : {}),
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(to, last));
}

function ExportSection({ finding }: { finding: PageFinding }) {
  const text = `${JSON.stringify(finding.scenario, null, 2)}\n`;
  return (
    <section aria-label="Take it along" class="take">
      <div class="command">
        <code>{finding.replay}</code>
        <CopyButton text={() => finding.replay}>Copy command</CopyButton>
      </div>
      <div class="command">
        <code>{finding.play}</code>
        <CopyButton text={() => finding.play}>Copy: open in the playground</CopyButton>
      </div>
      <details>
        <summary>Scenario as JSON</summary>
        <div class="bar">
          <CopyButton text={() => text}>Copy scenario</CopyButton>
          <DownloadButton name={`${finding.id}.json`} text={() => text}>
            Download scenario
          </DownloadButton>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
        <section class="scroll tall" tabIndex={0} aria-label="Scenario">
          <pre>{text}</pre>
        </section>
      </details>
    </section>
  );
}

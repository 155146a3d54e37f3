/** The steps of a scenario: a slider over the steps that were run, and a list of all. */
import { useEffect, useRef } from 'preact/hooks';
import type { Trace } from '../../lockstep/trace.ts';
import { phraseOfListedStep, phraseOfStep, stepName, stepNumber } from '../../wording/steps.ts';
import { CopyButton } from './copy.tsx';

interface StepsProps {
  readonly trace: Trace;
  readonly step: number;
  readonly onStep: (step: number) => void;
}

/** Shows the slider, which stays visible while the tables below are scrolled. `first`: -1 if it reaches before the first step. */
export function Slider({
  trace: { frames },
  step,
  onStep,
  first = 0,
}: StepsProps & { first?: number }) {
  const last = frames.length - 1;
  const frame = frames[step];
  const said = frame ? `${stepName(step)}: ${phraseOfStep(frame.step)}` : 'before the first step';
  return (
    <div class="slider">
      <button
        type="button"
        aria-label="Previous step"
        disabled={step <= first}
        onClick={() => onStep(step - 1)}
      >
        <span aria-hidden="true">←</span>
      </button>
      <input
        type="range"
        min={first}
        max={last}
        value={step}
        aria-label="Step"
        aria-valuetext={said}
        onInput={({ currentTarget }) => onStep(Number(currentTarget.value))}
      />
      <button
        type="button"
        aria-label="Next step"
        disabled={step >= last}
        onClick={() => onStep(step + 1)}
      >
        <span aria-hidden="true">→</span>
      </button>
      <output class="where">
        {step < 0 ? 'before the first step' : `${stepName(step)} of ${last + 1}`}
      </output>
    </div>
  );
}

export function Steps({ trace, step, onStep }: StepsProps) {
  const { frames, scenario } = trace;
  const unrun = scenario.steps.slice(frames.length);
  const list = useRef<HTMLOListElement>(null);
  // A long list scrolls in its place, and never the page.
  useEffect(() => {
    const { current } = list;
    const shown = current?.querySelector<HTMLElement>('[aria-current]');
    if (!current || !shown) return;
    const { offsetTop: top, offsetHeight: height } = shown;
    if (top < current.scrollTop || top + height > current.scrollTop + current.clientHeight)
      current.scrollTop = top - (current.clientHeight - height) / 2;
  }, [step, trace]);
  return (
    <section aria-label="Steps" class="steps">
      <ol ref={list}>
        {frames.map(({ index, step: each, epilogue, differences }) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === step ? 'step' : undefined}
              onClick={() => onStep(index)}
            >
              <span class="index">{stepNumber(index)}</span>
              <span>
                {phraseOfListedStep(each, index)}
                {epilogue && <span class="tag">epilogue</span>}
                {differences.length > 0 && <span class="tag bad">✗ differs</span>}
              </span>
            </button>
          </li>
        ))}
        {unrun.map((each, at) => (
          <li key={frames.length + at} class="unrun">
            <span class="index">{stepNumber(frames.length + at)}</span>
            <span>
              {phraseOfStep(each)} <span class="tag">not run</span>
            </span>
          </li>
        ))}
      </ol>
      <CopyButton text={() => location.href}>Copy link to this step</CopyButton>
    </section>
  );
}

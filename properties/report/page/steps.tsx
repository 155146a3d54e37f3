/** The steps of a scenario: a slider over the steps that were run, and a list of all. */
import type { Trace } from '../../lockstep/trace.ts';
import { phraseOfStep } from '../../wording/steps.ts';
import { CopyButton } from './copy.tsx';

interface StepsProps {
  readonly trace: Trace;
  readonly step: number;
  readonly onStep: (step: number) => void;
}

/** Shows the slider, which stays visible while the tables below are scrolled. */
export function Slider({ trace: { frames }, step, onStep }: StepsProps) {
  const last = frames.length - 1;
  const frame = frames[step];
  const said = frame ? `step ${step}: ${phraseOfStep(frame.step)}` : '';
  return (
    <div class="slider">
      <button
        type="button"
        aria-label="Previous step"
        disabled={step <= 0}
        onClick={() => onStep(step - 1)}
      >
        <span aria-hidden="true">←</span>
      </button>
      <input
        type="range"
        min={0}
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
        step {step} of {last}
      </output>
    </div>
  );
}

export function Steps({ trace, step, onStep }: StepsProps) {
  const { frames, scenario } = trace;
  const unrun = scenario.steps.slice(frames.length);
  return (
    <section aria-label="Steps" class="steps">
      <ol start={0}>
        {frames.map(({ index, step: each, epilogue, differences }) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === step ? 'step' : undefined}
              onClick={() => onStep(index)}
            >
              <span class="index">{index}</span>
              <span>
                {phraseOfStep(each)}
                {epilogue && <span class="tag">epilogue</span>}
                {differences.length > 0 && <span class="tag bad">✗ differs</span>}
              </span>
            </button>
          </li>
        ))}
        {unrun.map((each, at) => (
          <li key={frames.length + at} class="unrun">
            <span class="index">{frames.length + at}</span>
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

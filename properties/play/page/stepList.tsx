/** The steps of the scenario as a list: each can be gone to, and the one that is shown can be moved, changed and taken out. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Step } from '#spec';
import { Slider } from '../../report/page/steps.tsx';
import { phraseOfListedStep, phraseOfStep } from '../../wording/steps.ts';
import { ModelStates } from '../session/modelStates.ts';
import { deleteStep, replaceStep, swapSteps } from '../session/stepEdits.ts';
import type { Game } from './game/useGame.ts';
import { StepForm } from './stepForm.tsx';

export function StepList({ game }: { game: Game }) {
  const { trace, session, at, goTo } = game;
  const { steps } = session.scenario;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const shown = list.current?.querySelector<HTMLElement>('[aria-current]');
    const region = list.current?.parentElement;
    if (!shown || !region) return;
    // The list scrolls, and never the page.
    const [line, box] = [shown.getBoundingClientRect(), region.getBoundingClientRect()];
    if (line.top < box.top) region.scrollTop += line.top - box.top;
    else if (line.bottom > box.bottom) region.scrollTop += line.bottom - box.bottom;
  }, [at]);
  const epilogue = trace.frames.slice(steps.length);
  const run = trace.frames.length;
  if (steps.length === 0 && epilogue.length === 0)
    return <p class="quiet">No step has been done yet.</p>;
  return (
    <>
      <Slider trace={trace} step={at - 1} onStep={(step) => goTo(step + 1)} first={-1} />
      <div class="scroll tall steps">
        <ol ref={list}>
          <StepButton
            number={0}
            text="before the first step"
            isShown={at === 0}
            onClick={() => goTo(0)}
          />
          {steps.map((step, index) => (
            <li key={index}>
              <StepLine
                game={game}
                step={step}
                index={index}
                isRun={index < run}
                isWrong={trace.divergence?.at === index}
              />
            </li>
          ))}
          {epilogue.map(({ step, index }) => (
            <StepButton
              key={index}
              number={index + 1}
              text={`when everybody leaves at the end: ${phraseOfStep(step)}`}
              isShown={at === index + 1}
              isWrong={trace.divergence?.at === index}
              onClick={() => goTo(index + 1)}
            />
          ))}
        </ol>
      </div>
    </>
  );
}

interface StepButtonProps {
  readonly number: number;
  readonly text: string;
  readonly isShown: boolean;
  readonly isWrong?: boolean;
  readonly onClick: () => void;
}

function StepButton(props: StepButtonProps) {
  return (
    <li>
      <StepName {...props} />
    </li>
  );
}

function StepName({ number, text, isShown, isWrong = false, onClick }: StepButtonProps) {
  return (
    <button type="button" aria-current={isShown ? 'step' : undefined} onClick={onClick}>
      <span class="index">{number === 0 ? null : number}</span>
      <span>
        {text}
        {isWrong && <span class="tag bad">✗ differs</span>}
      </span>
    </button>
  );
}

interface StepLineProps {
  readonly game: Game;
  readonly step: Step;
  readonly index: number;
  readonly isRun: boolean;
  readonly isWrong: boolean;
}

function StepLine({ game, step, index, isRun, isWrong }: StepLineProps) {
  const { session, edit, at, goTo } = game;
  const { scenario } = session;
  const isShown = at === index + 1;
  const [isEditing, setEditing] = useState(false);
  const phrase = phraseOfListedStep(step, index);
  const text = isRun ? phrase : `${phrase} (not run)`;
  return (
    <>
      <StepName
        number={index + 1}
        text={text}
        isShown={isShown}
        isWrong={isWrong}
        onClick={() => goTo(index + 1)}
      />
      {isShown && (
        <div class="bar stepTools">
          <button
            type="button"
            disabled={index === 0}
            onClick={() => edit(swapSteps(game.editing, index - 1), index)}
          >
            Earlier
          </button>
          <button
            type="button"
            disabled={index === scenario.steps.length - 1}
            onClick={() => edit(swapSteps(game.editing, index), index + 2)}
          >
            Later
          </button>
          <button type="button" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
            Change
          </button>
          <button type="button" onClick={() => edit(deleteStep(game.editing, index), index)}>
            Delete
          </button>
        </div>
      )}
      {isShown && isEditing && (
        <ChangeForm
          game={game}
          step={step}
          index={index}
          onDone={(changed) => {
            setEditing(false);
            edit(replaceStep(game.editing, index, changed), index + 1);
          }}
        />
      )}
    </>
  );
}

interface ChangeFormProps {
  readonly game: Game;
  readonly step: Step;
  readonly index: number;
  readonly onDone: (changed: Step) => void;
}

function ChangeForm({ game: { session }, step, index, onDone }: ChangeFormProps) {
  const { scenario } = session;
  const before = useMemo(() => new ModelStates().stateAt(scenario, index), [scenario, index]);
  return (
    <StepForm scenario={scenario} state={before} initial={step} label="Change it" onStep={onDone} />
  );
}

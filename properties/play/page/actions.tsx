/** What can be done: the selected part can grow or go, and the steps that the law allows next about it are buttons. */
import { useMemo, useState } from 'preact/hooks';
import type { Step, StepKind } from '#spec';
import { phraseOfStep } from '../../wording/steps.ts';
import { choicesFor } from '../session/choices.ts';
import { nameSelection } from '../session/selection.ts';
import { addOrc, addPair, addUplink, nextOrcName, remove } from '../session/topologyEdits.ts';
import { addClient, addNodeBelow, nodeOfSelection } from './game/growing.ts';
import type { Game } from './game/useGame.ts';
import { StepForm } from './stepForm.tsx';

export function Actions({ game }: { game: Game }) {
  const { selection, session, state } = game;
  const { scenario } = session;
  const choices = useMemo(
    () => choicesFor(state, scenario, selection),
    [state, scenario, selection],
  );
  const [isWriting, setWriting] = useState(false);
  const isEmpty = scenario.topology.nodes.length === 0;
  return (
    <section class="actions" aria-labelledby="selected">
      <h2 id="selected">
        {selection.what === 'network'
          ? 'Nothing selected'
          : `Selected: ${nameSelection(selection)}`}
      </h2>
      <Growth game={game} />
      {!isEmpty && (
        <>
          <h3>What happens next</h3>
          <Choices steps={choices.legal} onChoose={game.act} />
          {selection.what === 'network' && (
            <p class="quiet">
              Select a node, socket, client or uplink in the drawing for its steps.
            </p>
          )}
          <details>
            <summary>Not allowed now, and why ({choices.refused.length})</summary>
            <ul class="refused">
              {choices.refused.slice(0, MOST_REFUSED).map(({ step, why }, at) => (
                <li key={at}>
                  {phraseOfStep(step)}: <span class="quiet">{why}</span>
                </li>
              ))}
            </ul>
          </details>
          <details
            open={isWriting}
            onToggle={({ currentTarget }) => setWriting(currentTarget.open)}
          >
            <summary>Any other step</summary>
            {isWriting && (
              <StepForm scenario={scenario} state={state} label="Do it" onStep={game.act} />
            )}
          </details>
        </>
      )}
    </section>
  );
}

const MOST_REFUSED = 40;
/** At most this many steps of one kind are shown as buttons; any other can be written. */
const MOST_OF_A_KIND = 12;

function Choices({ steps, onChoose }: { steps: readonly Step[]; onChoose: (step: Step) => void }) {
  const counts = new Map<StepKind, number>();
  return (
    <ol class="choices">
      {steps.map((step, at) => {
        const count = (counts.get(step.kind) ?? 0) + 1;
        counts.set(step.kind, count);
        if (count > MOST_OF_A_KIND) return null;
        return (
          <li key={`${at} ${phraseOfStep(step)}`}>
            <button type="button" data-step={step.kind} onClick={() => onChoose(step)}>
              {at < 9 && <kbd>{at + 1}</kbd>} {phraseOfStep(step)}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** The buttons by which the network grows and shrinks. */
function Growth({ game }: { game: Game }) {
  const { session, selection, edit } = game;
  const { scenario } = session;
  const [name, setName] = useState('');
  const node = nodeOfSelection(game);
  const add = (grow: () => void) => () => {
    grow();
    setName('');
  };
  const above = scenario.topology.nodes.filter(({ token }) => token !== node);
  return (
    <div class="growth">
      <div class="bar">
        <button type="button" onClick={add(() => addNodeBelow(game, name))}>
          {selection.what === 'node' ? `Add a node below ${selection.node}` : 'Add a node'}
        </button>
        {node !== null && (
          <>
            <button type="button" onClick={add(() => addClient(game, 'axon', name))}>
              Add a client (axon)
            </button>
            <button type="button" onClick={add(() => addClient(game, 'ee', name))}>
              Add a client in the node (ee)
            </button>
          </>
        )}
        {selection.what === 'node' && (
          <>
            <button type="button" onClick={() => edit(addPair(scenario, selection.node, 'axon'))}>
              Add a socket
            </button>
            {above.length > 0 && (
              <select
                aria-label={`Attach ${selection.node} to`}
                value=""
                onChange={({ currentTarget }) => {
                  const { value } = currentTarget;
                  currentTarget.value = '';
                  edit(addUplink(scenario, { below: selection.node, above: value as never }));
                }}
              >
                <option value="">Attach it to …</option>
                {above.map(({ token }) => (
                  <option key={token} value={token}>
                    {token}
                  </option>
                ))}
              </select>
            )}
          </>
        )}
        {selection.what === 'pair' && node !== null && (
          <button
            type="button"
            onClick={add(() => edit(addOrc(scenario, name.trim() || nextOrcName(scenario, node))))}
          >
            Add a client for this socket
          </button>
        )}
        {selection.what !== 'network' && (
          <button type="button" onClick={() => edit(remove(scenario, selection))}>
            Remove {nameSelection(selection)}
          </button>
        )}
      </div>
      <label class="quiet">
        Name{' '}
        <input
          type="text"
          value={name}
          maxLength={256}
          placeholder="the next free one"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
    </div>
  );
}

/** Deliveries: who must, may or must not hear an event, whether they did, and why. */
import type { HearingReason } from '../../lockstep/reasons.ts';
import type { TraceFrame } from '../../lockstep/trace.ts';
import { Sign } from './signs.tsx';
import { Term } from './words/words.tsx';

export function Deliveries({ frame: { reasons } }: { frame: TraceFrame }) {
  if (reasons.length === 0) return null;
  return (
    <section aria-labelledby="deliveries">
      <h4 id="deliveries">Who hears it, and why</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Deliveries">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Term word="orc" />
              </th>
              <th scope="col">result</th>
              <th scope="col">by the law it</th>
              <th scope="col">heard it</th>
              <th scope="col">at node</th>
              <th scope="col">by socket</th>
              <th scope="col">because</th>
            </tr>
          </thead>
          <tbody>
            {reasons.map((reason) => {
              const { place, says, heard, why } = reason;
              const outcome = outcomeOf(reason);
              return (
                <tr key={`${place.orcName} ${place.node} ${place.pair}`} class={outcome.tone}>
                  <th scope="row">{place.orcName}</th>
                  <td>
                    <Sign tone={outcome.tone || 'good'} mark={outcome.mark}>
                      {outcome.word}
                    </Sign>
                  </td>
                  <td>{says} hear</td>
                  <td>{heard === 0 ? 'no' : heard === 1 ? 'once' : `${heard} times`}</td>
                  <td>{place.node}</td>
                  <td>{place.pair}</td>
                  <td class="sentence">{why}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function outcomeOf({ says, heard }: HearingReason) {
  if (says === 'must' && heard === 0) return { tone: 'bad', mark: '−', word: 'missing' };
  if (says === 'must not' && heard > 0) return { tone: 'bad', mark: '+', word: 'surplus' };
  if (heard > 1) return { tone: 'bad', mark: '+', word: 'double' };
  return { tone: '', mark: '✓', word: 'right' };
}

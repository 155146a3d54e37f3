/**
 * Observations of a step: those that model and router both made, those that are missing, and those that are surplus.
 */
import type { TraceFrame } from '../../lockstep/trace.ts';
import { phraseOfObservation } from '../../wording/phrases.ts';
import type { Sighting } from '../picture/sightings.ts';
import { sightingsOf, toneOf } from '../picture/sightings.ts';
import { Sign } from './signs.tsx';

export function Observations({ frame }: { frame: TraceFrame }) {
  const sightings = sightingsOf(frame);
  return (
    <section aria-labelledby="seen">
      <h4 id="seen">What was seen</h4>
      {sightings.length === 0 ? (
        <p class="quiet">Nothing, by the model and by the router.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label="Observations">
          <table class="mono seen">
            <thead class="unseen">
              <tr>
                <th scope="col">sign</th>
                <th scope="col">observation</th>
              </tr>
            </thead>
            <tbody>
              {sightings.map((each, at) => (
                <tr key={at} class={toneOf(each)}>
                  <td>
                    <SightingSign sighting={each} />
                  </td>
                  <td>{phraseOfObservation(each.observation).replace(/ {2,}/g, '  ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function SightingSign({ sighting }: { sighting: Sighting }) {
  const { sign, wrong } = sighting;
  if (sign === 'both')
    return (
      <Sign tone="calm" mark="=">
        both
      </Sign>
    );
  if (sign === 'router')
    return (
      <Sign tone="calm" mark="·">
        at the client
      </Sign>
    );
  return (
    <Sign tone={toneOf(sighting)} mark={sign === 'missing' ? '−' : '+'}>
      {wrong ? sign : `${sign}, but allowed`}
    </Sign>
  );
}

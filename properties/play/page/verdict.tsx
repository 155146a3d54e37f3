/** The verdict on what is played: whether the router does what the law says, and if not, one sentence, the clause and the step. */
import { clauses } from '#spec';
import { Prose } from '../../report/page/words/prose.tsx';
import { phraseOfStep } from '../../wording/steps.ts';
import type { PlayDocument } from '../session/playDocument.ts';
import { FOREIGN, MODEL, routersOf } from './game/routers.ts';
import type { Game } from './game/useGame.ts';

export function VerdictView({ game, played }: { game: Game; played: PlayDocument }) {
  const { trace, verdict, router, session, isModelAlone } = game;
  const { steps } = session.scenario;
  const { divergence, frames } = trace;
  const title = routersOf(played).find(({ id }) => id === router)?.title ?? router;
  if (divergence) {
    const frame = frames[divergence.at];
    const { sentence: law } = clauses[divergence.clause];
    return (
      <section
        class="verdict callout bad"
        aria-label="Verdict"
        data-run={game.runCount}
        data-verdict={divergence.signature}
      >
        <p>
          <b>✗ {divergence.sentence ?? divergence.detail}</b>
        </p>
        <p class="quiet">
          {divergence.clause}: <Prose text={law} />
        </p>
        {frame && (
          <p>
            <button type="button" onClick={() => game.goTo(divergence.at + 1)}>
              Show step {divergence.at + 1}
            </button>{' '}
            <span class="quiet">
              {phraseOfStep(frame.step)}
              {frame.epilogue ? ', when everybody leaves at the end' : ''}
            </span>
          </p>
        )}
      </section>
    );
  }
  if (typeof verdict === 'string')
    return (
      <section
        class="verdict callout warn"
        aria-label="Verdict"
        data-run={game.runCount}
        data-verdict="not run"
      >
        <p>
          <b>? {title} could not be run:</b> {verdict}
        </p>
      </section>
    );
  const recorded = played.foreign?.how === 'recorded' && router === FOREIGN;
  return (
    <section
      class="verdict callout"
      aria-label="Verdict"
      data-run={game.runCount}
      data-verdict={verdict === null ? 'pending' : 'passes'}
    >
      {isModelAlone && (
        <p>
          <b>≈</b> From here on the model runs alone: this page has the router’s answers to the
          scenario it was made for, and to no other.
        </p>
      )}
      {steps.length === 0 ? (
        <p class="quiet">Select something and choose a step.</p>
      ) : router === MODEL || isModelAlone ? (
        <p>This is what the law asks for.</p>
      ) : verdict === null ? (
        <p class="quiet">
          So far as the law asks. What remains when everybody has left is being looked at …
        </p>
      ) : (
        <p>
          <b>✓</b> {title} {recorded ? 'did' : 'does'} what the law asks for in every step of this
          scenario, and when everybody leaves at the end.
        </p>
      )}
    </section>
  );
}

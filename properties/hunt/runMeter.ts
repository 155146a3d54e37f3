/**
 * Run meter: what a run reached, joined over all runs of a hunt. It puts together what is measured of the scenario by the
 * model, of the router's answers and of its source, so that the hunt itself knows none of the three.
 */
import type { Feature } from '#spec';
import { CaseMeter } from '../campaign/caseMeasure.ts';
import type { PerformedScenario } from '../campaign/task.ts';
import type { DrawnScenario } from '../scenario/draw.ts';
import { Reach } from '../scenario/reach/reach.ts';
import { AnswerWatch, Shapes } from './answers.ts';
import { Marks } from './marks.ts';

interface MeteredRun {
  readonly drawn: DrawnScenario;
  readonly performed: PerformedScenario;
  readonly answers: Iterable<number>;
}

export class RunMeter {
  readonly marks = new Marks();
  readonly reach: Reach;
  readonly #features: readonly Feature[];
  readonly #shapes = new Shapes();

  constructor(features: readonly Feature[]) {
    this.#features = features;
    this.reach = new Reach(features);
  }

  watch(): AnswerWatch {
    return new AnswerWatch(this.#features, this.#shapes);
  }

  /** Enters a run; returns the marks that no run had before. `code`: the parts of the source that it executed first. */
  record({ drawn, performed, answers }: MeteredRun, code: readonly string[]): number[] {
    const { scenario, outcome } = performed.bypassed;
    const advances = scenario === drawn.scenario ? drawn.advances : [];
    // A meter of its own tells all that the run met, and not only what is new.
    const measure = new CaseMeter(this.#features).measure(scenario, outcome.stepCount, advances);
    this.reach.addGain(measure.reach);
    const { sizes, reach } = measure;
    return this.marks.record({ triples: reach.newTriples, sizes, answers, code });
  }

  /** Enters what a run executed first, once all else of it is entered. */
  recordCode(code: readonly string[]): number[] {
    return this.marks.record({ triples: [], sizes: [], answers: [], code });
  }
}

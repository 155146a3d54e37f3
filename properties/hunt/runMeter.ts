/**
 * Run meter: measures what each run of a hunt reached. It combines what the model tells of the scenario, what the
 * router answered, and what was executed of its source, so that the hunt itself needs to know none of the three.
 */
import type { Feature } from '#spec';
import { CaseMeter } from '../campaign/caseMeasure.ts';
import type { PerformedScenario } from '../campaign/task.ts';
import type { DrawnScenario } from '../scenario/draw.ts';
import { Reach } from '../scenario/reach/reach.ts';
import { AnswerWatch, ShapeNumbers } from './answers.ts';
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
  readonly #shapes = new ShapeNumbers();

  constructor(features: readonly Feature[]) {
    this.#features = features;
    this.reach = new Reach(features);
  }

  watch(): AnswerWatch {
    return new AnswerWatch(this.#features, this.#shapes);
  }

  /**
   * Records a run, and returns the marks that no run reached before. `code`: the parts of the source that it executed
   * first.
   */
  record({ drawn, performed, answers }: MeteredRun, code: readonly string[]): number[] {
    const { scenario, outcome } = performed.bypassed;
    const advances = scenario === drawn.scenario ? drawn.advances : [];
    // A new meter for each run, because a meter reports only what it has not met before.
    const measure = new CaseMeter(this.#features).measure(scenario, outcome.stepCount, advances);
    this.reach.addGain(measure.reach);
    const { sizes, reach } = measure;
    return this.marks.record({ triples: reach.newTriples, sizes, answers, code });
  }

  /** Records the parts of the source that a run executed first, after `record` was called for it. */
  recordCode(code: readonly string[]): number[] {
    return this.marks.record({ triples: [], sizes: [], answers: [], code });
  }
}

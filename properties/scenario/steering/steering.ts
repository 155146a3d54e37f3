/**
 * Steering: draws steps that bring a scenario to its goal: first steps that bring about each situation, then the step that meets
 * them all, then an event that would show a wrong outcome. Between these, ordinary steps are drawn. When an ordinary step ends a
 * situation, steering brings it about again.
 */
import type { Advance, State } from '#model';
import { legal } from '#model';
import type { Feature, LineId, NodeToken, Step, Topology } from '#spec';
import { lineId, nodesAbove } from '#spec';
import { goalStep, prepareStep } from '../situations/goalSteps.ts';
import type { GoalLists } from '../situations/lists.ts';
import { goalListsFor } from '../situations/lists.ts';
import { Scene } from '../situations/scene.ts';
import type { Situation } from '../situations/situation.ts';
import { Subject } from '../situations/subject.ts';
import { holdsAll, SituationTracker } from '../situations/tracker.ts';
import type { Chance } from '../values/chance.ts';
import { percent } from '../values/chance.ts';
import type { CastingLimits, Stage } from './casting.ts';
import { hasPlaces, placesFor, setStage } from './casting.ts';
import type { Goal } from './goals.ts';
import { tripleGoal } from './goals.ts';

/** Percent of the steps that work towards the goal; the others are ordinary ones. */
const STEERED_PERCENT = 55;
/** A goal is given up after this many steps beyond its own effort, or after this many attempts that found no step. */
const SPARE_STEPS = 16;
const MAX_FAILED_ATTEMPTS = 3;
/**
 * When the situations hold: percent of the cases in which the goal's step is first prepared (`prepareStep`) instead of done at
 * once.
 */
const PREPARED_PERCENT = 70;
/** The smallest number of steps of a scenario with a goal. */
const MIN_STEPS = 14;
/** Once a goal is met or given up: how many triples are drawn to find one that the scenario's topology allows. */
const MAX_GOAL_DRAWS = 8;

/** Percent of the events after a goal that are on its line, and percent that are results for its orc. */
const LINE_EVENT_PERCENT = 60;
const RESULT_PERCENT = 20;
/** Percent of the later goals that contain the first goal's situation with the greatest effort. */
const ANCHORED_PERCENT = 60;

const SPARE_LINES = ['l1', 'l2', 'l3', 'l4'];

interface SteeringOptions {
  readonly features: ReadonlySet<Feature>;
  /** The lines of the scenario. */
  readonly lines: readonly string[];
  /** The most lines that the scenario may have. */
  readonly lineLimit: number;
  /** The longest topic, in UTF-16 units. */
  readonly topicUnits: number;
  /** Whether the features allow the step in this state. */
  readonly isOffered: (state: State, step: Step) => boolean;
  readonly mayHold: boolean;
}

export class Steering {
  readonly #chance: Chance;
  readonly #options: SteeringOptions;
  readonly #lists: GoalLists;
  readonly #stage: Stage;
  readonly #tracker: SituationTracker;
  readonly #subject: Subject;
  #goal: Goal | null;
  /** The first goal's situation with the greatest effort. Once it holds, later goals use it again. */
  readonly #anchor: number;
  #stepCount = 0;
  #failedAttempts = 0;
  /** Whether an event is due that would show a wrong outcome of the step before. */
  #isRevealingEventDue = false;

  constructor(chance: Chance, goal: Goal, stage: Stage, state: State, options: SteeringOptions) {
    this.#chance = chance;
    this.#stage = stage;
    this.#options = options;
    this.#lists = goalListsFor(options.features);
    this.#goal = this.#sortByTurn(goal);
    this.#anchor = goal.situations.reduce((dearest, each) =>
      this.#effortOf([each]) > this.#effortOf([dearest]) ? each : dearest,
    );
    this.#tracker = new SituationTracker(stage.topology, this.#lists.situations);
    const cast = { ...stage.cast, lines: linesOf(options) };
    this.#subject = new Subject(new Scene(state, cast), this.#tracker.memory);
  }

  record(before: State, step: Step, advanced: Advance): void {
    this.#tracker.record(before, step, advanced);
  }

  /** Returns a step towards the goal, or null where an ordinary step is to be drawn. */
  next(state: State): Step | null {
    const goal = this.#goal;
    if (goal === null || !percent(this.#chance, STEERED_PERCENT)) return null;
    this.#subject.scene.update(state);
    if (this.#isRevealingEventDue) {
      this.#isRevealingEventDue = false;
      return this.#keepIfAllowed(state, this.#drawRevealingEvent());
    }
    if (++this.#stepCount > SPARE_STEPS + this.#effortOf(goal.situations))
      return this.#chooseNextGoal();
    const step = this.#stepTowards(state, goal);
    if (step) return step;
    return ++this.#failedAttempts > MAX_FAILED_ATTEMPTS ? this.#chooseNextGoal() : null;
  }

  #stepTowards(state: State, { situations, kind }: Goal): Step | null {
    const subject = this.#subject;
    const target = goalStep(subject, kind);
    const missing = target ? this.#missingSituations(state, target, situations) : situations;
    if (missing.length === 0 && target) {
      const isReady = !percent(this.#chance, PREPARED_PERCENT);
      const before = isReady ? null : prepareStep(subject, kind);
      const prepared = before && this.#keepIfAllowed(state, before);
      if (prepared) return prepared;
      const done = this.#keepIfAllowed(state, target);
      if (done) {
        this.#chooseNextGoal();
        this.#isRevealingEventDue = true;
        return done;
      }
    }
    const [first] = missing;
    const lead =
      first === undefined
        ? prepareStep(subject, kind)
        : ((this.#lists.situations[first] as Situation).lead(subject) ??
          prepareStep(subject, kind));
    const step = lead && this.#keepIfAllowed(state, lead);
    if (step) return step;
    return state.history.held ? { kind: 'settle' } : null;
  }

  /** Returns which of the goal's situations do not hold yet, in the view that lacks fewest. */
  #missingSituations(state: State, step: Step, situations: readonly number[]): readonly number[] {
    let least = situations;
    for (const bits of this.#tracker.viewsOf(state, step)) {
      const lacking = situations.filter((number) => !holdsAll(bits, [number]));
      if (lacking.length < least.length) least = lacking;
    }
    return least;
  }

  #keepIfAllowed(state: State, step: Step): Step | null {
    const { mayHold, topicUnits, isOffered } = this.#options;
    if (step.kind === 'hold' && !mayHold) return null;
    if ('topic' in step && step.topic.length > topicUnits) return null;
    return legal(state, step) === null && isOffered(state, step) ? step : null;
  }

  /** Returns an event that the subject should hear: most often on its line, published at the top node. */
  #drawRevealingEvent(): Step {
    const event = this.#subject.publish(this.#topNode());
    if (event.kind !== 'publish') return event;
    const { orc, node } = this.#stage.cast;
    const way = this.#chance.below(100);
    if (way < LINE_EVENT_PERCENT) return event;
    if (way < LINE_EVENT_PERCENT + RESULT_PERCENT)
      return { ...event, topic: `${orc}::job.finished` };
    if (!this.#options.features.has('forward')) return { ...event, topic: 'news.flash' };
    const home = this.#stage.topology.nodes.find(({ token }) => token === node);
    return home ? { ...event, forward: home.horde } : event;
  }

  /** Returns the highest node above the subject's, following the first uplink of each node. */
  #topNode(): NodeToken {
    const { topology, cast } = this.#stage;
    const passed = [cast.node];
    for (const node of passed) {
      const [above] = nodesAbove(topology, node);
      if (above !== undefined && !passed.includes(above)) passed.push(above);
    }
    return passed.at(-1) as NodeToken;
  }

  /** Turns to another goal that the topology allows. Often it shares the most costly situation of the first goal. */
  #chooseNextGoal(): null {
    [this.#stepCount, this.#failedAttempts, this.#goal] = [0, 0, null];
    const { topology, cast } = this.#stage;
    const { triples, situations, tripleAt } = this.#lists;
    for (let draws = 0; draws < MAX_GOAL_DRAWS && triples.length > 0; draws++) {
      let goal = tripleGoal(this.#lists, this.#chance.below(triples.length)) as Goal;
      if (percent(this.#chance, ANCHORED_PERCENT)) {
        const other = this.#chance.below(situations.length);
        const [low, high] = [Math.min(other, this.#anchor), Math.max(other, this.#anchor)];
        if (low === high || tripleAt(low, high, goal.kind) < 0) continue;
        goal = { ...goal, situations: [low, high] };
      }
      if (!hasPlaces(topology, cast, placesOf(this.#lists, goal))) continue;
      this.#goal = this.#sortByTurn(goal);
      break;
    }
    return null;
  }

  #sortByTurn(goal: Goal): Goal {
    const turn = (number: number) =>
      turns.indexOf(this.#lists.situations[number]?.turn ?? 'between');
    return { ...goal, situations: goal.situations.toSorted((a, b) => turn(a) - turn(b)) };
  }

  #effortOf(numbers: readonly number[]): number {
    return effortOf(this.#lists, numbers);
  }
}

const turns: readonly string[] = ['first', 'between', 'late', 'last'];

/** Returns how many steps the situations take beyond about two each. */
function effortOf({ situations }: GoalLists, numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += situations[number]?.effort ?? 0;
  return sum;
}

const placesOf = ({ situations }: GoalLists, { situations: numbers, kind }: Goal) =>
  placesFor(
    numbers.map((number) => situations[number] as Situation),
    kind,
  );

/** Returns the topology with what the goal needs, and the subject's orc, pair and node; null where the limits do not allow it. */
export function stageFor(
  chance: Chance,
  topology: Topology,
  goal: Goal,
  limits: CastingLimits,
): Stage | null {
  const places = placesOf(goalListsFor(limits.features), goal);
  return setStage(topology, places, limits, (n) => chance.below(n));
}

/** Returns the smallest number of steps that leaves room for the goal. */
export function stepsFor({ situations }: Goal, features: ReadonlySet<Feature>): number {
  return MIN_STEPS + 2 * effortOf(goalListsFor(features), situations);
}

/** Whether the goal needs frames to be held back. */
export function needsHold({ situations, kind }: Goal, features: ReadonlySet<Feature>): boolean {
  const held: readonly string[] = ['arrive', 'climb', 'descend', 'repeat', 'crash'];
  const { situations: all } = goalListsFor(features);
  return held.includes(kind) || situations.some((at) => all[at]?.needs.includes('overlaps'));
}

/** Returns the scenario's own lines, and up to four lines if it may have more. */
function linesOf({ lines, lineLimit }: SteeringOptions): readonly LineId[] {
  const all = new Set(lines.map(lineId));
  for (const spare of SPARE_LINES) if (all.size < Math.min(4, lineLimit)) all.add(lineId(spare));
  return [...all];
}

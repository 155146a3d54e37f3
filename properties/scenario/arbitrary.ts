/**
 * The scenario as a fast-check Arbitrary. Its caller passes the shrinker in, because `shrink/` is a later folder, which this file
 * must not import.
 */
import type { Random } from 'fast-check';
import { Arbitrary, Stream, Value } from 'fast-check';
import type { Feature, Scenario } from '#spec';
import { parseScenario } from '#spec';
import type { ScenarioOptions } from './draw.ts';
import { drawBy, drawnFeatures } from './draw.ts';
import { randomChance } from './values/chance.ts';

/** Yields smaller scenarios that need only the given features, simplest first. */
export type Shrinker = (
  scenario: Scenario,
  features: ReadonlySet<Feature>,
) => IterableIterator<Scenario>;

/** Generates and shrinks scenarios. It can shrink a stored scenario too, for which fast-check has no context. */
export class ScenarioArbitrary extends Arbitrary<Scenario> {
  private readonly options: ScenarioOptions;
  private readonly shrinker: Shrinker;

  constructor(options: ScenarioOptions, shrinker: Shrinker) {
    super();
    this.options = options;
    this.shrinker = shrinker;
  }

  override generate(random: Random): Value<Scenario> {
    return new Value(drawBy(randomChance(random), this.options).scenario, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Scenario {
    return !Array.isArray(parseScenario(value));
  }

  override shrink(value: Scenario): Stream<Value<Scenario>> {
    const features = new Set(this.options.features ?? drawnFeatures);
    return new Stream(this.shrinker(value, features)).map((each) => new Value(each, undefined));
  }
}

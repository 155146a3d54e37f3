/**
 * Causes: which findings come from one bug. Each finding's scenario, already minimal for its own signature, is shrunk once more and
 * may now fail in any way, but nothing may come into it, also none of what a run does after the failing step: findings of one bug
 * mostly end in the same smallest scenario, or in ones that fail alike. It knows no router.
 */
import type { Feature, Scenario } from '#spec';
import { featureNames } from '#spec';
import { embeds } from '../scenario/triggers/embedding.ts';
import { runEmbeds } from '../scenario/triggers/trigger.ts';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { Ask, Failure } from '../shrink/shrinker.ts';
import { shrink } from '../shrink/shrinker.ts';
import type { Root } from './twins.ts';
import { areAlike, areLinked } from './twins.ts';

/** A finding whose scenario is minimal for its signature. */
export interface MinimalFinding {
  readonly id: string;
  readonly scenario: Scenario;
}

/** The findings that seem to come from one bug, in the order in which they were given, and its smallest scenario. */
export interface FindingGroup extends Root {
  readonly ids: readonly string[];
}

export interface GroupOptions {
  readonly features?: readonly Feature[];
  /** How many candidates are asked about at a time, at most. Default: 1. */
  readonly batch?: number;
  /** Ends the search early. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
}

/** Number of scenarios that the router runs for one finding, at most, before the finding is left as a cause of its own. */
const CALLS_PER_FINDING = 4000;

/** The signature under which the shrinker is told of a failure of any kind. */
const ANY = 'any';

/**
 * Groups findings by cause, the smallest scenario first. A finding whose scenario does not fail any more, or that the search did not
 * reach before it was ended, is in no group. Costs some ten runs for each finding, of which equal ones are made once.
 */
export async function groupByCause(
  findings: readonly MinimalFinding[],
  ask: Ask,
  options: GroupOptions = {},
): Promise<readonly FindingGroup[]> {
  return await new CauseSearch(ask, options).group(findings);
}

/** A root, the findings that end in it, and how those of them fail that are no longer than it. */
interface Node extends Root {
  readonly ids: string[];
  readonly failures: NonNullable<Failure>[];
}

class CauseSearch {
  readonly #ask: Ask;
  readonly #options: GroupOptions;
  readonly #nodes: Node[] = [];
  /** For each node, the group that it belongs to. Nodes of one bug are in one group. */
  readonly #groups = new Map<Node, Set<Node>>();
  readonly #failures = new Map<string, Failure>();

  constructor(ask: Ask, options: GroupOptions) {
    this.#options = options;
    this.#ask = async (candidates) => {
      const texts = candidates.map((each) => JSON.stringify(each));
      const fresh = candidates.filter((_, at) => !this.#failures.has(texts[at] as string));
      const answers = fresh.length > 0 ? await ask(fresh) : [];
      for (const [at, each] of fresh.entries())
        this.#failures.set(JSON.stringify(each), answers[at] ?? null);
      return texts.map((text) => this.#failures.get(text) ?? null);
    };
  }

  async group(findings: readonly MinimalFinding[]): Promise<readonly FindingGroup[]> {
    for (const { id, scenario } of findings) {
      const [failure] = await this.#ask([scenario]);
      const root = failure ? await this.#letGo(scenario, failure.at) : null;
      if (!failure || !root) continue;
      // A longer scenario may show how several bugs fail together.
      const isShortest = scenario.steps.length <= root.scenario.steps.length;
      this.#enter(root, id, isShortest ? failure : root.failure);
    }
    for (const [at, node] of this.#nodes.entries())
      for (const each of this.#nodes.slice(0, at))
        if (!this.#groups.get(node)?.has(each) && (await this.#areOfOneBug(node, each)))
          this.#join(node, each);
    const place = new Map(findings.map(({ id }, at) => [id, at]));
    return [...new Set(this.#groups.values())]
      .map((group): FindingGroup => {
        const nodes = [...group];
        const [{ scenario, failure }] = nodes.toSorted(compareRoots) as [Node, ...Node[]];
        const ids = nodes.flatMap((each) => each.ids);
        ids.sort((one, other) => (place.get(one) ?? 0) - (place.get(other) ?? 0));
        return { scenario, failure, ids };
      })
      .toSorted(compareRoots);
  }

  #enter(root: Root, id: string, failure: NonNullable<Failure>): void {
    const text = JSON.stringify(root.scenario);
    let node = this.#nodes.find((each) => JSON.stringify(each.scenario) === text);
    if (!node) {
      node = { ...root, ids: [], failures: [root.failure] };
      this.#nodes.push(node);
      this.#groups.set(node, new Set([node]));
    }
    node.ids.push(id);
    node.failures.push(failure);
  }

  async #areOfOneBug(one: Node, other: Node): Promise<boolean> {
    return (
      one.failures.some((failure) => other.failures.some((each) => areAlike(failure, each))) ||
      (await areLinked(one.scenario, other.scenario, this.#ask))
    );
  }

  #join(one: Node, other: Node): void {
    const both = new Set([...(this.#groups.get(other) ?? []), ...(this.#groups.get(one) ?? [])]);
    for (const each of both) this.#groups.set(each, both);
  }

  /**
   * Shrinks the scenario, which fails at the step `at`, to a smallest part of it that fails in any way. A candidate that fails by a
   * step that a run of the scenario does not make before it fails is taken as passing: with it, another bug may come in.
   */
  async #letGo(scenario: Scenario, at: number): Promise<Root | null> {
    const { signal, ...options } = this.#options;
    const features = new Set(options.features ?? featureNames);
    if (signal?.aborted) return null;
    const ask: Ask = async (candidates) => {
      const allowed = candidates.filter((each) => embeds(scenario, each));
      const failures = new Map(
        (await this.#ask(allowed)).map((failure, at) => [allowed[at], failure]),
      );
      return candidates.map((each) => {
        const failure = failures.get(each);
        return failure && runEmbeds({ scenario, at }, { scenario: each, at: failure.at }, features)
          ? { signature: ANY, at: failure.at }
          : null;
      });
    };
    const shrunk = await shrink(scenario, ANY, ask, {
      ...options,
      limit: CALLS_PER_FINDING,
      ...(signal ? { signal } : {}),
    });
    const [failure] = await this.#ask([shrunk.scenario]);
    return failure ? { scenario: shrunk.scenario, failure } : null;
  }
}

function compareRoots(one: Root, other: Root): number {
  return compareMeasures(measure(one.scenario), measure(other.scenario));
}

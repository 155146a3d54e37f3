/**
 * Causes: which findings come from one bug. Each finding's scenario, already minimal for its own signature, is shrunk once more and
 * may now fail in any way: findings of one bug mostly end in the same smallest scenario. A finding that ends in another bug's
 * scenario only because that bug is shallower is kept apart, if it fails without that scenario too. It knows no router.
 */
import type { Feature, Scenario } from '#spec';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { Ask, Failure } from '../shrink/shrinker.ts';
import { shrink } from '../shrink/shrinker.ts';
import { embeds } from './embedding.ts';
import type { Root } from './twins.ts';
import { areAlike, areTwins } from './twins.ts';

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

/** How many forms of a shallower bug are excluded, at most, in search of a deeper one. */
const DEEPER_ATTEMPTS = 10;

/** The signature under which the shrinker is told of a failure of any kind. */
const ANY = 'any';

/**
 * Groups findings by cause, the smallest scenario first. A finding whose scenario does not fail any more, or that the search did not
 * reach before it was ended, is in no group. Costs some hundred runs for each finding, of which equal ones are made once.
 */
export async function groupByCause(
  findings: readonly MinimalFinding[],
  ask: Ask,
  options: GroupOptions = {},
): Promise<readonly FindingGroup[]> {
  return await new CauseSearch(ask, options).group(findings);
}

interface Group {
  readonly roots: Root[];
  readonly ids: string[];
}

class CauseSearch {
  readonly #ask: Ask;
  readonly #options: GroupOptions;
  readonly #groups: Group[] = [];
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
    const reached: { finding: MinimalFinding; group: Group }[] = [];
    for (const finding of findings) {
      const root = await this.#letGo(finding.scenario, []);
      if (root) reached.push({ finding, group: await this.#enter(root, finding.id) });
    }
    for (const { finding, group } of reached) await this.#keepDeeper(finding, group);
    const place = new Map(findings.map(({ id }, at) => [id, at]));
    return this.#groups
      .filter(({ ids }) => ids.length > 0)
      .map(({ roots, ids }): FindingGroup => {
        const [smallest] = roots.toSorted(compareRoots) as [Root, ...Root[]];
        return {
          ...smallest,
          ids: ids.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
        };
      })
      .toSorted(compareRoots);
  }

  /** Adds a finding to the group of its root, or to a new group if no group has a root of the same bug. */
  async #enter(root: Root, id: string): Promise<Group> {
    const text = JSON.stringify(root.scenario);
    for (const group of this.#groups)
      for (const each of group.roots) {
        const isSame = JSON.stringify(each.scenario) === text;
        if (!isSame && !(await areTwins(root, each, this.#ask))) continue;
        if (!isSame) group.roots.push(root);
        group.ids.push(id);
        return group;
      }
    const group = { roots: [root], ids: [id] };
    this.#groups.push(group);
    return group;
  }

  /**
   * Moves a finding to a group of its own if it also fails without any of the known roots, and then in another way than its group:
   * it comes from a deeper bug, whose scenario led to the shallower one when other failures were allowed. A root that fails in the
   * way of its group is another form of the shallower bug, and is excluded in turn.
   */
  async #keepDeeper({ id, scenario }: MinimalFinding, group: Group): Promise<void> {
    const excluded = this.#groups.flatMap(({ roots }) => roots.map((each) => each.scenario));
    for (let attempt = 0; attempt < DEEPER_ATTEMPTS; attempt++) {
      if (excluded.some((each) => embeds(scenario, each))) return;
      const root = await this.#letGo(scenario, excluded);
      if (root === null) return;
      if (await this.#isLike(root, group)) {
        excluded.push(root.scenario);
        continue;
      }
      group.ids.splice(group.ids.indexOf(id), 1);
      await this.#enter(root, id);
      return;
    }
  }

  async #isLike(root: Root, { roots }: Group): Promise<boolean> {
    for (const each of roots)
      if (areAlike(root.failure, each.failure) || (await areTwins(root, each, this.#ask)))
        return true;
    return false;
  }

  /** Shrinks the scenario to a smallest one that fails in any way and contains none of the `forbidden` ones. */
  async #letGo(scenario: Scenario, forbidden: readonly Scenario[]): Promise<Root | null> {
    const { signal, ...options } = this.#options;
    if (signal?.aborted) return null;
    const ask: Ask = async (candidates) => {
      const allowed = candidates.filter((each) => !forbidden.some((part) => embeds(each, part)));
      const failures = new Map(
        (await this.#ask(allowed)).map((failure, at) => [allowed[at], failure]),
      );
      return candidates.map((each) => {
        const failure = failures.get(each);
        return failure ? { signature: ANY, at: failure.at } : null;
      });
    };
    if ((await ask([scenario]))[0] === null) return null;
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

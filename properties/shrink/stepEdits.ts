/** Edits on steps: drop runs of them, one or two, swap neighbours, replace one by a simpler step. */

import type { Bounds } from '#model';
import { advance, enabled, start, stepKinds } from '#model';
import type { Feature, Scenario, Step, Topology } from '#spec';
import { addresseeOf, isOrcName, lineOf, namedBy } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import { stepName, stepNumber } from '../wording/steps.ts';
import type { Edit } from './edit.ts';
import { dedupe, replaceSteps } from './edit.ts';
import { frameSimplifications } from './frameSimplifications.ts';

/** Drops runs of steps: the longest runs first, and of these the last ones first. */
export function* chunkDrops(scenario: Scenario): Generator<Edit> {
  const { steps } = scenario;
  for (let size = steps.length >> 1; size >= 2; size >>= 1)
    for (let to = steps.length; to > 0; to -= size) {
      const from = Math.max(0, to - size);
      const edit = `drop steps ${stepNumber(from)} to ${to}`;
      yield { edit, scenario: replaceSteps(scenario, steps.toSpliced(from, to - from)) };
    }
}

/** Drops one step: the last step first. */
export function* singleDrops(scenario: Scenario): Generator<Edit> {
  for (let at = scenario.steps.length - 1; at >= 0; at--)
    yield {
      edit: `drop ${stepName(at)}`,
      scenario: replaceSteps(scenario, scenario.steps.toSpliced(at, 1)),
    };
}

/** Drops two steps at once, because some steps belong together, such as a subscription and its end. */
export function* doubleDrops(scenario: Scenario): Generator<Edit> {
  const { steps } = scenario;
  for (let second = steps.length - 1; second > 0; second--)
    for (let first = second - 1; first >= 0; first--)
      yield {
        edit: `drop steps ${stepNumber(first)} and ${stepNumber(second)}`,
        scenario: replaceSteps(
          scenario,
          steps.filter((_, at) => at !== first && at !== second),
        ),
      };
}

/** Swaps neighbouring steps. */
export function* stepSwaps(scenario: Scenario): Generator<Edit> {
  const { steps } = scenario;
  for (let at = 0; at + 1 < steps.length; at++)
    yield {
      edit: `swap steps ${stepNumber(at)} and ${stepNumber(at + 1)}`,
      scenario: replaceSteps(
        scenario,
        steps.toSpliced(at, 2, steps[at + 1] as Step, steps[at] as Step),
      ),
    };
}

/**
 * Replaces each step by every other step that is enabled there and uses the scenario's own names, or by a simpler form of the
 * same step.
 */
export function* stepReplacements(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
): Generator<Edit> {
  const bounds = boundsOf(scenario, features);
  let state = start(scenario.topology);
  for (const [at, step] of scenario.steps.entries()) {
    for (const other of [...simplifiedSteps(step, scenario.topology), ...enabled(state, bounds)])
      if (JSON.stringify(other) !== JSON.stringify(step))
        yield {
          edit: `replace ${stepName(at)} by ${JSON.stringify(other)}`,
          scenario: replaceSteps(scenario, scenario.steps.with(at, other)),
        };
    state = advance(state, step, at).state;
  }
}

/** Simplifies one field of each step, whether or not the step stays legal. */
export function* stepRewordings(scenario: Scenario): Generator<Edit> {
  for (const [at, step] of scenario.steps.entries())
    for (const other of simplifiedSteps(step, scenario.topology))
      yield {
        edit: `replace ${stepName(at)} by ${JSON.stringify(other)}`,
        scenario: replaceSteps(scenario, scenario.steps.with(at, other)),
      };
}

/** Lists the step with one field simplified, or about another entity. */
function simplifiedSteps(step: Step, { orcs, pairs, nodes, uplinks }: Topology): Step[] {
  const found: Record<string, unknown>[] = [];
  const {
    throws: _throws,
    payload: _payload,
    forward: _forward,
    ...bare
  } = step as Step & {
    readonly throws?: unknown;
    readonly payload?: unknown;
    readonly forward?: unknown;
  };
  found.push(bare);
  if ('payload' in step) {
    const { payload: _, ...rest } = step;
    found.push(rest);
  }
  if ('topic' in step) {
    const addressee = addresseeOf(step.topic);
    const lineId = lineOf(step.topic);
    found.push({ ...step, topic: 'x' });
    if (lineId !== null) found.push({ ...step, topic: `<${lineId}>` });
    if (addressee !== null) found.push({ ...step, topic: `${addressee}::.error` });
  }
  if ('orc' in step && 'pair' in step) {
    const { orc, pair } = step;
    found.push({ kind: 'join', orc, pair }, { kind: 'command', orc, pair, name: 'x' });
  }
  if ('frame' in step)
    for (const frame of frameSimplifications(step.frame)) found.push({ ...step, frame });
  if (step.kind === 'inject') {
    const { pair } = step;
    for (const { name: orc } of orcs)
      found.push({ kind: 'join', orc, pair }, { kind: 'command', orc, pair, name: 'x' });
  }
  if (step.kind === 'cut') found.push({ ...step, socket: 'event' });
  if ('orc' in step) for (const { name } of orcs) found.push({ ...step, orc: name });
  if ('pair' in step) for (const { id } of pairs) found.push({ ...step, pair: id });
  if ('node' in step) for (const { token } of nodes) found.push({ ...step, node: token });
  if ('below' in step) for (const uplink of uplinks) found.push({ ...step, ...uplink });
  return found as unknown as Step[];
}

/** Returns the names that the scenario uses, and the simplest topic and pattern for each of its lines. */
function boundsOf({ topology, steps }: Scenario, features: ReadonlySet<Feature>): Bounds {
  const lines = linesOf(steps);
  const plain = (lines.length > 0 ? lines : ['l1']).map((lineId) => `<${lineId}>`);
  const topicsOf = (kinds: readonly Step['kind'][]) =>
    steps.flatMap((step) => (kinds.includes(step.kind) && 'topic' in step ? [step.topic] : []));
  const published = topicsOf(['publish']);
  const results = published.some((topic) => addresseeOf(topic) !== null);
  return {
    features,
    kinds: stepKinds,
    patterns: dedupe([
      ...plain,
      ...topicsOf(['subscribe', 'unsubscribe', 'hall subscribe', 'hall unsubscribe']),
    ]),
    topics: dedupe([
      ...plain,
      ...published,
      ...(published.some((topic) => lineOf(topic) === null) ? ['x'] : []),
      ...(results ? topology.orcs.map((orc) => `${orc.name}::.error`) : []),
    ]),
    hordes: topology.nodes.map((node) => node.horde),
    frames: dedupe(steps.flatMap((step) => ('frame' in step ? [step.frame] : []))),
    commands: ['x'],
    illNames: [
      '',
      ...steps.flatMap((step) => (step.kind === 'rename' && !isOrcName(step.to) ? [step.to] : [])),
    ],
    countCap: steps.length,
  };
}

/** Whether the step names an orc, a pair or a line that one of the others names. */
export function isRelated(step: Step, others: readonly Step[]): boolean {
  const own = namesOf(step);
  return others.some((other) => namesOf(other).some((name) => own.includes(name)));
}

function namesOf(step: Step): string[] {
  const lineId = 'topic' in step ? lineOf(step.topic) : null;
  return [
    ...namedBy(step, 'orc').map((name) => `orc ${name}`),
    ...namedBy(step, 'pair').map((id) => `pair ${id}`),
    ...(lineId === null ? [] : [`line ${lineId}`]),
  ];
}

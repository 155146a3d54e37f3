/**
 * Strays: well-formed frames at the end of a scenario that arrive where nothing is open, on a client's pair that was never
 * attached or is over, or on a link that is down. They change nothing (SAFE-1), so the steps before them are those of the scenario
 * without them. Separate from the drawing of the other steps, each of which somebody at an open pair or link does.
 */
import type { Advance, State } from '#model';
import { advance } from '#model';
import type { Feature, Json, Scenario, Step } from '#spec';
import { GREATHALL } from '#spec';
import { isOffered } from './needs.ts';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';

interface Drawn {
  readonly scenario: Scenario;
  readonly advances: readonly Advance[];
}

/** Percent of the scenarios with a goal that end with strays, where there is a place for them. */
const STRAY_PERCENT = 40;
const MOST_STRAYS = 4;

/** Returns the scenario with strays behind its last step, `most` steps in all, or as it is. */
export function addStrays(
  chance: Chance,
  drawn: Drawn,
  features: ReadonlySet<Feature>,
  most: number,
): Drawn {
  const { scenario } = drawn;
  const [steps, advances] = [[...scenario.steps], [...drawn.advances]];
  let state = advances.at(-1)?.state;
  if (!state || state.history.held || !percent(chance, STRAY_PERCENT)) return drawn;
  const words = wordsOf(scenario);
  for (let left = 1 + chance.below(MOST_STRAYS); left > 0 && steps.length < most; left--) {
    const step = drawStray(chance, state, words);
    if (!step || !isOffered(features, state, step)) continue;
    const advanced: Advance = advance(state, step, steps.length);
    steps.push(step);
    advances.push(advanced);
    state = advanced.state;
  }
  return { scenario: { ...scenario, steps }, advances };
}

/** What the frames may say: words of the scenario, which the system under test can carry. */
interface Words {
  readonly orcs: readonly string[];
  readonly lines: readonly string[];
  readonly topics: readonly string[];
  readonly tokens: readonly string[];
}

function wordsOf({ topology, steps }: Scenario): Words {
  const topics = steps.flatMap((step) => ('topic' in step ? [step.topic] : []));
  const lines = topics.flatMap((topic) => /<([^<>]+)>/.exec(topic)?.slice(1) ?? []);
  return {
    orcs: topology.orcs.map(({ name }) => name),
    lines: lines.length > 0 ? lines : ['l1'],
    topics: ['canary', ...topics].filter((topic) => !topic.includes('<>')),
    tokens: topology.nodes.map(({ token }) => token),
  };
}

/** Returns a step for one of the places where nothing is open; null if there is none. */
function drawStray(chance: Chance, { topology, history }: State, words: Words): Step | null {
  const pairs = topology.pairs.filter(({ id }) => !history.open.includes(id));
  const at = chance.below(Math.max(1, pairs.length + history.down.length));
  const pair = pairs[at]?.id;
  if (pair !== undefined) return { kind: 'stray', pair, frame: drawMessage(chance, words) };
  const uplink = history.down[at - pairs.length];
  if (!uplink) return null;
  return percent(chance, 50)
    ? { kind: 'garble', ...uplink, bus: 'command', frame: drawMessage(chance, words) }
    : { kind: 'garble', ...uplink, bus: 'event', frame: drawEvent(chance, words) };
}

function drawMessage(chance: Chance, { orcs, lines, tokens }: Words): Json {
  const orcName = orcs.length > 0 ? oneOf(chance, orcs) : `nobody@${tokens[0]}`;
  const arp = { token: oneOf(chance, tokens), port: 4000, hordes: [], nice: 0 };
  const lineId = oneOf(chance, lines);
  return oneOf<Json>(chance, [
    { kind: 'command', name: 'job', orcName, arp, join: true },
    { kind: 'command', name: 'job', orcName, arp, join: false },
    { kind: ':conn-line', lineId, orcName, arp },
    { kind: ':conn-line', lineId, orcName, arp },
    { kind: ':disconn-line', lineId, orcName },
    { kind: ':delete-route', orcName },
    { kind: ':announce', orcName, arp },
  ]);
}

const drawEvent = (chance: Chance, { topics, orcs }: Words): Json => ({
  topic: percent(chance, 25)
    ? `${oneOf(chance, [...orcs, GREATHALL])}::job.finished`
    : oneOf(chance, topics),
  id: 'stray',
  payload: null,
});

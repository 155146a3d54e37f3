/**
 * The three oracles from strict to weak: the model, the interval law, the quiescent probe. The model runs each
 * scenario with its exact order of delivery; the interval law sees the log alone, and its verdicts must admit what the
 * model does.
 */
import { describe, expect, it } from 'vitest';
import type { State } from '#model';
import { advance, modelKind, start } from '#model';
import type { Hearing, Place, Scenario, Step } from '#spec';
import { eventIdOf, heardBy, judged } from '#spec';
import { generate } from '../scenario/draw.ts';
import { canarySteps, nextUplinkUp, settleSteps } from '../scenario/epilogue.ts';
import { byEffort } from '../testing/effort.ts';
import { runAndJudge } from './judge.ts';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
const RUNS = byEffort(35, 300);
const INTERLEAVED = { interleave: 70 };

const keyOf = ({ orcName, node, pair }: Place) => `${orcName} ${node} ${pair}`;

/** Who heard each event according to the model, and whom the law judged when the event's canary was published. */
function runExactly(scenario: Scenario) {
  const heard = new Map<string, Hearing[]>();
  const states: State[] = [];
  let state = start(scenario.topology);
  const takeStep = (step: Step) => {
    const before = state;
    const advanced = advance(before, step, states.length);
    states.push(before);
    state = advanced.state;
    for (const each of heardBy(before.history, advanced.observations))
      heard.set(each.eventId, [...(heard.get(each.eventId) ?? []), each]);
  };
  for (const step of scenario.steps) takeStep(step);
  for (const step of settleSteps(state)) takeStep(step);
  for (let step = nextUplinkUp(state); step; step = nextUplinkUp(state)) takeStep(step);
  for (const step of canarySteps(scenario)) takeStep(step);
  return { heard, states };
}

describe.each([0, 20])('with %i %% of the acknowledgements withheld', (withhold) => {
  it(`who must hear hears, and who hears may, in ${RUNS} scenarios; at the probe all three sets are equal`, async () => {
    const count = { events: 0, must: 0, open: 0, probes: 0, sharp: 0 };
    for (let index = 0; index < RUNS; index++) {
      const scenario = generate(`${seed}/interval`, index, INTERLEAVED);
      const { intervals, breaches, probe } = await runAndJudge(modelKind, scenario, { withhold });
      expect(breaches, `scenario ${index}`).toEqual([]);
      const { heard, states } = runExactly(scenario);
      for (const { request, must, may } of intervals) {
        const before = states[request];
        if (!before) continue;
        const [musts, mays] = [new Set(must.map(keyOf)), new Set(may.map(keyOf))];
        const came = new Set((heard.get(eventIdOf(request)) ?? []).map(keyOf));
        const at = `scenario ${index}, event e${request}`;
        expect(
          [...musts].filter((each) => !came.has(each)),
          `${at}: must`,
        ).toEqual([]);
        expect(
          [...came].filter((each) => !mays.has(each)),
          `${at}: may`,
        ).toEqual([]);
        expect(
          [...musts].filter((each) => !mays.has(each)),
          `${at}: must within may`,
        ).toEqual([]);
        count.events++;
        if (musts.size > 0) count.must++;
        if (musts.size < mays.size) count.open++;
        if (!probe.includes(request)) continue;
        count.probes++;
        if (withhold > 0) continue;
        // Every orc that the audience law judges at the probe is also decided by the interval law: it may not leave the
        // orc open.
        const open = may.filter((place) => !musts.has(keyOf(place)));
        const owed = open.filter(({ orcName }) => judged(before.history, orcName));
        const free = open.some(({ orcName }) => orcName !== 'greathall');
        expect(free ? owed.filter(({ orcName }) => orcName !== 'greathall') : owed, at).toEqual([]);
        if (musts.size > 0 && open.length === 0) count.sharp++;
      }
    }
    // Neither half is vacuous: somebody must hear at least a tenth of the events, and for at least a twentieth it is
    // open who hears.
    expect(count.must / count.events).toBeGreaterThan(0.1);
    expect(count.open / count.events).toBeGreaterThan(0.05);
    expect(count.probes).toBeGreaterThan(100);
    if (withhold === 0) expect(count.sharp).toBeGreaterThan(5);
  }, 120_000);
});

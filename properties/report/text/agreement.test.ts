/**
 * A finding contradicts itself nowhere: its sentence, its clause, its reasons and its picture say one thing. Asked of a sample of the
 * planted faults, in the long run of all, each with its own scenario and with drawn ones.
 */
import { expect, it } from 'vitest';
import { allMutants } from '#impl';
import type { AnyRouterKind, Scenario } from '#spec';
import { GREATHALL } from '#spec';
import type { Divergence } from '../../lockstep/run.ts';
import { run } from '../../lockstep/run.ts';
import { traceOf } from '../../lockstep/trace.ts';
import { generate } from '../../scenario/draw.ts';
import { byEffort, sampleOf } from '../../testing/effort.ts';
import { eventScenarios } from '../../testing/rare/events.ts';
import { lineScenarios } from '../../testing/rare/lines.ts';
import { linkScenarios } from '../../testing/rare/links.ts';
import { routeScenarios } from '../../testing/rare/routes.ts';
import { coloursFor } from '../../wording/colours.ts';
import { showActing } from '../../wording/visible.ts';
import { findingText } from './finding.ts';

const rare: Readonly<Record<string, unknown>> = {
  ...eventScenarios,
  ...lineScenarios,
  ...linkScenarios,
  ...routeScenarios,
};

/**
 * Words of a sentence about what is missing, and of one about what must not be. A sentence about what is there in the place of what is
 * right says both.
 */
const MISSING =
  /does not|loses|makes no|leaves .* open|but must refuse|; right is | instead of to /;
const SURPLUS =
  /; right is | instead of to |must not|nobody is to hear|must go|not for it|must stay open|but must accept|too often|twice|earlier step/;

/** The clauses by which an event reaches nobody: nothing can be missing by them. */
const NOWHERE = /^EVENT-[26]$/;

const withoutSpace = (text: string) => text.replace(/\s+/g, '');

/** Returns what contradicts what in the finding of the scenario; an empty list too if the router passes. */
async function contradictionsIn(
  kind: AnyRouterKind,
  scenario: Scenario,
  alter: (divergence: Divergence) => Divergence = (same) => same,
): Promise<string[]> {
  const outcome = await run(kind, scenario, { keep: true });
  const [found] = outcome.findings;
  if (!found) return [];
  const divergence = alter(found);
  const { sentence = '', signature, clause, at } = divergence;
  const [, role = ''] = signature.split('|');
  const trace = traceOf(kind, scenario, outcome);
  const text = findingText(
    { id: 'id', scenario, level: kind.level, reproduced: true, ...divergence },
    { colours: coloursFor(false), replay: '', trace },
  );
  const last = outcome.records.at(-1);
  const isHeld = last?.after.history.held === true;
  // A router may also invent a name.
  const known = JSON.stringify([scenario, last?.observed, last?.tables]);
  const strangers = (sentence.match(/[\w.]+@[\w.]*\w/g) ?? []).filter(
    (name) => !known.includes(name) && name !== GREATHALL,
  );
  const faults = {
    'the sentence names an orc that neither the scenario nor the router knows':
      strangers.length > 0,
    'something is missing, and the sentence does not say so':
      role.endsWith('missing') && !MISSING.test(sentence),
    'something is too much, and the sentence does not say so':
      /surplus|double|late/.test(role) && !SURPLUS.test(sentence),
    'the clause says that an event goes nowhere, and a frame or hearing is missing':
      NOWHERE.test(clause) && /^(frame|hearing) missing/.test(role),
    'the picture has no failing step': !/^> /m.test(text),
    'the failing step is none of the scenario or its epilogue': at > outcome.stepCount,
    'somebody must not hear an event that is still in flight': isHeld && /must not hear/.test(text),
    'it counts to none': /\b0 of 0\b|of the 0 /.test(text),
    'the text leaves out the sentence': !withoutSpace(text).includes(
      withoutSpace(showActing(sentence)),
    ),
  };
  return Object.entries(faults)
    .filter(([, isFault]) => isFault)
    .map(([fault]) => `${fault}: ${signature}: ${sentence}`);
}

it.each(sampleOf(allMutants, 40).map((each) => [each.id, each] as const))(
  '%s is told without contradiction',
  async (id, { kind }) => {
    const own = rare[id] as Scenario | undefined;
    const drawn = Array.from({ length: byEffort(2, 20) }, (_, index) =>
      generate('agreement', index, { features: kind.features }),
    );
    for (const scenario of [...(own ? [own] : []), ...drawn])
      expect(await contradictionsIn(kind, scenario)).toEqual([]);
  },
);

it('a finding that is altered so that it contradicts itself is recognised', async () => {
  const { kind } = allMutants.find(({ id }) => id === 'line-to-the-last-bracket') as {
    kind: AnyRouterKind;
  };
  const scenario = rare['line-to-the-last-bracket'] as Scenario;
  const faultsWith = (altered: Partial<Divergence>) =>
    contradictionsIn(kind, scenario, (divergence) => ({ ...divergence, ...altered }));
  expect(await faultsWith({})).toEqual([]);
  const surplus =
    'When "x" is published at n1, n1 sends the event to s1, where nobody is to hear it.';
  expect(await faultsWith({ sentence: surplus })).toHaveLength(1);
  expect(await faultsWith({ sentence: 'When x, p7@n7 does not hear the event.' })).toHaveLength(1);
  expect(await faultsWith({ clause: 'EVENT-2' })).toHaveLength(1);
  expect(await faultsWith({ signature: 'EVENT-1|frame surplus|publish' })).toHaveLength(1);
});

/**
 * The page of situations, `docs/situations.md`, made from the registry. It lists the situations, of which two or three may meet
 * in a step; it counts the goals for each set of features; and it tells what cannot be reached, and why.
 */
import type { Feature, StepKind } from '#spec';
import { usualFeatures } from '#spec';
import type { Exclusion } from '../scenario/situations/exclusions.ts';
import { exclusions } from '../scenario/situations/exclusions.ts';
import { goalKinds, goalListsFor } from '../scenario/situations/lists.ts';
import { situations } from '../scenario/situations/registry.ts';
import { formatTable } from './markdown.ts';

const all: readonly Feature[] = usualFeatures.filter((each) => each !== 'ways');
const featuresWithout = (...left: Feature[]) => all.filter((each) => !left.includes(each));

const featureSets: readonly (readonly [name: string, features: readonly Feature[]])[] = [
  ['all but `ways`', all],
  ['without `overlaps` and `interleaving`', featuresWithout('overlaps', 'interleaving')],
  ['without `heal`', featuresWithout('heal')],
  ['without `nodes`', featuresWithout('nodes')],
  ['`axon` alone', ['axon']],
];

export function formatSituationsPage(): string {
  return `# Situations

<!-- Made by properties/protocol/situationsPage.ts from properties/scenario/situations/. -->

A rare bug needs that two or three facts meet in one step: a rename, after an uplink has returned, by an orc with two lines. Such a fact is a
*situation*. It is asked before a step, of the step's own orc, line, pair and node, and of the nodes and links on the way up from there: that one
orc is on both backends and another has a count of two is no meeting.

A *pair* is a situation and a kind of step, a *triple* two situations and a kind. One counts as reached if a wrong outcome could show: in the
step's own look at the tables, or, without the feature \`tables\`, in an event of its line or orc that came later and was really run.
Every second scenario has a pair or triple as its goal, chosen by seed and index, and is steered towards it ([ADR 18](adr/0018-reach.md)).

## The registry

${formatTable(
  ['situation', 'of', 'needs'],
  situations.map(({ id, of, needs }) => [id, `the ${of}`, formatFeatures(needs)]),
)}

The kinds of step are ${goalKinds.map((kind) => `\`${kind}\``).join(', ')}.

## How many there are

There is one list for each set of declared features. What is added for another feature changes no list without it.

${formatTable(
  ['features', 'situations', 'pairs', 'triples'],
  featureSets.map(([name, features]) => {
    const lists = goalListsFor(features);
    const sizes = [lists.situations, lists.pairs, lists.triples].map(({ length }) => `${length}`);
    return [name, ...sizes];
  }),
)}

## What cannot be reached

These pairs and triples stand in no list, because no legal step meets them. Nothing else is left out.

${formatTable(['situations', 'kinds of step', 'reason'], exclusions.map(formatExclusion))}
`;
}

const formatFeatures = (features: readonly Feature[]) =>
  features.map((each) => `\`${each}\``).join(', ');

const formatKinds = (kinds: readonly StepKind[] | undefined) =>
  kinds ? kinds.map((each) => `\`${each}\``).join(', ') : 'all';

const formatExclusion = ({ situations: ids, kinds, reason }: Exclusion) => [
  ids.join(', and '),
  formatKinds(kinds),
  reason,
];

/**
 * The page of inputs, `docs/inputs.md`: for each input that a router can get, in the common situations, what the reference model
 * answers and what its table is after. It repeats the law by examples, for authors who write a router in any language.
 */
import { modelKind } from '#model';
import type { SceneGroup } from './inputs/scene.ts';
import { playScene } from './inputs/scene.ts';
import { sceneGroups } from './inputs/scenes.ts';
import {
  formatAfter,
  formatEffects,
  formatInput,
  formatPorts,
  formatStanding,
} from './inputs/sceneText.ts';
import { formatTable } from './markdown.ts';

const LEGEND = `- **before** and **after**: the routes, but for greathall's while it holds no line; then what is open without a route, and which uplinks are
  up. A route's backend and \`port\` are its pair's. Its \`token\` is the \`arp.token\` that came; here a client's is the id of its pair, and a lower node's the
  node's token. Hordes, nice and lines are left out where they are none, 0 and none.
- **input**: as it comes to the router; \`arp.hordes\` and \`arp.nice\` are left out where they are none and 0.
- **answer**: the effects. *up* is a \`send\`; its \`arp\` has \`token\` \`n1\` and as \`port\` this node's event port at that node. *event* is a
  \`write\` or \`emit\` of the event that came; *handlers* is a \`dispatch\`. *or silence* says that no effect at all is as good. Where the order is free, [SPEC](SPEC.md#free) says so.
- *nested* entries look like others in a table; a router has to remember which are (ROUTE-7). So it has to with the age of entries (EVENT-9).`;

export const formatInputsPage = (): string => `# What a router does with each input

Made by \`npm run generate\` from \`properties/protocol/inputs/\`, by running each scene on the reference model; do not edit.

The [law](SPEC.md) again, in ${sceneGroups.flatMap((each) => each.scenes).length} scenes: what one router knew, one input, what it answers, and what it knows then. How the inputs and effects look in
JSON is in [PROTOCOL](PROTOCOL.md#router-level); what is a name, a topic and malformed in [names and topics](names-and-topics.md). The rules are the clauses';
no scene says more than they. \`npx --no partyline explain ARP-5\` shows one with a scenario of a whole network.

${formatPorts()}

${LEGEND}

${sceneGroups.map(formatGroup).join('\n\n')}
`;

const formatGroup = ({ title, introduction, scenes }: SceneGroup): string => `## ${title}

${introduction}

${formatTable(
  ['situation', 'before', 'input', 'answer', 'after', 'clause'],
  scenes.map((each) => {
    const played = playScene(modelKind, each);
    return [
      each.title,
      formatStanding(played.before),
      formatInput(each.input),
      formatEffects(played.effects),
      formatAfter(played),
      each.clauses.map((id) => `[${id}](SPEC.md#${id.toLowerCase()})`).join(', '),
    ];
  }),
)}`;

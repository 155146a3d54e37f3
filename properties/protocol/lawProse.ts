/**
 * The part of the law's prose that no registry knows: the world, what crosses a link, how names are read, the three oracles.
 * `docs/SPEC.md` sets it beside the clauses. Words in `[[ ]]` become links to the glossary. Code is the authority: where this
 * text and `spec/` differ, this text is wrong.
 */
import { PATH_LIMIT } from '#spec';

export const introduction = `A [[clause]] is a **must**, which fails a run when it is broken, or a **should**, which is reported. [[white box|White box]] clauses
are judged on tables and messages too, [[black box]] ones on what was heard, refused and closed alone. *Seed*: the original text of
Xcraft says it; *law*: that text is silent and the rule fills it.`;

export const world = `A [[network]] is a set of [[node|nodes]], joined by [[uplink|uplinks]]. [[orc|Orcs]] attach to nodes by [[pair|pairs]], and each node has a [[greathall]], its own orc.
[[command|Commands]] fill the tables and [[event|events]] read them: [[subscription|subscriptions]] go up, events come down.

Uplinks are over [[axon]]. A [[topology]] is legal when its uplinks have no cycle and lead from any node up to any other by one [[way]] at most:
chains, trees, and nodes with several roots. Where the law has \`ways\` (the chapter [Several ways](#several-ways)) any uplinks are legal, but from a node
to itself; a cycle too. The tokens of nodes, their [[horde|hordes]], the names of orcs and
the ids of pairs are unique in a topology.

Nothing is said of time. [[settled|Settled]] is when nothing is [[in flight]] any more; "above" is every node on the ways up. An orc that is
present has joined, and has neither left nor been lost.`;

export const linkRules = `Messages go up on the [[command bus]] of a link, from an orc or a lower node to a node. Events go down on its [[event bus]].

- Each bus of each link is first in, first out. Nothing is ordered between two links, nor between the two buses of one. The emitter
  of \`ee\` is a carrier like others.
- Names that begin with \`:\` are internal: the router handles such a message and hands it to no command handler. Any other
  command is dispatched once at every node that it crosses.
- A message with \`arp\` goes on with the node's own token, the port of the uplink, the node's horde and all that it knows below, those
  of the message included, and the same [[nice]]. The port of a route is that of the pair on which the message came,
  whatever \`arp.port\` says.
- \`join\` stands on the first command of an [[endpoint]], and on the command \`orc.renamed\` that a node sends up for an orc it has renamed; it
  is passed on unchanged. A \`:rename\` never crosses a link between nodes: what goes up is \`orc.renamed\`, a \`:conn-line\` for each line, then
  \`:delete-route\` of the old name.
- A client's \`:conn-line\` makes an endpoint of an orc that the node does not know, and counts one subscription; a lower node's says that the orc
  holds the line.
- A message about \`greathall\` from below is malformed.`;

export const waysRules = `With the feature \`ways\` more crosses a link between nodes, and none of it is known to clients: a node adds these fields to what its clients
say, and takes them from what its clients get.

| where | field | meaning |
| --- | --- | --- |
| \`command\`, \`:conn-line\`, \`:announce\`, \`:way\` | \`arp.path\` | the [[path]] from the sender down to the orc’s [[home]], as the sender sees it; its first token is the sender’s, it has no token twice, ${PATH_LIMIT} at most, and only a command’s may hold the receiver |
| | \`arp.hordes\` | the hordes of the nodes on that path, and those that the client told (without \`ways\`: all known below) |
| \`:way { orcName, arp, lines }\` | | this is now my way to the orc, whole; \`lines\` ascend |
| \`command\` | \`from\`, \`stamp\` | the node at which the orc spoke, and that node’s [[stamp]] \`[run, count]\` for it; passed on unchanged |
| a broadcast | \`from\`, \`stamp\` | the node that published it, likewise |
| an event on a line, a result | \`to\`, \`trail\` | the homes that this frame is for, ascending; the nodes that it has crossed, the sender last, the receiver not among them |
| an event with \`forward\` | \`trail\` | likewise |
| what a router is created from | \`run\` | a number greater than at every earlier start of this node; behind a pipe it is 1 at \`reset\`, and one more with each \`restart\` of the node |
| a route in a table | \`path\`, \`ways\` | the path from this node (of an endpoint: this node alone), and every way \`{ node, path, lines }\`, in ascending order of the lower node; greathall’s route has neither |
| a table, with \`whole tables\` | \`marks\` | \`{ node, command, broadcast }\`: the greatest stamps taken from each origin, null where none was |

A frame in which one of these is missing or malformed is malformed (SAFE-1). A command that a client says begins with the path of this node alone. Where an uplink is
not shown the orc (WAYS-3), a command tells the path that the node sees, if that ends where the command’s own path ends, else the command’s own with this node in front; one that holds this node already goes no further there.`;

export const transportRules = `- \`attached\` comes before anything else of that pair. A lower node that attaches anew ends its older pair first, with all in flight on it;
  so it is even where the lower node never missed the uplink: it is told \`uplink up\` while it holds the uplink to be up, announces everything
  again, and nothing else changes.
- The loss of either socket is the loss of the pair, and takes along all that is in flight on both buses.
- A frame on a pair that was never attached or is over, and an event from an uplink that is not up, changes nothing, well formed or
  not (SAFE-1): it is refused with \`UNKNOWN_PAIR\`, or dropped in silence.
- On an uplink that is down, or was never up, a router sends nothing (HEAL-1), and on a pair that is over, or was never attached, it writes
  nothing (ROUTE-4); nothing is kept to be sent later, as the announcements of HEAL-1 repair it. Down and over they are for a router from the input that says
  so, or from its own \`close\`; what it sends between the loss and that input is dropped, and is right.
- A router closes a client's pair when the last orc with an endpoint on it leaves (ROUTE-1), and says so; no \`lost\` follows. A lower node's pair is never closed for want of orcs.`;

export const namesIntroduction = `Names and ids are strings without control characters (U+0000 to U+001F, U+007F), without lone surrogates, which UTF-8 cannot carry, and without \`<\`, \`>\`, \`:\` and \`$\`. They are compared unit by unit,
and sorted so. \`__proto__@T\` and a line called \`constructor\` are ordinary names. Topics, [[pattern|patterns]] and names of commands may hold any
character but control characters and lone surrogates.

A payload is a JSON value and is compared as one (EVENT-8): the order of keys is free, numbers are equal as finite doubles, and -0 equals 0.
What JSON itself leaves open is never drawn: whole numbers beyond 2^53, a key twice in one object, a lone surrogate in a string.`;

export const routingRules = `How an event without \`forward\` is routed is read from its topic alone, and the first that fits decides (EVENT-0): it is a [[result]], it is on
a [[line]], or it is a [[broadcast]]. With \`forward\` it first travels to the node of that horde.`;

export const freeIntroduction = `What stands here is judged by no check: either behaviour is right. Tables (ROUTE-1, SAFE-3) are never [[free]].

A free orc may hear an event or not, on each of its endpoints. It stays free until it has left while nothing was in flight, and has
joined again. These are free:`;

export const oracles = `Three derivations tell what should happen. None is made from another, and each could object to the others.

1. **The model** (\`model/\`): tables and lines, hop by hop, a pure function of a state and a [[step]]. Under the [[schedule]] that the harness owns it
   foretells every frame, message, refusal and table. It is exact, and white box.
2. **The audience law** (\`spec/audience/audience.ts\`): who must and who may hear an event in a settled network, from the [[history]]
   of what clients asked for and were answered. No table is in it. Its closed form (\`spec/audience/afterwards.ts\`) tells what every table comes
   to once all faults are over.
3. **The interval law** (\`spec/interval/interval.ts\`): the same for a system that only acknowledges. An event is under way from the moment \`p0\`
   when it is asked for until \`q\`, the first moment when it is known to be at rest (infinite where none is). Somebody **must** hear it
   when all that this rests on (endpoint, subscription, links and nodes of the way) was settled before \`p0\` and no end of it was asked for
   or possible before \`q\`; **may** hear it when each of these may have stood at some time in between; and otherwise **must not**. With an infinite \`q\`
   nobody must. It asks that *must* is a part of what was heard, and this a part of *may*: once at each carrier, unchanged, before \`q\`, and in
   publishing order on each line. A time-out widens *may* and never *must*.

How they are held against each other:

- In every scenario, after every step, the model's observations are held against the router's, and wherever nothing is [[held back]], what was heard
  against the audience law, for the model and for the router alike. Where the two agree and are both wrong, the audience law still objects.
  \`check\` does so with any router; our own is held so in \`properties/lockstep/agreement.test.ts\`.
- The model is held against itself with a loss and without (\`properties/lockstep/heal.test.ts\`), and against the closed form after faults at any moment
  (\`properties/lockstep/losses.test.ts\`).
- The interval law is weaker than the model: whoever must hear by it hears in the model's run too, and whoever hears there may hear by it; at the
  canaries of the epilogue the two say the same (\`properties/interval/oracleOrder.test.ts\`).
- Every scenario ends with the [[epilogue]]: lost uplinks come back, all settles, and one [[canary]] per line is published at each root; *must* and *may* are then
  the same for everybody who is not free. Then everybody leaves, the tables are what they were at the start, and the canaries, published
  once more, are sent to nobody (SAFE-3). A router that declares \`size\` is asked before the first step and after the last how much it remembers.
- Wrong routers show that this sees something: [\`mutants.md\`](mutants.md), and [\`stryker.md\`](stryker.md) for faults nobody chose.`;

/**
 * Clauses: the law, sentence by sentence. Ids are never reused or renumbered. `because` says where the original text
 * had a gap and how it was closed. White box clauses are judged on tables and messages, black box ones on what was
 * heard alone. "Settled" means that nothing is in flight; "above" means every node on the ways up, "below" every node on the ways down.
 */
import type { Feature, Variant } from './words/features.ts';

export type ClauseId =
  | `ARP-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`
  | `LINE-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  | `EVENT-${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14}`
  | `ROUTE-${1 | 2 | 3 | 4 | 5 | 6 | 7}`
  | `HEAL-${1 | 2}`
  | `PRUNE-${1 | 2 | 3 | 4}`
  | `SAFE-${1 | 2 | 3}`
  | `WAYS-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

export interface Clause {
  readonly level: 'must' | 'should';
  readonly box: 'white' | 'black';
  /** `seed`: the original text says it. `law`: the original text is silent, and this rule was added. */
  readonly source: 'seed' | 'law';
  readonly needs: readonly Feature[];
  /** A variant of the law that another clause states in place of this one, which is declined where it is declared. */
  readonly unless?: Variant;
  readonly sentence: string;
  readonly because?: string;
  /** What of the clause is judged by hearing alone, where tables cannot be read. */
  readonly byHearing?: ClauseHalf;
}

/** The part of a clause that shows in who hears what. */
export interface ClauseHalf {
  readonly needs: readonly Feature[];
  readonly sentence: string;
}

const whiteBoxNeeds: readonly Feature[] = ['tables'];
const messageNeeds: readonly Feature[] = ['ways', 'messages', 'hop lines'];

export const clauses: Readonly<Record<ClauseId, Clause>> = {
  'ARP-1': { level: 'must', box: 'white', source: 'seed', needs: whiteBoxNeeds,
    sentence: 'Tables start empty but for greathall on `ee`; a node that nobody joined stays so.' },
  'ARP-2': { level: 'must', box: 'white', source: 'seed', needs: whiteBoxNeeds,
    sentence: 'A message that carries `arp` inserts (a command: only with `join`, or as ROUTE-7 says) or refreshes the route of its orc at every node it crosses; the socket is the one it arrived on. A command goes to every node above, whoever serves it, and the route is in the table before anything else sees it.',
    because: 'The seed stops at the serving node; then an event published above it would not find the orc.' },
  'ARP-3': { level: 'must', box: 'white', source: 'seed', needs: whiteBoxNeeds,
    sentence: 'An entry holds token (the orc’s own when directly attached, else the lower node’s), socket, port (none on `ee`), hordes (the sender’s own and all it knows below; replaced, never merged), nice and lines.' },
  'ARP-4': { level: 'must', box: 'white', source: 'seed', needs: [...whiteBoxNeeds, 'both backends'],
    sentence: 'One orc has at most one entry per backend. At its own node `ee` and `axon` entries stand side by side; elsewhere there is one entry, by the lower node.' },
  'ARP-5': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'moves'],
    sentence: 'A refresh on the entry’s own socket keeps its lines. A `command` with `join`, or an `:announce`, on another socket of that backend takes the route over, without lines; entries by endpoints and an entry by a lower node never stand side by side. The node passes up `:delete-route`, then the message, then a `:conn-line` for every line still held by the other endpoint. Any other command on another socket is only passed up.',
    because: 'An `:announce` comes from a lower node only; on a client’s pair it is refused (SAFE-2), or a client could take any route over without a word of its own.' },
  'ARP-6': { level: 'must', box: 'white', source: 'seed', needs: [...whiteBoxNeeds, 'nice'],
    sentence: '`nice` is stored, propagated with commands, equal in both backends’ entries, and changes no routing decision.' },
  'ARP-7': { level: 'must', box: 'black', source: 'seed', needs: ['axon'],
    sentence: 'An event goes to the port paired with the route’s command socket, never to another one; equal port numbers of two peers are two ports.' },
  'ARP-8': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'rename'],
    sentence: '`:rename` moves all entries, lines included; the node sends up a command and the lines under the new name, then `:delete-route` of the old one; nothing is left under the old name. A taken or ill-formed name is refused, and so is a rename of an orc with two endpoints there.' },
  'LINE-1': { level: 'must', box: 'white', source: 'seed', needs: whiteBoxNeeds,
    sentence: 'When an orc subscribes to a topic on a line, `:conn-line` tells its node, and every node above, that the orc is reached this way for this id. Tables agree once settled.' },
  'LINE-2': { level: 'must', box: 'black', source: 'law', needs: [], unless: 'set subscriptions',
    sentence: 'A subscription belongs to the endpoint it came by and is counted there per line; it ends with as many unsubscribes, or with the endpoint. The orc holds the line while one endpoint does. Above only membership matters: announced on the orc’s first, withdrawn on its last.',
    byHearing: { needs: [], sentence: 'An orc hears a line for as long as a subscription of it there is left, and no longer.' } },
  'LINE-3': { level: 'must', box: 'white', source: 'seed', needs: [...whiteBoxNeeds, 'hop lines'],
    sentence: '`:conn-line` is a command: a node that does not know the orc yet learns the route from the socket it came on, with that pair’s port and the message’s arp.' },
  'LINE-4': { level: 'must', box: 'white', source: 'law', needs: ['messages', 'hop lines'],
    sentence: 'A node that already holds the line for the orc, by any of its entries, passes nothing on; an internal message about a known orc on another socket than its route’s changes nothing and is not passed on.' },
  'LINE-5': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'messages', 'hop lines', 'raw'],
    sentence: '`:disconn-line` for a pair that is not held changes nothing anywhere: no negative count, no empty leftover, no message upwards.' },
  'LINE-6': { level: 'must', box: 'white', source: 'seed', needs: [...whiteBoxNeeds, 'nodes'],
    sentence: 'A line has a direction. It makes its subscribers reachable from nodes above and changes nothing for any other orc or line; nothing of a node’s own clients is seen below it.' },
  'LINE-7': { level: 'must', box: 'black', source: 'law', needs: ['greathall'],
    sentence: 'Greathall’s lines are local: counted, never sent up; messages about greathall from below are refused. Greathall hears the line events that its own node handles.' },
  'LINE-8': { level: 'must', box: 'black', source: 'law', needs: [],
    sentence: 'Two lines share nothing but an orc: removing one leaves the other.',
    byHearing: { needs: [], sentence: 'An orc that unsubscribes from one line still hears its other lines.' } },
  'LINE-9': { level: 'must', box: 'black', source: 'law', needs: ['set subscriptions'],
    sentence: 'Instead of LINE-2: the patterns of an orc at an endpoint are a set. To subscribe again to one of them changes nothing; one unsubscribe, or the end of the endpoint, takes it out. The endpoint holds a line while a pattern on it is in the set, and the orc while one endpoint does. Above only membership matters: announced on the orc’s first, withdrawn on its last.',
    because: 'MQTT, Redis and rooms of socket.io keep sets, Xcraft and NATS count. A client says `:disconn-line` with its last pattern on the line, since a set knows no other number.',
    byHearing: { needs: ['set subscriptions'], sentence: 'An orc hears a line from its first subscription to one unsubscribe, however often it subscribed, and no longer.' } },
  'EVENT-0': { level: 'must', box: 'black', source: 'law', needs: ['refusals'],
    sentence: 'The first match decides: forward; result; line; broadcast. A topic with `<>` is refused at the publisher.' },
  'EVENT-1': { level: 'must', box: 'black', source: 'seed', needs: [],
    sentence: 'An event on a line, published at node n, is heard once per endpoint by exactly those orcs at or below n that hold the line there; nobody else is given it.',
    because: 'Given is what is written on a client’s socket or emitted at a node, whether or not the client then drops it: otherwise "nobody else" would say nothing.' },
  'EVENT-2': { level: 'must', box: 'black', source: 'law', needs: [],
    sentence: 'An event on a line that nobody holds is given to nobody. It is never broadcast.' },
  'EVENT-3': { level: 'must', box: 'black', source: 'seed', needs: ['broadcast'],
    sentence: 'A broadcast is heard once by every orc present at or below n (joined, neither left nor lost), greathalls included.',
    because: 'A frame of a broadcast on a client’s pair without a present orc is heard by nobody and not judged; every lower node gets one, for its greathall.' },
  'EVENT-4': { level: 'must', box: 'black', source: 'seed', needs: ['results'],
    sentence: 'A result is heard by the orc it names, once at each of its endpoints, if it is at or below n and has spoken since it joined; by nobody else. A result for greathall is for the publishing node’s only.',
    because: 'As in EVENT-1, by nobody else means that no client’s socket without the orc gets a frame, nor an emitter.' },
  'EVENT-5': { level: 'must', box: 'black', source: 'law', needs: [], unless: 'copies per subscription',
    sentence: 'At most one frame per event per event socket and one emission per node, whatever the number of orcs behind it.',
    because: 'With `ways` that is so once settled: in flight two frames with different `to` may cross a link; and in a cycle one may cross it on the way to the node of its horde, and another as published there.' },
  'EVENT-6': { level: 'should', box: 'black', source: 'law', needs: ['results'],
    sentence: 'A result for an orc that is not known is given to nobody.' },
  'EVENT-7': { level: 'must', box: 'black', source: 'law', needs: [],
    sentence: 'Events published at one node on one line reach each endpoint in publishing order.' },
  'EVENT-8': { level: 'must', box: 'black', source: 'law', needs: [],
    sentence: 'What arrives is what was published: topic, id and payload are unchanged, and what one receiver does to its copy alters no other’s.',
    because: 'Payloads are JSON values: the order of keys is free, numbers are equal as finite doubles, and -0 equals 0.' },
  'EVENT-9': { level: 'must', box: 'black', source: 'seed', needs: ['forward'],
    sentence: 'An event with `forward: horde` travels, one frame a hop, by the newest entry whose `hordes` hold the key (then the least orcName); the node whose horde it is, the publisher included, handles it as published there. No entry at the publishing node: NO_HORDE, nobody hears it; further down: dropped.',
    because: 'Of all entries that hold the horde, that one counts which was inserted or refreshed last by a message with `arp` (a command, `:conn-line` or `:announce`, passed on or not); a takeover inserts, `:disconn-line` refreshes nothing. Of entries equally new, the one whose orcName comes first by UTF-16 unit.' },
  'EVENT-10': { level: 'must', box: 'black', source: 'law', needs: ['handlers'],
    sentence: 'An orc’s handler runs for exactly those of its subscriptions at that endpoint whose pattern matches (`*`: one or more characters). Subscriptions are counted per pattern (or are a set, LINE-9); an unsubscribe that matches none is refused.' },
  'EVENT-11': { level: 'must', box: 'black', source: 'law', needs: ['handlers'],
    sentence: 'One receiver that cannot be served (port gone, handler throws) never costs another its copy, and never turns the event into a broadcast.' },
  'EVENT-12': { level: 'must', box: 'black', source: 'law', needs: ['copies per subscription'],
    sentence: 'Instead of EVENT-5: an event on a line is written on a client’s event socket once for each subscription to the line there, whichever orc’s it is and whatever its pattern. Any other event once per client’s socket, and every event once per lower node’s socket and emission.',
    because: 'NATS writes a message for each subscription that matches, Redis for a channel and for a pattern; others write one.' },
  'EVENT-13': { level: 'must', box: 'black', source: 'law', needs: ['stall'],
    sentence: 'A client that does not read costs nobody else anything: while a pair is stalled, everyone else hears what they would hear without the stall, and the network comes to rest without that pair.',
    because: 'A queue that all receivers share, or a node that waits until a frame is taken, lets the slowest one decide when the others hear.' },
  'EVENT-14': { level: 'must', box: 'black', source: 'law', needs: ['stall'],
    sentence: 'Nothing comes on a stalled pair until it resumes. What is published for it meanwhile may be dropped; what was kept comes once it resumed, before the network is at rest, each frame at most once and unchanged, those on one line in the order of publishing. A stall alone closes no pair, and what is published after it is heard as ever.',
    because: 'Some systems drop for a slow receiver, others keep. Many give a client up once too much waits for it; no scenario comes near such a bound, and below it a stall is no reason to take the subscriptions away.' },
  'PRUNE-1': { level: 'must', box: 'black', source: 'seed', needs: ['nodes', 'link frames'],
    sentence: 'An event on a line that somebody holds crosses a link only towards a node at or below which somebody holds the line.',
    because: 'Until the second contract EVENT-1, 2, 4 and 6 said this too. A system may hear right and still send everything everywhere.' },
  'PRUNE-2': { level: 'must', box: 'black', source: 'law', needs: ['nodes', 'link frames'],
    sentence: 'An event on a line that nobody holds crosses no link.' },
  'PRUNE-3': { level: 'must', box: 'black', source: 'seed', needs: ['nodes', 'link frames', 'results'],
    sentence: 'A result crosses a link only towards a node at or below which the orc is that it names.' },
  'PRUNE-4': { level: 'should', box: 'black', source: 'law', needs: ['nodes', 'link frames', 'results'],
    sentence: 'A result for an orc that is not known crosses no link.' },
  'ROUTE-1': { level: 'must', box: 'white', source: 'seed', needs: whiteBoxNeeds,
    sentence: '`:delete-route` from an endpoint removes the orc’s entries on both backends with every line it held, from a lower node only the entry by that node; once settled no table at its node or above mentions the orc. At its own node, the last orc with an endpoint on a pair that leaves closes the pair.' },
  'ROUTE-2': { level: 'must', box: 'black', source: 'law', needs: ['shared pairs'],
    sentence: 'It removes nothing else, in particular not the other orcs behind the same socket.',
    byHearing: { needs: ['shared pairs'], sentence: 'Whoever stays behind a socket when another orc leaves it hears its lines as before.' } },
  'ROUTE-3': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'messages', 'raw'],
    sentence: 'It is idempotent; for an unknown orc it changes nothing and sends nothing.' },
  'ROUTE-4': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'cuts'],
    sentence: 'The loss of a pair, or of either of its sockets, ends the pair and every route over it; each is passed on as `:delete-route` if the orc has no endpoint left there, otherwise as `:disconn-line` for the lines nobody holds any more; a node that loses a lower node forgets all orcs it reached through it. On a pair that is over, or was never attached, nothing is written.',
    byHearing: { needs: ['cuts'], sentence: 'An orc that comes back after its socket was lost hears no line until it subscribes again.' } },
  'ROUTE-5': { level: 'must', box: 'black', source: 'law', needs: ['moves', 'cuts'],
    sentence: 'The loss of a stale socket (the orc has since come back on another, here or at another node) deletes nothing, neither directly nor as a `:delete-route` passed on from the way the orc no longer uses.' },
  'ROUTE-6': { level: 'must', box: 'black', source: 'law', needs: [],
    sentence: 'An orc that comes back after its route was deleted holds no lines until it subscribes again.',
    byHearing: { needs: [], sentence: 'An orc that comes back after it left hears no line until it subscribes again.' } },
  'ROUTE-7': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'both backends'],
    sentence: 'The end of one of two endpoints removes that entry and its subscriptions; lines nobody holds any more are withdrawn; the other endpoint keeps its own. A command without `join` by a pair that is no endpoint of the orc is nested: it makes an entry only for an orc the node knows, and that entry goes with the orc’s last endpoint or its own pair; about an unknown orc it is passed up and changes no table.',
    because: 'Only for an orc the node knows by an endpoint, and on a backend where it has no entry: beside an entry by a lower node a nested one would break ARP-4.' },
  'HEAL-1': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'heal'],
    sentence: 'After an uplink came back, the lower node announces every orc it reaches, each followed by its lines, in one step and on this uplink alone; greathall never. On an uplink that is down, or was never up, nothing is sent. An `:announce` is passed up at every node, like a command. The tables above become what they would be had the uplink never been lost.',
    because: 'But for `hordes` and age: an announcement tells what the node knows now, as any later message of the orc would have.',
    byHearing: { needs: ['heal', 'nodes'], sentence: 'After an uplink came back, an event from above is heard below it as if it had never been lost.' } },
  'HEAL-2': { level: 'must', box: 'white', source: 'law', needs: [...whiteBoxNeeds, 'heal'],
    sentence: 'After a node restarts with empty tables, lower nodes announce by themselves; its own orcs and greathall join and subscribe anew; then every clause holds and nothing of the old run is left.',
    because: 'The nodes above forget whom they reached through it before it is back (ROUTE-4), and learn of those below it from what they announce.',
    byHearing: { needs: ['heal'], sentence: 'After a node restarted, the orcs below it hear as before, and its own hear what they subscribe to anew.' } },
  'SAFE-1': { level: 'must', box: 'black', source: 'law', needs: ['raw'],
    sentence: 'A malformed frame is refused with a reason, and any frame on a pair or uplink that is not open is refused or dropped: no throw out of the router, no table change, no message, no event lost by anybody.' },
  'SAFE-2': { level: 'must', box: 'black', source: 'law', needs: ['raw'],
    sentence: 'An internal command about a known orc is honoured only on one of the orc’s endpoints at that node, on the lower node’s socket of its entry, or as ARP-5’s takeover; on the socket of a nested entry only `:delete-route` is honoured, and removes that entry alone. Nobody deletes, renames or mutes another.' },
  'SAFE-3': { level: 'must', box: 'black', source: 'law', needs: [],
    sentence: 'Tables do not grow with traffic: after everyone left, every pair of a client has ended and all uplinks are up, every table is what it was at start, an event on a line is sent to nobody, and no router that tells its size remembers more than at start.' },
  'WAYS-1': { level: 'must', box: 'white', source: 'law', needs: ['ways', ...whiteBoxNeeds],
    sentence: 'Of every orc a node keeps one way for each lower node that told of it: the path and the lines as that node last told them. What comes by a lower node changes its way alone: `:conn-line` and `:disconn-line` the lines; `:delete-route` and the loss of its pair end it. The node knows the orc while an endpoint or a way is left.',
    because: 'Each link is first in, first out, so what a node holds by a lower one is what that one showed last; no way outlives what backs it.' },
  'WAYS-2': { level: 'must', box: 'white', source: 'law', needs: ['ways', ...whiteBoxNeeds],
    sentence: 'Above an orc’s home its route is the way with the least path: fewest nodes, then the first in order, token by token from the top; the orc’s lines there are that way’s. Once settled the path is the least of all that are up, and there is a way by each lower node whose own least path does not come back through this node.' },
  'WAYS-3': { level: 'must', box: 'white', source: 'law', needs: messageNeeds,
    sentence: 'An uplink is shown an orc only while its node is not on the path that this node sees; when it comes up, those orcs are announced and no others. A path that holds the receiver makes no way.' },
  'WAYS-4': { level: 'must', box: 'white', source: 'law', needs: messageNeeds,
    sentence: 'After each input a node compares, for each orc and uplink, what the uplink was shown with what it is shown now, and sends the difference. Nothing any more: `:delete-route`. Something for the first time: the command with `join` or the `:announce` that is passed up, then a `:conn-line` for each line; for a first word that was a `:conn-line` that alone; else one `:way`. Another path: one `:way`, unless a passed message tells it, which the changed lines follow. The same path: `:conn-line` for what came, `:disconn-line` for what went. A takeover: `:delete-route`, the message, the lines.',
    because: 'What an uplink was shown follows from the table before the input, so nothing need be remembered for it.' },
  'WAYS-5': { level: 'must', box: 'white', source: 'law', needs: ['ways', ...whiteBoxNeeds],
    sentence: 'Another way to the same home is no takeover. An `:announce`, or a command with `join` that is taken (WAYS-6), whose path ends at another home takes the route over: every endpoint and way that the node had goes. A `:way`, a `:conn-line` or a copy of a command with another home changes nothing. A `:conn-line` by a lower node that is no way yet makes one with that line. An `:announce` is passed up if it came by the way that is now chosen.' },
  'WAYS-6': { level: 'must', box: 'black', source: 'law', needs: ['ways', 'dispatches'],
    sentence: 'A node takes a command, and a broadcast, only with a greater stamp than any it took from that origin before. A command that is taken is dispatched and passed up on every uplink; a copy makes (with `join`) or refreshes its way and does nothing else. A broadcast that is taken is emitted and written to every pair, also to every lower node. So a command is dispatched once at each node at or above the one where it was spoken, a broadcast is heard once, and both end in a cycle.' },
  'WAYS-7': { level: 'must', box: 'black', source: 'law', needs: ['ways', 'heal', 'dispatches'],
    sentence: 'The stamps of a node grow over its restarts: its first command and its first broadcast after one are taken wherever they come.' },
  'WAYS-8': { level: 'must', box: 'black', source: 'law', needs: ['ways', 'link frames'],
    sentence: 'Where an event on a line or a result is published, the node writes into `to` the homes of the orcs that it sees holding the line (or of the orc named). A node serves its own endpoints if it is in `to`; every other home goes, in one frame for each lower node, with its share of `to`, along the least path seen to it by an orc there that holds the line (or is named); without one it is dropped. Greathall that holds the line hears at every node that handles such a frame, and at the publisher’s; at a node that is not in `to` not while another orc on `ee` holds the line there, which would hear with it.',
    because: 'No home is in two frames, so no orc hears twice, whatever is in flight; greathall alone may, at a node that two frames pass.' },
  'WAYS-9': { level: 'must', box: 'black', source: 'law', needs: ['ways', 'link frames'],
    sentence: 'An event that is not a broadcast carries the nodes it has crossed, and goes to none of them again; what could go only there is dropped. With `forward` it goes along the least path among the entries that hold the horde.',
    because: 'With `ways` an entry holds the hordes of the nodes on its path, so one that holds the horde leads to its node. Tables in flight may point at each other; the trail ends such a circle.' },
  'WAYS-10': { level: 'must', box: 'black', source: 'law', needs: ['ways', 'heal'],
    sentence: 'The loss of a link or node makes nobody deaf once settled while another way is left, nor does its return; no orc hears twice at any moment.' },
};

export const clauseIds = Object.keys(clauses) as readonly ClauseId[];

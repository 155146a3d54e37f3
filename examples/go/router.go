// The router of one node: an input comes, effects go out. Here is what becomes of each input, and of links that come and go;
// messages from below are in messages.go, and where events go is in events.go. It opens no socket and reads no clock.
package main

import "encoding/json"

type object = map[string]any

// input is what the harness tells a router; which fields it has depends on its kind.
type input struct {
	Kind, Pair, Backend, Node, OrcName, Uplink, Topic string
	Port                                              *int
	Frame                                             json.RawMessage
}

type router struct {
	token, horde string
	pairs        map[string]pair
	uplinks      map[string]int // The node's port at each node above to which it is attached.
	routes       table
	hall         *route
	messages     int // How many came, by which the newest route is known.
	effects      []object
}

// newRouter knows greathall and nobody else, and its uplinks are down (ARP-1).
func newRouter(token, horde string) *router {
	own := &route{orc: hall, backend: "ee", token: token, pair: hall, hordes: map[string]bool{horde: true}, lines: map[string]int{}}
	return &router{
		token: token, horde: horde, hall: own, routes: table{hall: {own}},
		pairs: map[string]pair{}, uplinks: map[string]int{}, effects: []object{},
	}
}

func (node *router) handle(given json.RawMessage) []object {
	var came input
	if err := json.Unmarshal(given, &came); err != nil {
		panic(err)
	}
	node.effects = []object{}
	switch came.Kind {
	case "attached":
		node.attach(pair{id: came.Pair, backend: came.Backend, node: came.Node, port: came.Port})
	case "lost":
		node.lose(came.Pair)
	case "ended":
		if own := node.routes.by(came.OrcName, came.Pair); own != nil && own.reach == endpoint {
			node.end(own)
		}
	case "frame":
		node.receive(came.Pair, came.Frame)
	case "uplink up":
		node.uplinks[came.Uplink] = *came.Port
		node.announce(came.Uplink)
	case "uplink down":
		delete(node.uplinks, came.Uplink)
	case "publish":
		node.publish(given)
	case "event":
		node.descend(came.Uplink, came.Frame)
	case "subscribe": // LINE-7: nobody above is told of greathall's lines.
		if line := lineOf(came.Topic); line != "" {
			node.hall.count(line, 1)
		}
	case "unsubscribe":
		node.hall.count(lineOf(came.Topic), -1)
	default:
		panic("no input is called " + came.Kind)
	}
	return node.effects
}

func (node *router) size() int { return len(node.pairs) + len(node.uplinks) + node.routes.size() }

// Effects.

func (node *router) do(kind string, words object) {
	words["kind"] = kind
	node.effects = append(node.effects, words)
}

func (node *router) refuse(fault, detail string) {
	node.do("refuse", object{"fault": fault, "detail": detail})
}

func (node *router) sendUp(sent ...message) {
	for _, uplink := range sortedKeys(node.uplinks) {
		node.send(uplink, sent...)
	}
}

func (node *router) send(uplink string, sent ...message) {
	for _, each := range sent {
		words := object{"kind": each.kind, "orcName": each.orc}
		if each.kind == "command" {
			words["name"], words["join"] = each.name, each.join
		}
		if each.line != "" {
			words["lineId"] = each.line
		}
		if each.arp != nil {
			words["arp"] = object{
				"token": each.arp.token, "port": node.uplinks[uplink], "hordes": each.arp.hordes, "nice": each.arp.nice,
			}
		}
		node.do("send", object{"uplink": uplink, "message": words})
	}
}

// passOn makes of a message that came what goes up: the node speaks for all whom it knows, those of the message included.
func (node *router) passOn(came message) message {
	hordes := map[string]bool{node.horde: true}
	for _, each := range node.routes.all() {
		for horde := range each.hordes {
			hordes[horde] = true
		}
	}
	for _, horde := range came.arp.hordes {
		hordes[horde] = true
	}
	came.arp = &arp{token: node.token, hordes: sortedKeys(hordes), nice: came.arp.nice}
	return came
}

// linesUp are the lines of an orc, as the node tells them above behind a message about it.
func (node *router) linesUp(behind message) []message {
	told := []message{}
	for _, line := range node.routes.lines(behind.orc) {
		told = append(told, message{kind: ":conn-line", orc: behind.orc, line: line, arp: behind.arp})
	}
	return told
}

// Links.

// attach opens a pair. A lower node that attaches anew ends its older pair first (ROUTE-4).
func (node *router) attach(opened pair) {
	for _, id := range sortedKeys(node.pairs) {
		if older := node.pairs[id]; !opened.isClient() && older.node == opened.node {
			node.lose(id)
		}
	}
	node.pairs[opened.id] = opened
}

func (node *router) lose(pair string) { // ROUTE-4
	if _, open := node.pairs[pair]; !open {
		return
	}
	delete(node.pairs, pair)
	for _, each := range node.routes.over(pair) {
		node.end(each)
	}
}

// end removes one route; the orc goes with its last endpoint, and its nested routes with it (ROUTE-7).
func (node *router) end(gone *route) {
	orc, held := gone.orc, node.routes.lines(gone.orc)
	node.routes.remove(gone)
	if gone.reach == nested {
		return
	}
	if len(node.routes.endpoints(orc)) == 0 {
		delete(node.routes, orc)
		node.sendUp(message{kind: ":delete-route", orc: orc})
		return
	}
	for _, line := range held {
		if !node.routes.holds(orc, line) {
			node.sendUp(message{kind: ":disconn-line", orc: orc, line: line})
		}
	}
}

// announce tells the node above of everybody but greathall, each followed by its lines (HEAL-1).
func (node *router) announce(uplink string) {
	for _, orc := range sortedKeys(node.routes) {
		if orc != hall {
			told := node.passOn(message{kind: ":announce", orc: orc, arp: &arp{nice: node.routes[orc][0].nice}})
			node.send(uplink, append([]message{told}, node.linesUp(told)...)...)
		}
	}
}

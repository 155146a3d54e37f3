// Messages from below: commands, subscriptions and departures of orcs. They fill the table, and the nodes above are told of
// them. Here is who may say what of whom, as anybody may send anything.
package main

import (
	"encoding/json"
	"fmt"
)

// receive handles a frame of the command bus. Who speaks for an orc is told by SAFE-2: its endpoints, the lower node by which it is
// reached, and whoever takes the route over with a join (ARP-5).
func (node *router) receive(by string, frame json.RawMessage) {
	from, open := node.pairs[by]
	came, reads := readMessage(frame)
	own := node.routes.by(came.orc, by)
	isElsewhere := own == nil && len(node.routes[came.orc]) > 0
	switch {
	case !open:
		node.refuse("UNKNOWN_PAIR", by+" is not attached")
	case !reads:
		node.refuse("MALFORMED", "it is no message")
	case came.kind == "command":
		node.do("dispatch", object{"name": came.name, "orcName": came.orc})
		node.command(came, from, own)
	case came.kind == ":announce" && !from.isClient():
		node.command(came, from, own)
	case came.kind == ":delete-route" && own != nil && own.reach == nested:
		node.routes.remove(own)
	case isElsewhere && !from.isClient(): // What a lower node says of an orc that has moved comes late (LINE-4, ROUTE-5).
	case isElsewhere, own != nil && own.reach == nested, came.kind == ":announce", came.kind == ":rename" && !from.isClient():
		node.refuse("NOT_YOURS", fmt.Sprintf("%s does not speak for %s", by, came.orc))
	case came.kind == ":conn-line":
		node.connLine(came, from, own)
	case own == nil: // LINE-5, ROUTE-3: nobody knows the orc.
	case came.kind == ":disconn-line":
		node.disconnLine(came, own)
	case came.kind == ":delete-route":
		node.deleteRoute(came)
	case came.kind == ":rename":
		node.rename(came)
	}
}

// command handles a command or an announcement, which is one with join from a lower node (ARP-2, ARP-5, ROUTE-7).
func (node *router) command(came message, from pair, own *route) {
	joins := came.join || came.kind == ":announce"
	sent := []message{}
	switch {
	case own != nil:
		if joins && own.reach == nested {
			own.reach = endpoint
		}
		node.refresh(own, came, from)
	case joins:
		isTaken := false
		for _, each := range node.routes[came.orc] {
			if !from.isClient() || each.reach == below || each.backend == from.backend {
				node.routes.remove(each)
				isTaken = true
			}
		}
		if isTaken {
			sent = append(sent, message{kind: ":delete-route", orc: came.orc})
		}
		node.insert(came, from)
		up := node.passOn(came)
		sent = append(sent, up)
		if isTaken {
			sent = append(sent, node.linesUp(up)...)
		}
		node.sendUp(sent...)
		return
	case from.isClient() && node.mayNest(came.orc, from.backend):
		node.insert(came, from).reach = nested
	}
	node.sendUp(node.passOn(came))
}

// mayNest: a nested route is for an orc that hears at this node, on a backend where it has no route yet.
func (node *router) mayNest(orc, backend string) bool {
	for _, each := range node.routes[orc] {
		if each.backend == backend {
			return false
		}
	}
	return len(node.routes.endpoints(orc)) > 0
}

func (node *router) insert(came message, from pair) *route {
	made := &route{orc: came.orc, backend: from.backend, pair: from.id, lines: map[string]int{}}
	if !from.isClient() {
		made.reach = below
	}
	node.routes[came.orc] = append(node.routes[came.orc], made)
	node.refresh(made, came, from)
	return made
}

// refresh takes over what a message tells of its sender: hordes are replaced (ARP-3), nice is one for both backends (ARP-6).
func (node *router) refresh(own *route, came message, from pair) {
	node.messages++
	own.token, own.port, own.freshness, own.hordes = came.arp.token, from.port, node.messages, map[string]bool{}
	if !from.isClient() {
		own.token = from.node
	}
	for _, horde := range came.arp.hordes {
		own.hordes[horde] = true
	}
	for _, each := range node.routes[came.orc] {
		each.nice = came.arp.nice
	}
}

// connLine counts a subscription of a client; that of a lower node says that the orc holds the line (LINE-1 to LINE-4).
func (node *router) connLine(came message, from pair, own *route) {
	isHeld := node.routes.holds(came.orc, came.line)
	if own == nil {
		own = node.insert(came, from)
	} else {
		node.refresh(own, came, from)
	}
	if from.isClient() || own.lines[came.line] == 0 {
		own.count(came.line, 1)
	}
	if !isHeld {
		node.sendUp(node.passOn(came))
	}
}

func (node *router) disconnLine(came message, own *route) { // LINE-2, LINE-5
	if own.lines[came.line] == 0 {
		return
	}
	own.count(came.line, -1)
	if !node.routes.holds(came.orc, came.line) {
		node.sendUp(came)
	}
}

// deleteRoute forgets an orc, and closes the pairs on which nobody hears any more (ROUTE-1).
func (node *router) deleteRoute(came message) {
	left := node.routes.endpoints(came.orc)
	delete(node.routes, came.orc)
	node.sendUp(came)
	for _, each := range left {
		if !node.isHeardOn(each.pair) {
			for _, other := range node.routes.over(each.pair) {
				node.routes.remove(other)
			}
			delete(node.pairs, each.pair)
			node.do("close", object{"pair": each.pair, "reason": "the last orc on it has left"})
		}
	}
}

func (node *router) isHeardOn(pair string) bool {
	for _, each := range node.routes.over(pair) {
		if each.reach == endpoint {
			return true
		}
	}
	return false
}

// rename moves all routes of an orc to its new name, and tells the nodes above as if another had joined (ARP-8).
func (node *router) rename(came message) {
	if len(node.routes.endpoints(came.orc)) > 1 {
		node.refuse("TWO_ENDPOINTS", came.orc+" has another endpoint here")
		return
	}
	if len(node.routes[came.to]) > 0 {
		node.refuse("NAME_TAKEN", "the node knows a "+came.to)
		return
	}
	moved := node.routes[came.orc]
	delete(node.routes, came.orc)
	for _, each := range moved {
		each.orc = came.to
	}
	node.routes[came.to] = moved
	up := node.passOn(message{kind: "command", name: "orc.renamed", orc: came.to, join: true, arp: &arp{nice: moved[0].nice}})
	node.sendUp(append(append([]message{up}, node.linesUp(up)...), message{kind: ":delete-route", orc: came.orc})...)
}

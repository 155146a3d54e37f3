// One node's table: who is reached by which pair. It knows nothing of messages and events, and sends nothing.
package main

import "sort"

// pair is one attachment of a client or of a lower node, whose token is then in node.
type pair struct {
	id, backend, node string
	port              *int
}

func (from pair) isClient() bool { return from.node == "" }

// reach tells how an orc is reached by a route.
type reach int

const (
	endpoint reach = iota // The orc hears there.
	below                 // By a lower node.
	nested                // A command came by a pair on which the orc does not hear (ROUTE-7).
)

// route is one entry of the table: an orc has at most one on each backend (ARP-4).
type route struct {
	orc, backend, token, pair string
	port                      *int
	hordes                    map[string]bool
	nice                      int64
	lines                     map[string]int
	reach                     reach
	freshness                 int // The number of the message that refreshed it last (EVENT-9).
}

// table has the routes of each orc; an orc without any is not in it.
type table map[string][]*route

// all lists the routes in the order in which tables are told: by backend, then by orc.
func (routes table) all() []*route {
	listed := []*route{}
	for _, orc := range sortedKeys(routes) {
		listed = append(listed, routes[orc]...)
	}
	sort.SliceStable(listed, func(left, right int) bool { return listed[left].backend < listed[right].backend })
	return listed
}

func (routes table) by(orc, pair string) *route {
	for _, each := range routes[orc] {
		if each.pair == pair {
			return each
		}
	}
	return nil
}

// over lists the routes by a pair.
func (routes table) over(pair string) []*route {
	found := []*route{}
	for _, each := range routes.all() {
		if each.pair == pair {
			found = append(found, each)
		}
	}
	return found
}

// endpoints lists the routes on which an orc hears at this node.
func (routes table) endpoints(orc string) []*route {
	found := []*route{}
	for _, each := range routes[orc] {
		if each.reach == endpoint {
			found = append(found, each)
		}
	}
	return found
}

// lines lists what an orc holds by any of its routes.
func (routes table) lines(orc string) []string {
	held := map[string]bool{}
	for _, each := range routes[orc] {
		for line := range each.lines {
			held[line] = true
		}
	}
	return sortedKeys(held)
}

func (routes table) holds(orc, line string) bool {
	for _, each := range routes[orc] {
		if each.lines[line] > 0 {
			return true
		}
	}
	return false
}

func (routes table) remove(gone *route) {
	kept := []*route{}
	for _, each := range routes[gone.orc] {
		if each != gone {
			kept = append(kept, each)
		}
	}
	routes[gone.orc] = kept
	if len(kept) == 0 {
		delete(routes, gone.orc)
	}
}

// count adds a subscription of a line, or takes one away.
func (to *route) count(line string, change int) {
	to.lines[line] += change
	if to.lines[line] <= 0 {
		delete(to.lines, line)
	}
}

// told is the table as the harness compares it.
func (routes table) told(node string) object {
	listed := []object{}
	for _, each := range routes.all() {
		lines := []object{}
		for _, line := range sortedKeys(each.lines) {
			lines = append(lines, object{"lineId": line, "count": each.lines[line]})
		}
		listed = append(listed, object{
			"backend": each.backend, "orcName": each.orc, "token": each.token, "socket": each.pair, "port": each.port,
			"hordes": sortedKeys(each.hordes), "nice": each.nice, "lines": lines,
		})
	}
	return object{"node": node, "routes": listed}
}

// size counts what is remembered.
func (routes table) size() int {
	size := 0
	for _, each := range routes.all() {
		size += 1 + len(each.hordes) + len(each.lines)
	}
	return size
}

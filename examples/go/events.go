// Where an event goes: it is read from its topic alone, and the first that fits decides (EVENT-0). Events only read the table.
package main

import (
	"encoding/json"
	"strings"
)

// publish: an event begins at this node.
func (node *router) publish(given json.RawMessage) {
	from := open(given)
	if topic, _ := textOf(from.fields["topic"]); strings.Contains(topic, "<>") {
		node.refuse("EMPTY_LINE", "<> names no line")
		return
	}
	if string(from.fields["forward"]) == "null" {
		delete(from.fields, "forward")
	}
	frame, _ := json.Marshal(from.fields)
	published, reads := readEvent(frame)
	switch {
	case !reads:
		node.refuse("MALFORMED", "it is no event")
	case published.forward == "" || published.forward == node.horde:
		node.deliver(published, true)
	case !node.forward(published):
		node.refuse("NO_HORDE", "nobody here knows the horde "+published.forward)
	}
}

// descend: an event comes from the node above.
func (node *router) descend(uplink string, frame json.RawMessage) {
	_, up := node.uplinks[uplink]
	came, reads := readEvent(frame)
	switch {
	case !up:
		node.refuse("UNKNOWN_PAIR", "the uplink "+uplink+" is not up")
	case !reads:
		node.refuse("MALFORMED", "it is no event")
	case came.forward == "":
		node.deliver(came, false)
	case came.forward == node.horde: // EVENT-9: as if it were published here.
		node.deliver(came, true)
	default:
		node.forward(came)
	}
}

// forward hands an event to the newest route that knows its horde, and says whether there is one (EVENT-9).
func (node *router) forward(sent event) bool {
	var newest *route
	for _, each := range node.routes.all() {
		if each.hordes[sent.forward] && each != node.hall && (newest == nil || each.freshness > newest.freshness) {
			newest = each
		}
	}
	if newest == nil {
		return false
	}
	words := wordsOf(sent)
	words["forward"] = sent.forward
	if newest.backend == "ee" {
		node.do("emit", object{"event": words})
	} else {
		node.do("write", object{"event": words, "pairs": []string{newest.pair}})
	}
	return true
}

// deliver gives an event to all who are addressed by it: one frame a pair, and one emission, however many hear it (EVENT-5).
func (node *router) deliver(sent event, isPublishedHere bool) {
	pairs, emits := map[string]bool{}, false
	give := func(to *route) {
		switch {
		case to.reach == nested: // Nobody hears there.
		case to.backend == "ee":
			emits = true
		default:
			pairs[to.pair] = true
		}
	}
	orc, isResult := resultOf(sent.topic)
	line := lineOf(sent.topic)
	switch {
	case isResult: // EVENT-4: a result for greathall is for that of the publishing node.
		for _, each := range node.routes[orc] {
			if each != node.hall || isPublishedHere {
				give(each)
			}
		}
	case line != "": // EVENT-1, EVENT-2
		for _, each := range node.routes.all() {
			if each.lines[line] > 0 {
				give(each)
			}
		}
	default: // EVENT-3: everybody, and every lower node for its greathall.
		for _, each := range node.routes.all() {
			give(each)
		}
		for _, each := range node.pairs {
			if !each.isClient() {
				pairs[each.id] = true
			}
		}
	}
	if len(pairs) > 0 {
		node.do("write", object{"event": wordsOf(sent), "pairs": sortedKeys(pairs)})
	}
	if emits {
		node.do("emit", object{"event": wordsOf(sent)})
	}
}

func wordsOf(sent event) object {
	return object{"topic": sent.topic, "id": sent.id, "payload": sent.payload}
}

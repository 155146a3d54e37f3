// A router for Partyline, to be filled in: one node's program, with requests on stdin and answers on stdout (PROTOCOL.md).
//
// It does nothing yet and says so, and is valid as it is:  go build router.go && npx --no partyline check -- ./router
// What must be true is told by `npx --no partyline clauses` and `explain LINE-2`. Print to stderr only: stdout is the wire.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

// What your router offers. Nothing else is asked of it, and what is left out is never held against it. Without a backend
// ("axon" or "ee") there are no orcs, so nobody hears an event. Take one after the other, from top to bottom:
var features = []string{
	// "axon",          // orcs over socket pairs: EVENT-1, EVENT-2, EVENT-5, EVENT-7, EVENT-8, ARP-7
	// "ee",            // orcs in the same process: the same clauses on the emitter
	// "broadcast",     // an event on a topic of no line is for everybody: EVENT-3
	// "results",       // results go by the name of an orc: EVENT-4, EVENT-6; with `link frames` PRUNE-3, PRUNE-4
	// "refusals",      // that an input is refused is told: EVENT-0
	// "dispatches",    // that a command is handed to its handlers is told: more of ARP-2
	// "closings",      // that a client's pair is closed is told: more of ROUTE-1
	// "shared pairs",  // several orcs behind one pair: ROUTE-2
	// "tables",        // table(): ARP-1, ARP-2, ARP-3, LINE-1, ROUTE-1, and LINE-2, LINE-8, ROUTE-6 can be told apart
	// "whole tables",  // its tables show its whole state: explore continues once from equal tables
	// "size",          // how much is remembered, as a number: more of SAFE-3
	// "nodes",         // more than one node, uplinks: LINE-6, and most witnesses
	// "link frames",   // what crosses a link between nodes is seen: PRUNE-1, PRUNE-2, PRUNE-3, PRUNE-4
	// "set subscriptions", // a second subscription to the same changes nothing, in place of counting: LINE-9
	// "copies per subscription", // an event on a line comes once for each subscription to it, in place of once: EVENT-12
	// "messages",      // what goes up is compared: needed with `hop lines` for LINE-4
	// "hop lines",     // lines are announced hop by hop: LINE-3, LINE-4
	// "nice",          // ARP-6
	// "greathall",     // the node's own orc: LINE-7
	// "cuts",          // sockets are lost: ROUTE-4
	// "both backends", // one orc on `ee` and `axon` at once: ARP-4, ROUTE-7
	// "single ends",   // one endpoint ends alone: more of ROUTE-7
	// "nested",        // commands by a pair that is no endpoint: more of ROUTE-7
	// "moves",         // orcs come back elsewhere: ARP-5, with `cuts` ROUTE-5
	// "rename",        // ARP-8
	// "forward",       // events routed by horde: EVENT-9
	// "raw",           // hostile input: SAFE-1, SAFE-2, ROUTE-3, LINE-5
	// "raw links",     // hostile input between nodes: more of SAFE-1
	// "stray frames",  // frames on pairs that are not attached (with `raw`): more of SAFE-1
	// "heal",          // uplinks come back, nodes restart: HEAL-1, HEAL-2
	// "reattachment",  // a lower node attaches anew while its uplink is up (with 'heal')
	// "overlaps",      // steps do not wait for one another: more of all clauses
	// "interleaving",  // with `overlaps`, frame by frame: more of all clauses
}

// Object is any JSON object: a request, an input, an effect, an answer.
type Object = map[string]any

var hello = Object{
	"protocol": 1, "dialect": "xcraft-1", "level": "router", "name": "router.go", "version": "0.0.1",
	"features": features, "contract": 2, "quiescence": "exact", "batch": true,
}

// NotYet says that something is not supported yet: the scenario ends here, which counts neither for nor against the router.
type NotYet string

// Router is the program of one node.
type Router struct{ token, horde string }

// Handle takes one input at a time and answers it with a list of effects, in order.
func (router *Router) Handle(input Object) []Object {
	kind := input["kind"].(string)
	// Begin here: an event is published; input["topic"] says for whom (EVENT-0). One that holds <> is refused:
	//   if kind == "publish" {
	//       if strings.Contains(input["topic"].(string), "<>") {
	//           return []Object{{"kind": "refuse", "fault": "EMPTY_LINE", "detail": "no line"}}
	//       }
	//       return []Object{}
	//   }
	// Then "attached" (a pair is there), "frame" (a message on it: command, :conn-line, ...), and "lost".
	panic(NotYet(kind))
}

// Table is asked with the feature "tables": {"node": router.token, "routes": [...]}
func (router *Router) Table() Object { panic(NotYet("tables")) }

// Size is asked with the feature "size": how much it remembers, as one number.
func (router *Router) Size() int { panic(NotYet("size")) }

var nodes = map[string]*Router{}

func answer(request Object) (given Object) {
	defer func() {
		switch reason := recover().(type) {
		case nil:
		case NotYet:
			given = Object{"unsupported": string(reason)}
		default: // Becomes a finding at this step; the process lives on.
			given = Object{"crash": fmt.Sprint(reason), "stack": string(debug.Stack())}
		}
	}()
	switch request["kind"] {
	case "hello":
		return hello
	case "reset": // A new scenario: nothing of the last one is left.
		nodes = map[string]*Router{}
		for _, each := range request["topology"].(Object)["nodes"].([]any) {
			node := each.(Object)
			token := node["token"].(string)
			nodes[token] = &Router{token: token, horde: node["horde"].(string)}
		}
	case "restart":
		node := request["node"].(string)
		nodes[node] = &Router{token: node, horde: nodes[node].horde}
	case "step":
		return Object{"effects": nodes[request["node"].(string)].Handle(request["input"].(Object))}
	case "tables":
		tables := []Object{}
		for _, node := range request["nodes"].([]any) {
			tables = append(tables, nodes[node.(string)].Table())
		}
		return Object{"tables": tables}
	case "size":
		sizes := []int{}
		for _, node := range request["nodes"].([]any) {
			sizes = append(sizes, nodes[node.(string)].Size())
		}
		return Object{"sizes": sizes}
	case "run":
		scripts := [][]Object{}
		for _, script := range request["scripts"].([]any) {
			scripts = append(scripts, answers(script.(Object)))
		}
		return Object{"answers": scripts}
	}
	return Object{}
}

// answers takes a whole scenario in one request: an answer for each question, as far as it goes.
func answers(script Object) []Object {
	answer(Object{"kind": "reset", "topology": script["topology"]})
	all := []Object{}
	for _, question := range script["questions"].([]any) {
		given := answer(question.(Object))
		all = append(all, given)
		if given["crash"] != nil || given["unsupported"] != nil {
			break
		}
	}
	return all
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadString('\n') // A line may be many megabytes long, which bufio.Scanner refuses.
		if err == io.EOF && strings.TrimSpace(line) == "" {
			return
		}
		request := Object{}
		decoder := json.NewDecoder(bytes.NewBufferString(line))
		decoder.UseNumber() // Numbers go out as they came in.
		if err := decoder.Decode(&request); err != nil {
			fmt.Fprintln(os.Stderr, "not JSON:", err)
			os.Exit(1)
		}
		given := Object{"id": request["id"]}
		for name, value := range answer(request) {
			given[name] = value
		}
		text, err := json.Marshal(given)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.Write(append(text, '\n'))
		out.Flush()
		if request["kind"] == "bye" {
			return
		}
	}
}

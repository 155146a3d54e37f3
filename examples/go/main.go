// A multicast router in Go, with nothing but the standard library, behind the pipe (docs/PROTOCOL.md):
//
//	go build -o router . && npx partyline check -- ./router
//
// This file is the adapter, which reads requests from stdin and writes answers to stdout. Take it over, and put your own
// router in the place of this one. What a router does is in router.go and events.go, what it knows in table.go.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

var hello = object{
	"protocol": 1, "dialect": "xcraft-1", "level": "router", "name": "router-go", "version": "1.0.0",
	"contract": 2, "quiescence": "exact", "batch": true,
	"features": []string{
		"ee", "axon", "nodes", "shared pairs", "both backends", "greathall", "tables", "size", "messages", "hop lines",
		"nice", "nested", "forward", "rename", "moves", "single ends", "cuts", "raw", "raw links", "stray frames",
		"overlaps", "interleaving", "heal", "reattachment",
		"broadcast", "results", "dispatches", "refusals", "closings", "link frames",
	},
}

// request is any request of the harness; which fields it has depends on its kind.
type request struct {
	ID       json.RawMessage
	Kind     string
	Topology topology
	Node     string
	Nodes    []string
	Input    json.RawMessage
	Scripts  []struct {
		Topology  topology
		Questions []request
	}
}

type topology struct {
	Nodes []struct{ Token, Horde string }
}

// nodes are the routers of the scenario, side by side.
var nodes = map[string]*router{}

func answer(asked request) (given object) {
	defer func() {
		if reason := recover(); reason != nil { // Becomes a finding at this step; the process lives on.
			given = object{"crash": fmt.Sprint(reason), "stack": string(debug.Stack())}
		}
	}()
	switch asked.Kind {
	case "hello":
		return hello
	case "reset":
		nodes = map[string]*router{}
		for _, each := range asked.Topology.Nodes {
			nodes[each.Token] = newRouter(each.Token, each.Horde)
		}
	case "restart":
		nodes[asked.Node] = newRouter(asked.Node, nodes[asked.Node].horde)
	case "step":
		return object{"effects": nodes[asked.Node].handle(asked.Input)}
	case "tables":
		tables := []object{}
		for _, each := range asked.Nodes {
			tables = append(tables, nodes[each].routes.told(each))
		}
		return object{"tables": tables}
	case "size":
		sizes := []int{}
		for _, each := range asked.Nodes {
			sizes = append(sizes, nodes[each].size())
		}
		return object{"sizes": sizes}
	case "run":
		answers := [][]object{}
		for _, script := range asked.Scripts {
			answers = append(answers, answerAll(script.Topology, script.Questions))
		}
		return object{"answers": answers}
	}
	return object{}
}

// answerAll takes a whole scenario: an answer for each question, up to a crash.
func answerAll(on topology, questions []request) []object {
	answer(request{Kind: "reset", Topology: on})
	answers := []object{}
	for _, each := range questions {
		given := answer(each)
		answers = append(answers, given)
		if given["crash"] != nil {
			break
		}
	}
	return answers
}

func main() {
	in, out := bufio.NewReaderSize(os.Stdin, 1<<16), bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n') // A line may be many megabytes long, which bufio.Scanner refuses.
		if err == io.EOF && len(line) == 0 {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Fprintln(os.Stderr, "not a request:", err)
			os.Exit(1)
		}
		given := object{"id": asked.ID}
		for name, value := range answer(asked) {
			given[name] = value
		}
		text, err := json.Marshal(given)
		if err != nil {
			fmt.Fprintln(os.Stderr, "an answer that is not JSON:", err)
			os.Exit(1)
		}
		out.Write(append(text, '\n'))
		out.Flush()
		if asked.Kind == "bye" {
			return
		}
	}
}

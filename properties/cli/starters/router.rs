//! A router for Partyline, to be filled in: one node's program, with requests on stdin and answers on stdout (PROTOCOL.md).
//!
//! It does nothing yet and says so, and is valid as it is (json.rs beside it is all it takes):
//!     rustc -O --edition 2021 -o router router.rs && npx --no partyline check -- ./router
//! What must be true is told by `npx --no partyline clauses` and `explain LINE-2`. Print to stderr only: stdout is the wire.
#![allow(dead_code)] // Not all is used before it is filled in.
mod json;
use json::{object, Json};
use std::collections::HashMap;
use std::io::{stdin, stdout, BufRead, BufWriter, Write};
use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::sync::Mutex;

/// What your router offers. Nothing else is asked of it, and what is left out is never held against it. Without a backend
/// ("axon" or "ee") there are no orcs, so nobody hears an event. Take one after the other, from top to bottom:
const FEATURES: &[&str] = &[
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
];

fn hello() -> Json {
    let features: Vec<Json> = FEATURES.iter().map(|name| Json::from(*name)).collect();
    object([
        ("protocol", 1.into()), ("dialect", "xcraft-1".into()), ("level", "router".into()),
        ("name", "router.rs".into()), ("version", "0.0.1".into()),
        ("features", features.into()), ("contract", 2.into()), ("quiescence", "exact".into()), ("batch", true.into()),
    ])
}

/// Something is not supported yet: the scenario ends here, which counts neither for nor against the router.
struct NotYet(String);

/// The program of one node.
struct Router {
    token: String,
    horde: String,
}

impl Router {
    fn new(token: &str, horde: &str) -> Router {
        Router { token: token.to_string(), horde: horde.to_string() }
    }

    /// Takes one input at a time and answers it with a list of effects, in order.
    fn handle(&mut self, input: &Json) -> Result<Vec<Json>, NotYet> {
        let kind = input.text("kind");
        // Begin here: an event is published; its topic says for whom (EVENT-0). One that holds <> is refused:
        //   if kind == "publish" {
        //       if input.text("topic").contains("<>") {
        //           return Ok(vec![object([("kind", "refuse".into()), ("fault", "EMPTY_LINE".into()), ("detail", "no line".into())])]);
        //       }
        //       return Ok(vec![]);
        //   }
        // Then "attached" (a pair is there), "frame" (a message on it: command, :conn-line, ...), and "lost".
        Err(NotYet(kind.to_string()))
    }

    /// Asked with the feature "tables": { "node": token, "routes": [...] }
    fn table(&self) -> Result<Json, NotYet> {
        Err(NotYet("tables".to_string()))
    }

    /// Asked with the feature "size": how much it remembers, as one number.
    fn size(&self) -> Result<i64, NotYet> {
        Err(NotYet("size".to_string()))
    }
}

type Nodes = HashMap<String, Router>;

fn answer(nodes: &mut Nodes, request: &Json) -> Json {
    match catch_unwind(AssertUnwindSafe(|| answer_or_panic(nodes, request))) {
        Ok(Ok(given)) => given,
        Ok(Err(NotYet(what))) => object([("unsupported", what.as_str().into())]),
        Err(_) => object([("crash", PANIC.lock().unwrap().as_str().into())]), // Becomes a finding at this step; the process lives on.
    }
}

/// What the last panic said, and where it was.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn answer_or_panic(nodes: &mut Nodes, request: &Json) -> Result<Json, NotYet> {
    match request.text("kind") {
        "hello" => return Ok(hello()),
        "reset" => {
            nodes.clear(); // A new scenario: nothing of the last one is left.
            for node in request.get("topology").expect("a topology").list("nodes") {
                nodes.insert(node.text("token").to_string(), Router::new(node.text("token"), node.text("horde")));
            }
        }
        "restart" => {
            let node = request.text("node");
            let begun = Router::new(node, &nodes[node].horde);
            nodes.insert(node.to_string(), begun);
        }
        "step" => {
            let node = nodes.get_mut(request.text("node")).expect("a node of the topology");
            return Ok(object([("effects", node.handle(request.get("input").expect("an input"))?.into())]));
        }
        "tables" => {
            let tables: Result<Vec<Json>, NotYet> = named(nodes, request).map(Router::table).collect();
            return Ok(object([("tables", tables?.into())]));
        }
        "size" => {
            let sizes: Result<Vec<Json>, NotYet> = named(nodes, request).map(|node| Ok(node.size()?.into())).collect();
            return Ok(object([("sizes", sizes?.into())]));
        }
        "run" => {
            let scripts: Vec<Json> = request.list("scripts").iter().map(|script| answers(nodes, script).into()).collect();
            return Ok(object([("answers", scripts.into())]));
        }
        _ => {}
    }
    Ok(object([]))
}

/// The routers of the nodes that a request names.
fn named<'a>(nodes: &'a Nodes, request: &'a Json) -> impl Iterator<Item = &'a Router> {
    request.list("nodes").iter().map(move |node| match node {
        Json::Text(token) => &nodes[token],
        other => panic!("no node: {}", other),
    })
}

/// A whole scenario in one request: an answer for each question, as far as it goes.
fn answers(nodes: &mut Nodes, script: &Json) -> Vec<Json> {
    let topology = script.get("topology").cloned().unwrap_or(Json::Null);
    answer(nodes, &object([("kind", "reset".into()), ("topology", topology)]));
    let mut all = vec![];
    for question in script.list("questions") {
        all.push(answer(nodes, question));
        let ends = |given: &Json| given.get("crash").or_else(|| given.get("unsupported")).is_some();
        if all.last().map_or(false, ends) {
            break;
        }
    }
    all
}

fn main() {
    set_hook(Box::new(|panic| *PANIC.lock().unwrap() = panic.to_string()));
    let mut nodes = Nodes::new();
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let line = line.expect("a line of UTF-8");
        let request = Json::parse(&line).unwrap_or_else(|fault| {
            eprintln!("not JSON: {}", fault);
            std::process::exit(1)
        });
        let mut given = answer(&mut nodes, &request);
        if let (Json::Object(fields), Some(id)) = (&mut given, request.get("id")) {
            fields.insert("id".to_string(), id.clone());
        }
        writeln!(out, "{}", given).and_then(|_| out.flush()).expect("stdout is open");
        if request.text("kind") == "bye" {
            return;
        }
    }
}

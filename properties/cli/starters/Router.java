// A router for Partyline, to be filled in: one node's program, with requests on stdin and answers on stdout (PROTOCOL.md).
//
// It does nothing yet and says so, and is valid as it is (Json.java beside it is all it takes):
//     javac -d classes Router.java Json.java && npx --no partyline check -- java -cp classes Router
// What must be true is told by `npx --no partyline clauses` and `explain LINE-2`. Print to stderr only: stdout is the wire.
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class Router {
    /**
     * What your router offers. Nothing else is asked of it, and what is left out is never held against it. Without a backend
     * ("axon" or "ee") there are no orcs, so nobody hears an event. Take one after the other, from top to bottom:
     */
    static final String[] FEATURES = {
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
    };

    static final Map<String, Object> HELLO = Json.object(
        "protocol", 1, "dialect", "xcraft-1", "level", "router", "name", "Router.java", "version", "0.0.1",
        "features", List.of(FEATURES), "contract", 2, "quiescence", "exact", "batch", true);

    /** Something is not supported yet: the scenario ends here, which counts neither for nor against the router. */
    @SuppressWarnings("serial")
    static final class NotYet extends RuntimeException {
        NotYet(String what) {
            super(what);
        }
    }

    final String token;
    final String horde;

    Router(String token, String horde) {
        this.token = token;
        this.horde = horde;
    }

    /** Takes one input at a time and answers it with a list of effects, in order. */
    List<Object> handle(Map<String, Object> input) {
        String kind = (String) input.get("kind");
        // Begin here: an event is published; its topic says for whom (EVENT-0). One that holds <> is refused:
        //   if (kind.equals("publish")) {
        //       if (((String) input.get("topic")).contains("<>"))
        //           return List.of(Json.object("kind", "refuse", "fault", "EMPTY_LINE", "detail", "no line"));
        //       return List.of();
        //   }
        // Then "attached" (a pair is there), "frame" (a message on it: command, :conn-line, ...), and "lost".
        throw new NotYet(kind);
    }

    /** Asked with the feature "tables": { "node": token, "routes": [...] } */
    Map<String, Object> table() {
        throw new NotYet("tables");
    }

    /** Asked with the feature "size": how much it remembers, as one number. */
    int size() {
        throw new NotYet("size");
    }

    static final Map<String, Router> nodes = new HashMap<>();

    static Map<String, Object> answer(Map<String, Object> request) {
        try {
            return answerOrThrow(request);
        } catch (NotYet what) {
            return Json.object("unsupported", what.getMessage());
        } catch (Exception | StackOverflowError fault) { // Becomes a finding at this step; the process lives on.
            StringWriter stack = new StringWriter();
            fault.printStackTrace(new PrintWriter(stack));
            return Json.object("crash", fault.toString(), "stack", stack.toString());
        }
    }

    private static Map<String, Object> answerOrThrow(Map<String, Object> request) {
        switch ((String) request.get("kind")) {
            case "hello":
                return HELLO;
            case "reset": // A new scenario: nothing of the last one is left.
                nodes.clear();
                for (Object each : Json.listOf(Json.objectOf(request.get("topology")).get("nodes"))) {
                    Map<String, Object> node = Json.objectOf(each);
                    String token = (String) node.get("token");
                    nodes.put(token, new Router(token, (String) node.get("horde")));
                }
                return Json.object();
            case "restart":
                nodes.compute((String) request.get("node"), (token, ended) -> new Router(token, ended.horde));
                return Json.object();
            case "step":
                return Json.object("effects", nodes.get(request.get("node")).handle(Json.objectOf(request.get("input"))));
            case "tables":
                List<Object> tables = new ArrayList<>();
                for (Object node : Json.listOf(request.get("nodes"))) tables.add(nodes.get(node).table());
                return Json.object("tables", tables);
            case "size":
                List<Object> sizes = new ArrayList<>();
                for (Object node : Json.listOf(request.get("nodes"))) sizes.add(nodes.get(node).size());
                return Json.object("sizes", sizes);
            case "run":
                List<Object> scripts = new ArrayList<>();
                for (Object script : Json.listOf(request.get("scripts"))) scripts.add(answers(Json.objectOf(script)));
                return Json.object("answers", scripts);
            default:
                return Json.object();
        }
    }

    /** A whole scenario in one request: an answer for each question, as far as it goes. */
    private static List<Object> answers(Map<String, Object> script) {
        answer(Json.object("kind", "reset", "topology", script.get("topology")));
        List<Object> all = new ArrayList<>();
        for (Object question : Json.listOf(script.get("questions"))) {
            Map<String, Object> given = answer(Json.objectOf(question));
            all.add(given);
            if (given.containsKey("crash") || given.containsKey("unsupported")) break;
        }
        return all;
    }

    public static void main(String[] none) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> request = Json.objectOf(Json.parse(line));
            Map<String, Object> given = Json.object("id", request.get("id"));
            given.putAll(answer(request));
            StringBuilder text = new StringBuilder();
            Json.write(text, given);
            System.out.write(text.append('\n').toString().getBytes(UTF_8));
            System.out.flush();
            if (request.get("kind").equals("bye")) return;
        }
    }
}

/**
 * Outlines: what a step is, apart from the names in it. They are strict (`embeds` needs to know that a step is just this one), loose
 * (two scenarios of one bug often differ in a backend, a topic's filling or a payload only), or tell whether a step of a run can
 * stand for one of a trigger, which has nothing in it that it does not need.
 */
import type { Json, NodeToken, Scenario, Step, Topology } from '#spec';
import { addresseeOf, lineOf, mapNames } from '#spec';

/** A step without its names, and the names in the order in which they occur, each with what it names: `orc p1@n1`. */
export interface StepOutline {
  readonly text: string;
  readonly names: readonly string[];
}

/** Steps, and the topology in which their names stand for something. */
export type StepsOnTopology = Pick<Scenario, 'steps' | 'topology'>;

/** Returns the outline of each step, with the backends of pairs and with topics in full, but without payloads. */
export function outlinesOf({ steps, topology }: StepsOnTopology): readonly StepOutline[] {
  return steps.map((step) => outlineOf(step, topology));
}

/** `tellBackend`: called for each pair of a step; returns what stands for the pair. */
function outlineOf(
  step: Step,
  topology: Topology,
  tellBackend = (backend: string): string => backend,
): StepOutline {
  const names: string[] = [];
  const note = <Name extends string>(what: string, name: Name): Name => {
    names.push(`${what} ${name}`);
    return what as Name;
  };
  const noteNode = (token: NodeToken) => note('node', token);
  const { payload: _, ...rest } = step as Step & { readonly payload?: Json };
  const outline = mapNames(rest, {
    orc: (name) => note('orc', name),
    node: noteNode,
    horde: (horde) => {
      const node = topology.nodes.find((each) => each.horde === horde);
      return node ? note('horde', horde) : horde;
    },
    pair: (id) => {
      const pair = topology.pairs.find((each) => each.id === id);
      note('pair', id);
      if (pair) noteNode(pair.node);
      return tellBackend(pair?.backend ?? 'pair') as typeof id;
    },
    topic: (topic) => {
      const [line, addressee] = [lineOf(topic), addresseeOf(topic)];
      if (line !== null) note('line', line);
      if (addressee !== null) note('orc', addressee);
      return topic
        .replace(`<${line}>`, '<line>')
        .replace(addressee ?? '', addressee === null ? '' : 'orc');
    },
  });
  return { text: JSON.stringify(outline), names };
}

/** Returns the scenario's loose outline: the kinds of its steps, and which of them name the same orcs, pairs, nodes and lines. */
export function shapeOf({ steps, topology }: Scenario): string {
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name);
  };
  return JSON.stringify(
    steps.map((step) => [
      step.kind,
      'topic' in step ? topicKind(step.topic) : null,
      'frame' in step ? kindOfFrame(step.frame) : null,
      'forward' in step && step.forward !== undefined,
      ...outlineOf(step, topology).names.map(numberOf),
    ]),
  );
}

/** The outline of a step of a trigger, or of one that may stand for it. */
export interface TriggerOutline extends StepOutline {
  /** The outline with the topic in full. `text` has only what kind of topic it is. */
  readonly full: string;
  /** Whether the topic names a line or an orc, or neither, and has nothing else in it; also if there is no topic. */
  readonly isPlain: boolean;
  /** The backends of its pairs, which are not in `text`. */
  readonly backends: readonly string[];
  /** The type of the payload; null if there is none. */
  readonly payload: string | null;
}

export function triggerOutlinesOf({ steps, topology }: StepsOnTopology): readonly TriggerOutline[] {
  return steps.map((step) => {
    const backends: string[] = [];
    const { text, names } = outlineOf(step, topology, (backend) => {
      backends.push(backend);
      return 'pair';
    });
    const topic = 'topic' in step ? step.topic : null;
    const { payload = null } = step as { readonly payload?: Json };
    const inFrame: string[] = [];
    const rough = {
      ...(JSON.parse(text) as object),
      ...(topic === null ? {} : { topic: topicKind(topic) }),
      ...('frame' in step ? { frame: withoutNames(step.frame, topology, inFrame) } : {}),
    };
    return {
      text: JSON.stringify(rough),
      names: [...names, ...inFrame],
      full: text,
      isPlain: topic === null || PLAIN_TOPIC.test(topic),
      backends,
      payload: payload === null ? null : Array.isArray(payload) ? 'list' : typeof payload,
    };
  });
}

/** The topics to which the shrinker brings others, and those of canaries. */
const PLAIN_TOPIC = /^(x|<[^<>]*>|canary::<[^<>]*>\.seen|[^<>]*::\.error)$/;

/** Replaces the names in a raw frame by what they name, and adds them to `names`. */
function withoutNames(frame: Json, { orcs, pairs, nodes }: Topology, names: string[]): Json {
  const kinds = new Map<string, string>([
    ...orcs.map(({ name }) => [name, 'orc'] as const),
    ...pairs.map(({ id }) => [id, 'pair'] as const),
    ...nodes.map(({ token }) => [token, 'node'] as const),
  ]);
  const replace = (_: string, value: unknown) => {
    const kind = typeof value === 'string' ? kinds.get(value) : undefined;
    if (kind !== undefined) names.push(`${kind} ${value}`);
    return kind ?? value;
  };
  return JSON.parse(JSON.stringify(frame, replace)) as Json;
}

/**
 * Whether the step can stand for that of a trigger, with other names. What the trigger has beyond the plainest of its kind (another
 * topic, a payload, the backend `ee`, a name such as `__proto__`) it needs, or the shrinker would have taken it out.
 */
export function standsFor(step: TriggerOutline, ofTrigger: TriggerOutline): boolean {
  return (
    step.text === ofTrigger.text &&
    (ofTrigger.isPlain || step.full === ofTrigger.full) &&
    ofTrigger.backends.every((each, at) => each !== 'ee' || step.backends[at] === 'ee') &&
    (ofTrigger.payload === null || step.payload === ofTrigger.payload) &&
    ofTrigger.names.every((name, at) => !isSpecial(name) || isSpecial(step.names[at] ?? ''))
  );
}

/** Whether what is named is called like a property of every object's prototype. */
const isSpecial = (name: string): boolean => (name.split(/[ @]/)[1] ?? '') in {};

function kindOfFrame(frame: Json): Json {
  return typeof frame === 'object' && frame !== null && 'kind' in frame
    ? (frame.kind ?? null)
    : null;
}

function topicKind(topic: string): string {
  return lineOf(topic) !== null ? 'line' : addresseeOf(topic) !== null ? 'result' : 'broadcast';
}

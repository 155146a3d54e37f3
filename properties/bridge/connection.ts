/**
 * Connecting: starts a command, reads its hello, and returns the kind of router that the harness drives. It is the only file that
 * combines the other parts of the bridge.
 */
import type { Hello, NetworkKind, RouterKind } from '#spec';
import { wireHello } from '#spec';
import type { RemoteKind } from '../network/lifting.ts';
import { Undriven } from '../network/undriven.ts';
import { Conversation } from './conversation.ts';
import { LiveNetwork, PlannedNetwork } from './foreignNetwork.ts';
import type { Opening } from './pipe.ts';
import { faultOf } from './script.ts';
import { ScriptRunner } from './scriptRunner.ts';
import { TapedNetwork } from './tapedNetwork.ts';

export interface ConnectOptions {
  /** The name of the command in messages. */
  readonly command: string;
  /** Name and version of the harness, sent in hello. */
  readonly harness: string;
  /** Time limit of an answer, in ms; default 30 s. */
  readonly timeoutMs?: number;
  /** How long the process may take to end after `bye`, in ms; default 2 s. */
  readonly graceMs?: number;
  /** How often the process may be started again after it has ended; default 1000. */
  readonly restarts?: number;
}

export interface Bridge {
  readonly kind: RemoteKind | NetworkKind;
  /**
   * Sends `bye`. Resolves to a message about how the process ended, null if it ended properly. Rejects
   * with Undriven if it sent anything while no request was open. `mostMs`: how long the process may take to end at most.
   */
  readonly close: (mostMs?: number) => Promise<string | null>;
}

/** How many scenarios are asked at a time of a router that takes whole scenarios. */
const AT_ONCE = 32;
const TIMEOUT_MS = 30_000;
const GRACE_MS = 2000;
const RESTARTS = 1000;

/** Starts the process and reads what it offers. Rejects with Undriven. */
export async function connect(
  opening: Opening,
  { command, harness, ...options }: ConnectOptions,
): Promise<Bridge> {
  const { timeoutMs = TIMEOUT_MS, graceMs = GRACE_MS, restarts = RESTARTS } = options;
  const start = async () => {
    const conversation = new Conversation(opening, { command, timeoutMs });
    return [conversation, await greetRouter(conversation, harness)] as const;
  };
  const [first, hello] = await start();
  const restart = async () => {
    const [conversation, said] = await start();
    if (JSON.stringify(said) !== JSON.stringify(hello))
      conversation.refuse('hello', ['after a restart it says something else than before']);
    return conversation;
  };
  const runner = new ScriptRunner(first, {
    start: restart,
    batch: hello.batch,
    timeoutMs,
    restarts,
  });
  const kind =
    hello.level === 'router'
      ? routerKindOf(hello, runner)
      : networkKindOf(hello, runner, timeoutMs);
  return { kind, close: (mostMs = graceMs) => runner.close(Math.min(graceMs, mostMs)) };
}

async function greetRouter(conversation: Conversation, harness: string): Promise<Hello> {
  const { id: _, ...answer } = await conversation.greet(harness);
  const parsed = wireHello.safeParse(answer);
  if (parsed.success) return parsed.data;
  const foreign = parsed.error.issues.some(
    ({ path: [first] }) => (first === 'protocol' || first === 'dialect') && first in answer,
  );
  return conversation.refuse(foreign ? 'protocol' : 'hello', [
    faultOf(parsed.error, answer),
    `it answered: ${JSON.stringify(answer).slice(0, 300)}`,
  ]);
}

function routerKindOf(
  { name, version, features, contract, batch, carries }: Hello,
  runner: ScriptRunner,
): RemoteKind {
  const kind: Omit<RouterKind, 'create'> = {
    level: 'router',
    name,
    version,
    features,
    ...(contract ? { contract } : {}),
    ...(carries ? { carries } : {}),
  };
  return {
    ...kind,
    atOnce: batch ? AT_ONCE : 4,
    create: () => {
      throw new Undriven('its answers come over a pipe: it gives whole networks, by `open`');
    },
    open: (topology, plan, flights) =>
      TapedNetwork.open({
        kind,
        topology,
        plan,
        flights,
        post: (script) => runner.ask(script),
      }),
  };
}

function networkKindOf(
  { name, version, features, contract, quiescence, batch, carries, serversPerNode }: Hello,
  runner: ScriptRunner,
  timeoutMs: number,
): NetworkKind & { readonly atOnce: number } {
  // These networks must be asked to settle between two steps, so a scenario cannot be sent as a whole.
  const whole = batch && quiescence !== 'pending' && quiescence !== 'acknowledged';
  return {
    level: 'network',
    name,
    version,
    features,
    ...(contract ? { contract } : {}),
    quiescence,
    ...(carries ? { carries } : {}),
    ...(serversPerNode ? { serversPerNode } : {}),
    atOnce: whole ? AT_ONCE : 1,
    create: (topology, plan) =>
      whole && plan
        ? PlannedNetwork.open(runner, topology, plan(), features)
        : LiveNetwork.open(runner, topology, timeoutMs),
  };
}

/**
 * Unanswered calls: a network in this process may return a promise that nothing can settle any more. Node then ends the thread without
 * a word. Here the call fails instead as one of a router that hangs, with its scenario and its step. It stands apart because only
 * routers that are loaded from a file need it; of one in another process the time it takes to answer is measured.
 */
import type { AnyRouterKind, Network, Scenario, Step, Topology } from '#spec';
import { SCENARIO_VERSION } from '#spec';
import { stepLabel } from '../wording/steps.ts';
import { Silence } from './undriven.ts';

const METHODS: readonly PropertyKey[] = ['apply', 'settled', 'table', 'size', 'close'];

/** For each promise that is awaited, what to do when nothing is left that could settle it. */
const pending = new Set<() => void>();
let isListening = false;

/** Returns the kind; its networks fail with Silence where one of their promises can no longer be settled. */
export function watchAnswers(kind: AnyRouterKind): AnyRouterKind {
  if (kind.level !== 'network') return kind;
  const create = async (topology: Topology, plan?: () => readonly Step[]): Promise<Network> => {
    const steps: Step[] = [];
    const watch = <T>(answer: T | Promise<T>, method: string): T | Promise<T> =>
      untilSettled(answer, () => {
        const last = steps.at(-1);
        const where = last
          ? `step ${steps.length}, ${stepLabel(last)}`
          : 'the beginning of the scenario';
        const silence = new Silence(
          `${kind.name} ${kind.version} never answers ${method}() at ${where}: nothing is left in this process that could settle its promise`,
        );
        const scenario: Scenario = { version: SCENARIO_VERSION, topology, steps: [...steps] };
        return Object.assign(silence, { scenario });
      });
    const network = await watch(kind.create(topology, plan), 'create');
    // What is no object is refused where shapes are checked.
    if (typeof network !== 'object' || network === null) return network;
    return new Proxy(network, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function' || !METHODS.includes(key)) return member;
        return (...args: readonly unknown[]) => {
          if (key === 'apply') steps.push(args[0] as Step);
          return watch(member.apply(target, args), String(key));
        };
      },
    });
  };
  return new Proxy(kind, {
    get: (target, key) => {
      if (key === 'create') return create;
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** Returns the answer. If it is a promise that nothing can settle any more, it is rejected with the error. */
function untilSettled<T>(answer: T | Promise<T>, error: () => Error): T | Promise<T> {
  if (!(answer instanceof Promise)) return answer;
  listen();
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(error());
    pending.add(giveUp);
    answer.then(resolve, reject).finally(() => pending.delete(giveUp));
  });
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.on('beforeExit', () => {
    const left = [...pending];
    pending.clear();
    for (const giveUp of left) giveUp();
  });
}

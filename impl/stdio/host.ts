/**
 * Hosts: answer the requests of the pipe with any router or network of ours, one at a time. They are the counterpart of the
 * harness's bridge, and an example for adapters in TypeScript. They know requests and answers as data, and no stream.
 */
import type {
  Answer,
  AnyRouterKind,
  Hello,
  Network,
  NetworkKind,
  NodeToken,
  Question,
  Router,
  RouterKind,
  Script,
  Topology,
  WireRequest,
} from '#spec';
import { DIALECT, PROTOCOL } from '#spec';

/** How one level answers the questions of a scenario. */
export interface Host {
  readonly hello: Hello;
  reset(topology: Topology): Promise<Answer>;
  ask(question: Question): Promise<Answer>;
}

export function createHost(kind: AnyRouterKind): Host {
  return kind.level === 'router' ? new RouterHost(kind) : new NetworkHost(kind);
}

/** Answers a request; the answer lacks its id. Never throws. */
export async function answerRequest(host: Host, request: WireRequest): Promise<object> {
  switch (request.kind) {
    case 'hello':
      return host.hello;
    case 'reset':
      return await catchCrash(() => host.reset(request.topology));
    case 'run':
      return { answers: await runScripts(host, request.scripts) };
    case 'bye':
      return {};
    case 'step':
    case 'restart':
    case 'settle':
    case 'tables':
    case 'size':
      return await catchCrash(() => host.ask(request));
    default:
      return { unsupported: `there is no request ${JSON.stringify(request satisfies never)}` };
  }
}

async function runScripts(host: Host, scripts: readonly Script[]): Promise<Answer[][]> {
  const all: Answer[][] = [];
  for (const { topology, questions } of scripts) {
    const reset = await catchCrash(() => host.reset(topology));
    const answers: Answer[] = isFinal(reset) ? [reset] : [];
    for (const question of isFinal(reset) ? [] : questions) {
      const answer = await catchCrash(() => host.ask(question));
      answers.push(answer);
      if (isFinal(answer)) break;
    }
    all.push(answers);
  }
  return all;
}

const isFinal = (answer: Answer) => 'crash' in answer || 'unsupported' in answer;

async function catchCrash(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) return { crash: String(error) };
    // An error with this name says that the router does not support the request.
    return error.name === 'Unsupported' ? { unsupported: error.message } : { crash: error.message };
  }
}

function helloOf({ name, version, level, features, contract, carries }: AnyRouterKind) {
  return {
    protocol: PROTOCOL,
    dialect: DIALECT,
    level,
    name,
    version,
    features,
    ...(contract ? { contract } : {}),
    ...(carries ? { carries } : {}),
    batch: true,
  };
}

/** Router level: the nodes of one scenario, each with its own router. */
class RouterHost implements Host {
  readonly hello: Hello;
  readonly #kind: RouterKind;
  readonly #routers = new Map<NodeToken, Router>();
  #topology: Topology | null = null;

  constructor(kind: RouterKind) {
    this.#kind = kind;
    this.hello = { ...helloOf(kind), quiescence: 'exact' };
  }

  async reset(topology: Topology): Promise<Answer> {
    this.#topology = topology;
    this.#routers.clear();
    for (const { token } of topology.nodes) this.#startRouter(token);
    return {};
  }

  async ask(question: Question): Promise<Answer> {
    switch (question.kind) {
      case 'step':
        if ('input' in question)
          return { effects: this.#router(question.node).handle(question.input) };
        return { unsupported: 'a step of a whole network; this is router level' };
      case 'restart':
        this.#startRouter(question.node);
        return {};
      case 'settle':
        return { observations: [], pending: 0 };
      case 'tables':
        return { tables: question.nodes.map((node) => tableOf(this.#router(node), node)) };
      case 'size':
        return { sizes: question.nodes.map((node) => requireSize(this.#router(node).size?.())) };
      default:
        return question satisfies never;
    }
  }

  #startRouter(token: NodeToken): void {
    const node = this.#topology?.nodes.find((each) => each.token === token);
    if (!node) throw new RangeError(`node ${token} is not in the topology`);
    this.#routers.set(token, this.#kind.create({ token, horde: node.horde }));
  }

  #router(node: NodeToken): Router {
    const router = this.#routers.get(node);
    if (!router) throw new RangeError(`node ${node} is not in the topology of the last reset`);
    return router;
  }
}

function tableOf(router: Router, node: NodeToken) {
  const table = router.table?.();
  if (!table) throw new RangeError(`the router of ${node} shows no table`);
  return table;
}

function requireSize(size: number | undefined): number {
  if (size === undefined) throw new RangeError('the size of what is remembered is not shown');
  return size;
}

/** Network level: one network at a time. */
class NetworkHost implements Host {
  readonly hello: Hello;
  readonly #kind: NetworkKind;
  #network: Network | null = null;

  constructor(kind: NetworkKind) {
    this.#kind = kind;
    this.hello = { ...helloOf(kind), quiescence: kind.quiescence };
  }

  async reset(topology: Topology): Promise<Answer> {
    await this.#network?.close();
    this.#network = null;
    this.#network = await this.#kind.create(topology);
    return {};
  }

  async ask(question: Question): Promise<Answer> {
    const network = this.#network;
    if (!network) throw new RangeError('nothing was reset');
    switch (question.kind) {
      case 'step':
        if ('step' in question)
          return { observations: await network.apply(question.step, question.index) };
        return { unsupported: 'an input of one router; this is network level' };
      case 'restart':
        return { unsupported: 'restart is of router level; here a step asks for it' };
      case 'settle':
        return { observations: (await network.settled?.()) ?? [], pending: 0 };
      case 'tables':
        return {
          tables: await Promise.all(
            question.nodes.map(async (node) => {
              const table = await network.table?.(node);
              if (!table) throw new RangeError(`the network shows no table of ${node}`);
              return table;
            }),
          ),
        };
      case 'size':
        return {
          sizes: await Promise.all(
            question.nodes.map(async (node) => requireSize(await network.size?.(node))),
          ),
        };
      default:
        return question satisfies never;
    }
  }
}

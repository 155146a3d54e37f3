/**
 * Networks in a foreign process that are asked step by step: a process serves one network at a time, one that
 * never settles is reported as such, and a process that ends is restarted once, however many callers were waiting.
 */
import { describe, expect, it } from 'vitest';
import type { Feature, NetworkKind, Scenario } from '#spec';
import { parseScenario } from '#spec';
import { run } from '../lockstep/run.ts';
import type { Bridge } from './connection.ts';
import { connect } from './connection.ts';
import type { Opening } from './pipe.ts';

const scenario = parseScenario({
  version: 1,
  topology: {
    nodes: ['n1', 'n2', 'n3'].map((token) => ({ token, horde: `h-${token}` })),
    uplinks: [],
    orcs: [{ name: 'p1@n1', nice: 0 }],
    pairs: [{ id: 's1', node: 'n1', backend: 'axon', port: 4001 }],
  },
  steps: [{ kind: 'join', orc: 'p1@n1', pair: 's1' }],
}) as Scenario;

interface Request {
  readonly id: number;
  readonly kind: string;
}

/**
 * Returns an opening whose processes answer as `answer` says, and end where it gives null. `asked`: all requests, to
 * whichever of the started processes they went.
 */
function openScripted(
  answer: (request: Request) => object | null,
  { features = ['axon'], batch = false }: { features?: Feature[]; batch?: boolean } = {},
) {
  const asked: string[] = [];
  let starts = 0;
  const hello = {
    protocol: 1,
    dialect: 'xcraft-1',
    level: 'network',
    name: 'scripted',
    version: '1',
  };
  const opening: Opening = (listener) => {
    starts++;
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      setImmediate(() => listener.ended({ code: 7, signal: null }));
    };
    return {
      send(line) {
        const request: Request = JSON.parse(line);
        asked.push(request.kind);
        const said =
          request.kind === 'hello'
            ? { ...hello, features, quiescence: 'pending', batch }
            : request.kind === 'bye'
              ? {}
              : answer(request);
        setImmediate(() => {
          if (over) return;
          if (said === null) end();
          else listener.line(JSON.stringify({ id: request.id, ...said }));
        });
      },
      lastWords: () => [],
      kill: end,
      close: async () => true,
    };
  };
  return { opening, asked, starts: () => starts };
}

async function driveScripted<T>(
  opening: Opening,
  use: (kind: NetworkKind) => Promise<T>,
  more: { timeoutMs?: number; restarts?: number } = {},
): Promise<T> {
  const bridge: Bridge = await connect(opening, { command: 'scripted', harness: 'test', ...more });
  try {
    return await use(bridge.kind as NetworkKind);
  } finally {
    await bridge.close();
  }
}

describe('a foreign network that is asked step by step', () => {
  it('exists once at a time in its process, however many scenarios are under way', async () => {
    const { opening, asked } = openScripted(() => ({ observations: [] }));
    await driveScripted(opening, async (kind) => {
      const one = async () => {
        const system = await kind.create(scenario.topology);
        await system.apply({ kind: 'join', orc: 'p1@n1', pair: 's1' } as never, 0);
        await system.settled?.();
        await system.close();
      };
      await Promise.all([one(), one()]);
    });
    const each = ['reset', 'step', 'settle'];
    expect(asked).toEqual(['hello', ...each, ...each, 'bye']);
  });

  it('is undecided when it says for ever that something is pending, and can be driven on', async () => {
    const restless = ({ kind }: Request) =>
      kind === 'reset' ? {} : { observations: [], pending: 3 };
    const { opening, starts } = openScripted(restless);
    const runTwice = async (kind: NetworkKind) => [
      await run(kind, scenario),
      await run(kind, scenario),
    ];
    for (const { error, findings } of await driveScripted(opening, runTwice, { timeoutMs: 30 })) {
      expect(error).toBe(null);
      expect(findings).toMatchObject([
        {
          signature: 'EVENT-1|time-out|join',
          detail: expect.stringContaining('after 0.03 s it still answers that 3 are pending'),
        },
      ]);
    }
    expect(starts()).toBe(1);
  });

  it('is a crash, and started once more, when its process ends as its tables are asked for', async () => {
    const { opening, starts } = openScripted(
      ({ kind }) => (kind === 'tables' ? null : kind === 'step' ? { observations: [] } : {}),
      { features: ['axon', 'tables'] },
    );
    const { findings } = await driveScripted(opening, async (kind) => await run(kind, scenario));
    expect(findings).toMatchObject([{ signature: 'ARP-2|crash|join' }]);
    expect(starts()).toBe(2);
  });

  it('cannot be driven when its process ends more often than the limit', async () => {
    const { opening } = openScripted(({ kind }) => (kind === 'step' ? null : {}));
    const told = driveScripted(
      opening,
      async (kind) => [await run(kind, scenario), await run(kind, scenario)],
      { restarts: 1 },
    );
    expect((await told)[1]?.error).toMatch(/ended too often\.\n {2}it was started anew 1 times/);
  });
});

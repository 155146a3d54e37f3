/** The server of the playground: it answers to its secret address alone, runs one scenario after the other, and says what is wrong. */
import { request } from 'node:http';
import { afterAll, expect, it } from 'vitest';
import { routerKind } from '#impl';
import { trace } from '../lockstep/trace.ts';
import { servePlayground } from './server.ts';
import { stations } from './tour/stations.ts';

let atOnce = 0;
let mostAtOnce = 0;
const server = await servePlayground({
  port: 0,
  html: '<!doctype html>page',
  run: async (scenario) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    const ran = await trace(routerKind, scenario);
    atOnce--;
    if (scenario.steps.length === 1) throw new Error('it does not offer this');
    return ran;
  },
});
afterAll(() => server.close());
const run = new URL('run', server.address);

interface Asked {
  readonly address?: string | URL;
  readonly method?: string;
  readonly host?: string;
  readonly type?: string;
  readonly body?: string;
}

const ask = ({ address = run, method = 'POST', host, type = 'application/json', body }: Asked) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const headers = { 'content-type': type, ...(host === undefined ? {} : { host }) };
    const asking = request(address, { method, headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asking.on('error', reject).end(body);
  });

const scenario = stations[4]?.scenario;

it('gives the page, and the trace of a scenario', async () => {
  expect(await ask({ address: server.address, method: 'GET' })).toEqual({
    status: 200,
    text: '<!doctype html>page',
  });
  const { status, text } = await ask({ body: JSON.stringify(scenario) });
  expect(status).toBe(200);
  expect(JSON.parse(text).trace.frames).toHaveLength(scenario?.steps.length ?? 0);
});

it('runs one scenario at a time', async () => {
  await Promise.all([1, 2, 3].map(() => ask({ body: JSON.stringify(scenario) })));
  expect(mostAtOnce).toBe(1);
});

it('says what is wrong with a scenario, or with the router', async () => {
  const fault = async (body: string) => JSON.parse((await ask({ body })).text).fault;
  expect(await fault('{')).toMatch(/not JSON/);
  expect(await fault('{"version":1}')).toMatch(/no scenario/);
  const short = { ...scenario, steps: scenario?.steps.slice(0, 1) };
  expect(await fault(JSON.stringify(short))).toBe('it does not offer this');
});

it('refuses other hosts, addresses, ways and sizes', async () => {
  const status = async (asked: Asked) => (await ask(asked)).status;
  expect(await status({ host: 'evil.example' })).toBe(403);
  expect(await status({ address: new URL('/', run), method: 'GET' })).toBe(404);
  expect(await status({ address: new URL('/run', run) })).toBe(404);
  expect(await status({ method: 'GET' })).toBe(405);
  expect(await status({ type: 'text/plain', body: '{}' })).toBe(405);
  expect(await status({ body: `"${'x'.repeat(4_000_001)}"` })).toBe(413);
});

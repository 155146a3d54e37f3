/**
 * Serves the playground on loopback, and runs scenarios on the router behind it. The address has a secret part and the host is
 * checked, so that no other page that is open in the same browser can drive the router.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scenario } from '#spec';
import type { Trace } from '../lockstep/trace.ts';
import { readScenarioText } from './session/address.ts';
import type { RunAnswer } from './session/playDocument.ts';

export interface PlayServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly html: string;
  /** Runs a scenario on the router; null if there is none behind the page. What it throws is shown in the page. */
  readonly run: ((scenario: Scenario) => Promise<Trace>) | null;
}

export interface PlayServer {
  readonly address: string;
  close(): Promise<void>;
}

/** A scenario that is sent has at most this many bytes. */
const MOST_BYTES = 4_000_000;

/** Starts to serve. Throws what Node throws when it cannot listen. */
export async function servePlayground(options: PlayServerOptions): Promise<PlayServer> {
  const secret = randomBytes(12).toString('hex');
  /** One scenario runs at a time: a router may have one network only. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const server: Server = createServer((request, response) => {
    answer(request, secret, options, inTurn).then(
      (sent) => send(response, sent),
      (error) => send(response, { status: 500, type: 'text/plain', body: messageOf(error) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/${secret}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Sent {
  readonly status: number;
  readonly type: 'text/html' | 'text/plain' | 'application/json';
  readonly body: string;
}

const refuse = (status: number, body: string): Sent => ({ status, type: 'text/plain', body });

async function answer(
  request: IncomingMessage,
  secret: string,
  { html, run }: PlayServerOptions,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<Sent> {
  const { method, url, headers } = request;
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? ''))
    return refuse(403, 'This address is served on 127.0.0.1 only.');
  if (method === 'GET' && url === `/${secret}/`)
    return { status: 200, type: 'text/html', body: html };
  if (url !== `/${secret}/run`)
    return refuse(404, 'Nothing is here. Use the address that partyline play printed.');
  if (method !== 'POST' || !headers['content-type']?.startsWith('application/json'))
    return refuse(405, 'A scenario is sent by POST, as application/json.');
  if (!run) return refuse(404, 'No router is behind this page.');
  const text = await readBody(request);
  if (text === null) return refuse(413, `A scenario has at most ${MOST_BYTES} bytes here.`);
  return {
    status: 200,
    type: 'application/json',
    body: JSON.stringify(await runText(text, (asked) => inTurn(() => run(asked)))),
  };
}

/** Both answers are good ones, which a browser does not log as errors. */
async function runText(
  text: string,
  run: (scenario: Scenario) => Promise<Trace>,
): Promise<RunAnswer> {
  const scenario = readScenarioText(text);
  if (typeof scenario === 'string') return { fault: scenario };
  try {
    return { trace: await run(scenario) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

/** Reads what is sent; null if it is too much. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, { status, type, body }: Sent): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(body);
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

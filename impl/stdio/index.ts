/**
 * Serves the pipe over stdin and stdout: a line in, a line out, until `bye` or the end of the input. stdout carries
 * only answers; lines that cannot be parsed are reported on the log.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { AnyRouterKind, WireRequest } from '#spec';
import { answerRequest, createHost } from './host.ts';

export { answerRequest as answerTo, createHost as hostOf } from './host.ts';

export interface StdioStreams {
  readonly input: Readable;
  readonly write: (line: string) => void;
  readonly log: (line: string) => void;
}

export async function serveStdio(
  kind: AnyRouterKind,
  { input, write, log }: StdioStreams,
): Promise<void> {
  const host = createHost(kind);
  for await (const line of createInterface({ input })) {
    const request = parseRequest(line);
    if (!request) {
      log(
        `not answered: expected a request such as {"id":1,"kind":"bye"}, came ${line.slice(0, 200)}`,
      );
      continue;
    }
    const { id } = request;
    write(`${JSON.stringify({ id, ...(await answerRequest(host, request)) })}\n`);
    if (request.kind === 'bye') return;
  }
}

function parseRequest(line: string): WireRequest | null {
  try {
    const value = JSON.parse(line);
    return typeof value?.id === 'number' && typeof value?.kind === 'string' ? value : null;
  } catch {
    return null;
  }
}

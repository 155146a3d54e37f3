/**
 * Serving over stdin and stdout: a line in, a line out, until bye or the end of the input. stdout is for answers alone;
 * what cannot be read is told on the log.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { NetworkKind, RouterKind, WireRequest } from '#spec';
import { answerTo, hostOf } from './host.ts';

export { answerTo, hostOf } from './host.ts';

export interface StdioEnds {
  readonly input: Readable;
  readonly write: (line: string) => void;
  readonly log: (line: string) => void;
}

export async function serveStdio(
  kind: RouterKind | NetworkKind,
  { input, write, log }: StdioEnds,
): Promise<void> {
  const host = hostOf(kind);
  for await (const line of createInterface({ input })) {
    const request = read(line);
    if (!request) {
      log(
        `not answered: expected a request such as {"id":1,"kind":"bye"}, came ${line.slice(0, 200)}`,
      );
      continue;
    }
    const { id } = request;
    write(`${JSON.stringify({ id, ...(await answerTo(host, request)) })}\n`);
    if (request.kind === 'bye') return;
  }
}

function read(line: string): WireRequest | null {
  try {
    const value = JSON.parse(line);
    return typeof value?.id === 'number' && typeof value?.kind === 'string' ? value : null;
  } catch {
    return null;
  }
}

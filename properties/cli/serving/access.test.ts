/**
 * `partyline serve` and who may do what: away from loopback it starts with a token file, or where that is said not to be needed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '#impl-tcp';
import { runCommandLine } from '../../testing/commandLine.ts';

const SECRET = 'a secret of the test';
const cwd = mkdtempSync(join(tmpdir(), 'partyline-access-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Runs a `serve` that is interrupted as soon as it listens, or refuses to. */
async function serveBriefly(files: Readonly<Record<string, string>>, ...argv: string[]) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return runCommandLine(['serve', '--node', 'T', ...argv], {
    cwd,
    interrupted: AbortSignal.abort(),
  });
}

const tokenFile = JSON.stringify({
  'partyline-access': 1,
  peers: [{ secret: SECRET, orcs: ['*@T'] }],
});

describe('serve away from loopback', () => {
  it('is refused with exit code 2 unless who may do what is said, or that nobody minds', async () => {
    const open = await serveBriefly({}, '--host', '0.0.0.0');
    expect([open.exit, open.out]).toEqual([2, '']);
    expect(open.err).toMatch(/may speak for any orc .*Give --token-file FILE.*or --insecure/);
    expect((await serveBriefly({}, '--host', '0.0.0.0', '--insecure')).exit).toBe(0);
    const told = await serveBriefly(
      { tokens: tokenFile },
      '--host',
      '0.0.0.0',
      '--token-file',
      'tokens',
    );
    expect([told.exit, told.out]).toEqual([
      0,
      expect.stringMatching(/^node T listens on 0\.0\.0\.0:/),
    ]);
    expect(told.err).toMatch(/^warning: without --tls-cert the secrets of peers cross the network/);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost'])('is not asked for it on %s', async (host) => {
    expect(await serveBriefly({}, '--host', host)).toMatchObject({ exit: 0, err: '' });
  });
});

describe('serve refuses with exit code 2', () => {
  it.each([
    ['a token file that is none', ['--token-file', 'bad'], /bad is no token file .*peers/s],
    ['a file that is not there', ['--token-file', 'none'], /none cannot be read/],
    ['a secret that is not there', ['--uplink-secret', 'none'], /none cannot be read/],
    ['a certificate without a key', ['--tls-cert', 'bad'], /--tls-cert and --tls-key go together/],
    ['what is no certificate', ['--tls-cert', 'bad', '--tls-key', 'bad'], /no certificate and key/],
    ['a limit that is none', ['--max-orcs', '0'], /Expected a whole number of at least 1/],
  ])('%s', async (_, argv, reason) => {
    const { exit, out, err } = await serveBriefly({ bad: '{"partyline-access":1}' }, ...argv);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(reason);
    expect(err).not.toContain(SECRET);
  });
});

it('tells in its help the limits that hold without a flag', async () => {
  const { out } = await runCommandLine('serve --help', { cwd });
  const { connections, orcsPerPair, linesPerPair, hordesPerPair, frameBytes, queuedBytes } =
    defaultLimits;
  const told = [...out.matchAll(/--max-[^()]*\((\d+)\)/g)].map(([, limit]) => Number(limit));
  expect(told).toEqual([
    connections,
    orcsPerPair,
    linesPerPair,
    hordesPerPair,
    frameBytes,
    queuedBytes,
  ]);
});

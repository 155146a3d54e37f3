/**
 * TLS: the same network over encrypted sockets, where certificates say who may attach as what.
 */
import { X509Certificate } from 'node:crypto';
import { connect as dialRaw } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { orcName } from '#spec';
import { certificates } from '../../testing/certificates.ts';
import { openLoopback } from '../../testing/startedNodes.ts';
import { Access } from './access.ts';
import { connect } from './client.ts';
import type { Identity } from './credentials.ts';

const { atEnd, startNode } = openLoopback();

const p1 = orcName('p1@T');
const { node, lower, client, stranger } = certificates;

const fingerprintOf = ({ cert }: Identity) => new X509Certificate(cert).fingerprint256;

const accessOf = (peers: readonly object[]) =>
  Access.parse(JSON.stringify({ 'partyline-access': 1, peers })) as Access;

/** A node over TLS that knows the certificates of one lower node and one client. */
const startSecureNode = () => {
  const access = accessOf([
    { certificateSha256: fingerprintOf(lower), nodes: ['U'] },
    { certificateSha256: fingerprintOf(client).toLowerCase(), orcs: ['p1@T'] },
  ]);
  return startNode('T', { access, tls: node });
};

const credentialsOf = (identity: Identity | null, ca = node.cert) => ({
  tls: { ca, ...(identity ? { identity } : {}) },
});

describe('a node over TLS', () => {
  it('LINE-1: knows a client and a lower node by their certificates, and carries what they say', async () => {
    const t = await startSecureNode();
    const u = await startNode('U', { credentials: credentialsOf(lower) });
    await new Promise((up) => u.climb({ host: '127.0.0.1', port: t.port }, up));
    const address = { host: '127.0.0.1', port: t.port };
    const party = await connect(address, { credentials: credentialsOf(client) });
    atEnd(() => party.close());
    const below = await connect({ host: '127.0.0.1', port: u.port });
    atEnd(() => below.close());
    const heard: string[] = [];
    party.join(p1).subscribe('a<L>', () => heard.push('p1'));
    party.join(orcName('p2@T'));
    below.join(orcName('q@U')).subscribe('a<L>', () => heard.push('q'));
    await Promise.all([party.settle(), below.settle()]);
    t.publish({ topic: 'a<L>', id: 'e', payload: 'x'.repeat(100_000) });
    await t.settleBelow();
    expect(heard.sort()).toEqual(['p1', 'q']);
    expect(t.lines.join()).toMatch(/NOT_YOURS: it may not speak for p2@T/);
  });

  it.each([
    ['another certificate', () => credentialsOf(stranger), /brings no secret and no certificate/],
    ['no certificate', () => credentialsOf(null), /brings no secret and no certificate/],
    ['no trust in the node', () => credentialsOf(client, stranger.cert), /certificate/],
    ['no TLS', () => ({}), /./],
  ] as const)('refuses who comes with %s', async (_, credentials, reason) => {
    const t = await startSecureNode();
    const connecting = connect({ host: '127.0.0.1', port: t.port }, { credentials: credentials() });
    await expect(connecting).rejects.toThrow(reason);
  });

  it('tells the operator of a peer without TLS, and ends it with the rest when it closes', async () => {
    const t = await startSecureNode();
    const [garbage, mute] = [dialRaw(t.port, '127.0.0.1'), dialRaw(t.port, '127.0.0.1')];
    for (const socket of [garbage, mute]) socket.on('error', () => {});
    garbage.write('GET / HTTP/1.1\r\n\r\n');
    await vi.waitFor(() => expect(t.lines.join()).toMatch(/no TLS with a peer: /));
    const closed = new Promise((resolve) => mute.once('close', resolve));
    await t.close();
    await closed;
  });
});

describe('a token file', () => {
  const parse = (file: unknown) => Access.parse(JSON.stringify(file));
  const peersFaults = (...peers: unknown[]) => parse({ 'partyline-access': 1, peers });
  const secret = 'sixteen or more characters';

  it('takes a secret by itself or by its hash', () => {
    const hash = 'ecc5e64eec3485c5f451890a1191c6630e45630ed20693b372ae7497221d99d9';
    const both = accessOf([
      { secret, orcs: ['a@T'] },
      { secretSha256: hash, orcs: ['b@T'] },
    ]);
    expect(both.find(secret, undefined)).toEqual({ orcs: ['a@T'], nodes: [] });
    expect(both.find('another secret of more characters', undefined)?.orcs).toEqual(['b@T']);
    expect([both.find(hash, undefined), both.find(undefined, hash)]).toEqual([null, null]);
  });

  it.each([
    ['no JSON', () => Access.parse('x'), /no JSON; expected/],
    ['another version', () => parse({ 'partyline-access': 2, peers: [] }), /partyline-access/],
    ['a short secret', () => peersFaults({ secret: 'short', orcs: ['*'] }), /peers\.0\.secret/],
    ['no proof', () => peersFaults({ orcs: ['*'] }), /one of secret, secretSha256/],
    ['two proofs', () => peersFaults({ secret, secretSha256: 'a'.repeat(64) }), /one of secret/],
    [
      'a star in the middle',
      () => peersFaults({ secret, orcs: ['a*b'] }),
      /orcs\.0: .*begin or end/,
    ],
    ['a misspelt field', () => peersFaults({ secret, orc: ['a'] }), /"orc"/],
    ['a secret twice', () => peersFaults({ secret }, { secret }), /peers\.1: its secret was there/],
  ])('is refused for %s', (_, faults, reason) => {
    expect(faults()).toEqual([expect.stringMatching(reason)]);
  });
});

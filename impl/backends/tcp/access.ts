/**
 * Access: who may speak for which orc, and attach as which node, by the secret or the TLS client certificate it brings. It stands
 * apart because the law lets whoever comes last under a name take it over (ARP-5, ROUTE-4): it does not ask who that is, and an operator must.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What the holder of one secret or certificate may do. A name may begin or end with `*`, for any text. */
export interface Grant {
  /** The tokens as which it may attach a node. A node may speak for every orc, since it carries all that are below it. */
  readonly nodes: readonly string[];
  /** The orcs for which it may speak as a client. */
  readonly orcs: readonly string[];
}

const SHORTEST_SECRET = 16;
const HEX = /^([0-9a-f]{2}:?){32}$/i;

const pattern = z
  .string()
  .min(1)
  .refine((value) => !value.slice(1, -1).includes('*') && value !== '**', {
    error: 'expected a name, which may begin or end with *',
  });
const fileShape = z.strictObject({
  'partyline-access': z.literal(1),
  peers: z.array(
    z
      .strictObject({
        secret: z.string().min(SHORTEST_SECRET).max(1024).optional(),
        secretSha256: z.string().regex(HEX).optional(),
        certificateSha256: z.string().regex(HEX).optional(),
        nodes: z.array(pattern).default([]),
        orcs: z.array(pattern).default([]),
      })
      .refine(
        (peer) =>
          [peer.secret, peer.secretSha256, peer.certificateSha256].filter(Boolean).length === 1,
        { error: 'expected one of secret, secretSha256 and certificateSha256' },
      ),
  ),
});

export class Access {
  /** By `secret HASH` or `certificate HASH`, so that no comparison of secrets takes longer the more of it is right. */
  readonly #grants: ReadonlyMap<string, Grant>;

  private constructor(grants: ReadonlyMap<string, Grant>) {
    this.#grants = grants;
  }

  /** Reads the text of a token file. Returns sentences about what is wrong with it, if something is. */
  static parse(text: string): Access | readonly string[] {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return [
        'no JSON; expected { "partyline-access": 1, "peers": [{ "secret", "nodes", "orcs" }] }',
      ];
    }
    const parsed = fileShape.safeParse(value);
    if (!parsed.success)
      return parsed.error.issues.map(({ path, message }) =>
        path.length > 0 ? `${path.join('.')}: ${message}` : message,
      );
    const grants = new Map<string, Grant>();
    for (const [at, { nodes, orcs, ...proof }] of parsed.data.peers.entries()) {
      const key =
        proof.certificateSha256 === undefined
          ? `secret ${proof.secret === undefined ? bareHex(proof.secretSha256) : hashOf(proof.secret)}`
          : `certificate ${bareHex(proof.certificateSha256)}`;
      if (grants.has(key)) return [`peers.${at}: its ${key.split(' ')[0]} was there before`];
      grants.set(key, { nodes, orcs });
    }
    return new Access(grants);
  }

  /** Returns what the peer may do; null if it brings nothing that is known. `certificateSha256`: of a TLS client certificate. */
  find(secret: string | undefined, certificateSha256: string | undefined): Grant | null {
    const bySecret = secret === undefined ? null : this.#grants.get(`secret ${hashOf(secret)}`);
    if (bySecret) return bySecret;
    if (certificateSha256 === undefined) return null;
    return this.#grants.get(`certificate ${bareHex(certificateSha256)}`) ?? null;
  }
}

/** Whether one of the names stands for this one. */
export function covers(names: readonly string[], name: string): boolean {
  return names.some((each) => {
    if (each === '*') return true;
    if (each.startsWith('*') && each.endsWith('*')) return name.includes(each.slice(1, -1));
    if (each.startsWith('*')) return name.endsWith(each.slice(1));
    return each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each;
  });
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const bareHex = (hex: string | undefined) => (hex ?? '').replaceAll(':', '').toLowerCase();

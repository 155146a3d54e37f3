/**
 * The flags of `serve` that say who may do what: the token file, TLS, and the proof that the node brings to those above. Away from
 * loopback a node without a token file does not start, unless that is said to be meant.
 */
import { isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Command } from 'commander';
import type { Access, Credentials, Identity, TcpNodeOptions } from '#impl-tcp';
import { faultsText } from '../arguments/documents.ts';
import { readText } from '../files/reading.ts';
import { reasonOf } from '../files/writing.ts';
import { Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';

export interface AccessFlags {
  readonly host: string;
  readonly tokenFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly uplinkSecret?: string;
  readonly uplinkCa?: string;
  readonly insecure?: boolean;
}

export const addAccessFlags = (command: Command): Command =>
  command
    .option('--token-file <file>', 'who may speak for which orc, and attach as which node')
    .option('--tls-cert <file>', "the node's certificate (PEM): both ports speak TLS")
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--uplink-secret <file>', 'the secret that it brings to the nodes above, in a file')
    .option('--uplink-ca <file>', 'dial those above over TLS, and trust these certificates (PEM)')
    .option('--insecure', 'listen beyond loopback though anybody may speak for any orc');

type AccessOptions = Pick<TcpNodeOptions, 'access' | 'tls' | 'credentials'>;

/** Reads the files that the flags name. Throws Misuse if one is wrong, or where the node would be open to a network. */
export async function accessOf(flags: AccessFlags, terminal: Terminal): Promise<AccessOptions> {
  const { host, tokenFile, insecure = false } = flags;
  if (!isLoopback(host) && tokenFile === undefined && !insecure)
    throw new Misuse(
      `On ${host} whoever reaches the port may speak for any orc and attach as any node. Give --token-file FILE, which says who may (docs/serve.md), or --insecure if that is meant.`,
    );
  const identity = await readIdentity(flags, terminal.cwd);
  const credentials = await readCredentials(flags, identity, terminal.cwd);
  const access = tokenFile === undefined ? undefined : await readAccess(tokenFile, terminal.cwd);
  if (access && !identity && !isLoopback(host))
    terminal.err(
      `warning: without --tls-cert the secrets of peers cross the network at ${host} readable.\n`,
    );
  return {
    ...(access ? { access } : {}),
    ...(identity ? { tls: identity } : {}),
    credentials,
  };
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

async function readAccess(path: string, cwd: string): Promise<Access> {
  const { Access } = await import('#impl-tcp');
  const access = Access.parse(await readNamed(path, cwd));
  if (access instanceof Access) return access;
  throw new Misuse(faultsText(`${path} is no token file (docs/serve.md)`, access));
}

async function readIdentity(
  { tlsCert, tlsKey }: AccessFlags,
  cwd: string,
): Promise<Identity | null> {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new Misuse('--tls-cert and --tls-key go together. Give both, or neither.');
  const identity = { cert: await readNamed(tlsCert, cwd), key: await readNamed(tlsKey, cwd) };
  try {
    createSecureContext(identity);
  } catch (error) {
    throw new Misuse(`${tlsCert} and ${tlsKey} are no certificate and key: ${reasonOf(error)}.`);
  }
  return identity;
}

async function readCredentials(
  { uplinkSecret, uplinkCa }: AccessFlags,
  identity: Identity | null,
  cwd: string,
): Promise<Credentials> {
  const secret = uplinkSecret === undefined ? undefined : await readNamed(uplinkSecret, cwd);
  const ca = uplinkCa === undefined ? undefined : await readNamed(uplinkCa, cwd);
  return {
    ...(secret === undefined ? {} : { secret: secret.trim() }),
    ...(ca === undefined ? {} : { tls: { ca, ...(identity ? { identity } : {}) } }),
  };
}

async function readNamed(path: string, cwd: string): Promise<string> {
  try {
    return await readText(resolve(cwd, path));
  } catch (error) {
    throw new Misuse(`${path} cannot be read: ${reasonOf(error)}. Check the path.`);
  }
}

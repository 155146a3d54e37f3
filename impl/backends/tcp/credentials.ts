/**
 * Credentials: with what a lower end proves who it is, and whom it expects to find. It stands apart from the dialling, which is the
 * same with TLS and without.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** The own certificate and its key, both as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface Credentials {
  /** Sent in the hello; the node finds out by it who may speak for which orc, and attach as which node. */
  readonly secret?: string;
  /** With this the pair is dialled over TLS. */
  readonly tls?: {
    /** The certificates, as PEM, of which one must have signed the node's; a self-signed one stands for itself. */
    readonly ca: string;
    readonly identity?: Identity;
  };
}

export function openSocket(
  { host, port }: { readonly host: string; readonly port: number },
  { tls }: Credentials,
): Socket {
  return tls ? connectTls({ host, port, ca: tls.ca, ...tls.identity }) : connect({ host, port });
}

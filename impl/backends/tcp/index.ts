/**
 * Real sockets: a node that listens and attaches to nodes above, and the client library to reach it.
 */
export { Access } from './access.ts';
export type { ClientOptions, Connection, Member } from './client.ts';
export { connect } from './client.ts';
export type { Credentials, Identity } from './credentials.ts';
export type {
  Address,
  PairWelcome,
} from './dial.ts';
export { Dial } from './dial.ts';
export type { Ending } from './ending.ts';
export type { Limits, TransportEnvironment } from './environment.ts';
export { createEnvironment, defaultLimits } from './environment.ts';
export type { TcpNodeOptions } from './node.ts';
export { TcpNode } from './node.ts';
export type { UplinkConnection } from './uplink.ts';

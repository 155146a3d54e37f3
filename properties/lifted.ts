/** Lifted: one router as a whole network, by the harness's own fabric. The runner knows only networks. */
import type { NetworkKind, RouterKind } from '#spec';
import { Fabric } from './fabric.ts';

/** A network whose nodes all run this router. */
export function lifted(kind: RouterKind): NetworkKind {
  const { name, version, features } = kind;
  return {
    level: 'network',
    name,
    version,
    features,
    quiescence: 'exact',
    create: (topology) => new Fabric(kind, topology),
  };
}

/**
 * An undeclared feature is neither asked for nor judged: our router has no finding when any one feature, and
 * everything that belongs to it, is removed; the reduced router throws when it is asked for what it does not offer.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Arp, Effect, Feature, Input, Router, RouterKind } from '#spec';
import { GREATHALL, readMessage } from '#spec';
import { createIntervalJudge } from '../interval/index.ts';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort } from '../testing/effort.ts';

const RUNS = byEffort(8, 80);

/** Our router without the features and what belongs to them. */
function removeFeatures(...gone: readonly Feature[]): RouterKind {
  const features = routerKind.features.filter((feature) => !gone.includes(feature));
  return {
    ...routerKind,
    features,
    create: (options) => withholdFeatures(routerKind.create(options), gone),
  };
}

function withholdFeatures(router: Router, gone: readonly Feature[]): Router {
  const lacks = (feature: Feature) => gone.includes(feature);
  const lower = new Set<string>();
  const fields = <Fields extends Pick<Arp, 'nice' | 'hordes'>>(given: Fields): Fields => ({
    ...given,
    ...(lacks('nice') ? { nice: 7 } : {}),
    ...(lacks('forward') ? { hordes: [] } : {}),
  });
  const routes = () =>
    (router.table?.().routes ?? []).filter(({ orcName }) => orcName !== GREATHALL);
  const answered = (effect: Effect): Effect[] => {
    if (effect.kind === 'emit') {
      if (lacks('ee') && lacks('greathall')) return [];
      return lacks('greathall') && !routes().some(({ backend }) => backend === 'ee')
        ? []
        : [effect];
    }
    if (effect.kind === 'write' && lacks('greathall') && effect.event.forward === undefined) {
      const needed = (pair: string) =>
        !lower.has(pair) || routes().some(({ socket }) => socket === pair);
      return [{ ...effect, pairs: effect.pairs.filter(needed) }];
    }
    if (effect.kind !== 'send' || !('arp' in effect.message)) return [effect];
    return [{ ...effect, message: { ...effect.message, arp: fields(effect.message.arp) } }];
  };
  return {
    handle(input) {
      for (const feature of featuresAskedBy(input))
        if (lacks(feature)) throw new Error(`asked for ${feature}`);
      if (input.kind === 'attached' && input.node !== null) lower.add(input.pair);
      return router.handle(input).flatMap(answered);
    },
    table() {
      if (lacks('tables')) throw new Error('asked for tables');
      const table = router.table?.();
      if (!table) throw new Error('our router shows its table');
      const shown = lacks('greathall') ? routes() : table.routes;
      return { ...table, routes: shown.map(fields) };
    },
    size() {
      if (lacks('size')) throw new Error('asked for its size');
      return router.size?.() ?? Number.NaN;
    },
  };
}

function featuresAskedBy(input: Input): Feature[] {
  switch (input.kind) {
    case 'attached':
      return input.node === null ? [input.backend] : ['nodes'];
    case 'ended':
      return ['single ends'];
    case 'uplink down':
      return ['heal'];
    case 'subscribe':
    case 'unsubscribe':
      return ['greathall'];
    case 'publish':
      return input.forward === null ? [] : ['forward'];
    case 'frame': {
      // A rename to an ill-formed name is still a rename (ARP-8).
      const { frame } = input;
      if (typeof frame === 'object' && frame !== null && 'kind' in frame)
        if (frame.kind === ':rename') return ['rename'];
      return typeof readMessage(frame) === 'string' ? ['raw'] : [];
    }
    default:
      return [];
  }
}

async function findings(kind: RouterKind, runs = RUNS) {
  const told = [];
  for (let index = 0; index < runs; index++) {
    const scenario = generate('declared', index, { features: kind.features, shapes });
    for (const { signature, detail } of (await run(kind, scenario)).findings)
      told.push(`${index}: ${signature}: ${detail}`);
  }
  return told;
}

describe('a router that leaves features and their behaviour out is accused of nothing', () => {
  it.each(routerKind.features.map((feature) => [feature]))('without %s', async (feature) => {
    expect(await findings(removeFeatures(feature))).toEqual([]);
  });

  it.each<[readonly Feature[]]>([
    [['ee', 'greathall']],
    [['ee', 'greathall', 'nice', 'forward', 'hop lines']],
    [['axon', 'nodes', 'greathall']],
    [routerKind.features.filter((feature) => feature !== 'axon')],
    [routerKind.features.filter((feature) => feature !== 'ee')],
    [routerKind.features.filter((feature) => !['axon', 'nodes', 'messages'].includes(feature))],
    [routerKind.features],
  ])('without any of %j', async (gone) => {
    expect(await findings(removeFeatures(...gone))).toEqual([]);
  });

  it('under the interval law', async () => {
    const kind = removeFeatures('ee', 'greathall');
    const scenarios = Array.from({ length: RUNS }, (_, index) =>
      generate('declared', index, { features: kind.features, shapes }),
    );
    const outcomes = await Promise.all(
      scenarios.map((scenario) => createIntervalJudge().run(kind, scenario)),
    );
    expect(outcomes.flatMap((outcome) => outcome.findings)).toEqual([]);
  });

  it('and is still accused by what it does declare', async () => {
    const kind = removeFeatures('ee', 'greathall', 'nice');
    const deaf: RouterKind = {
      ...kind,
      create: (options) => {
        const router = kind.create(options);
        const handle = (input: Input) =>
          router.handle(input).filter((effect) => effect.kind !== 'write');
        return { ...router, handle };
      },
    };
    const told = await findings(deaf, byEffort(28, 160));
    for (const clause of ['EVENT-1', 'EVENT-3'])
      expect(told.join('\n')).toContain(`${clause}|hearing missing`);
  });
});

/**
 * Mutants of orc names: two orcs that differ are taken for one, or a name that the law allows is refused. They show only
 * where such names meet.
 */
import type { OrcName } from '#spec';
import { NAME_LIMIT } from '#spec';
import type { Carriage } from '../planting/layers.ts';
import { alterEventsToOneOrc, handleMore, onMessage, rawMessageOf } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** A result also goes to other orcs whose names fit the addressee's name. */
function carryToOrcsThatFit(fits: (known: string, orcName: string) => boolean): FaultLayer {
  return alterEventsToOneOrc((each, orcName, right): Carriage => {
    const others = right
      .table()
      .routes.filter((route) => route.orcName !== orcName && fits(route.orcName, orcName));
    const sockets = others.filter(({ backend }) => backend === 'axon').map(({ socket }) => socket);
    return {
      ...each,
      pairs: [...new Set([...each.pairs, ...sockets])].sort(),
      emitted: each.emitted || others.some(({ backend }) => backend === 'ee'),
    };
  });
}

/** A result also goes to other orcs whose names look the same through `read`. */
const confuseOrcsThatShare = (read: (name: string) => string): FaultLayer =>
  carryToOrcsThatFit((known, orcName) => read(known) === read(orcName));

const refuseOrcs =
  (isRefused: (name: string) => boolean): FaultLayer =>
  ({ handle }) => ({
    handle(input) {
      const name = rawMessageOf(input)?.orcName;
      return typeof name === 'string' && isRefused(name)
        ? [{ kind: 'refuse', fault: 'MALFORMED', detail: 'orcName: too long' }]
        : handle(input);
    },
  });

/** An orc that leaves also removes the routes of other orcs behind its pair whose names fit its own. */
const departWithThoseThatFit = (fits: (other: OrcName, orcName: OrcName) => boolean): FaultLayer =>
  onMessage(':delete-route', ({ orcName }, input, right: SoundRouter) => {
    const behind = right.table().routes.filter(({ socket }) => socket === input.pair);
    const isOwn = behind.some((route) => route.orcName === orcName);
    const others = behind.filter(
      (route) => route.orcName !== orcName && fits(route.orcName, orcName),
    );
    const frames = isOwn
      ? others.map((route) => ({ kind: ':delete-route', orcName: route.orcName }))
      : [];
    return handleMore(right, right.handle(input), ...frames.map((frame) => ({ ...input, frame })));
  });

export const names = [
  defineMutant(
    'orcs-fold-case',
    'EVENT-4',
    'orcs whose names differ in upper and lower case get each other’s results',
    confuseOrcsThatShare((name) => name.toLowerCase()),
  ),
  defineMutant(
    'orcs-cut-at-64',
    'EVENT-4',
    'orcs whose names are equal in their first 64 characters get each other’s results',
    confuseOrcsThatShare((name) => name.slice(0, 64)),
  ),
  defineMutant(
    'orcs-composed',
    'EVENT-4',
    'orcs whose names differ in how a letter with a mark is written get each other’s results',
    confuseOrcsThatShare((name) => name.normalize('NFC')),
  ),
  defineMutant(
    'orcs-without-their-node',
    'EVENT-4',
    'orcs whose names are equal up to the `@` get each other’s results',
    confuseOrcsThatShare((name) => name.split('@')[0] as string),
  ),
  defineMutant(
    'results-by-the-beginning',
    'EVENT-4',
    'a result goes to every orc whose name begins with the name it is for',
    carryToOrcsThatFit((known, orcName) => known.startsWith(orcName)),
  ),
  defineMutant(
    'departure-by-the-beginning',
    'ROUTE-2',
    'an orc that leaves takes those behind its pair along whose names begin with its own',
    departWithThoseThatFit((other, orcName) => other.startsWith(orcName)),
  ),
  defineMutant(
    'departure-folds-case',
    'ROUTE-2',
    'an orc that leaves takes those behind its pair along that differ in upper and lower case only',
    departWithThoseThatFit((other, orcName) => other.toLowerCase() === orcName.toLowerCase()),
  ),
  defineMutant(
    'orcs-measured-in-bytes',
    'ARP-2',
    'an orc with a name of more than 256 bytes is refused, however few its characters are',
    refuseOrcs((name) => name.length <= NAME_LIMIT && bytesOf(name) > NAME_LIMIT),
  ),
  defineMutant(
    'longest-orc-refused',
    'ARP-2',
    'an orc with a name of 256 characters, the longest that the law allows, is refused',
    refuseOrcs((name) => name.length === NAME_LIMIT),
  ),
  defineMutant(
    'names-measured-in-characters',
    'SAFE-1',
    'a name of more than 256 units is taken if it is written with no more than 256 characters',
    ({ handle }) => ({
      handle(input) {
        const message = rawMessageOf(input);
        if (!message || input.kind !== 'frame') return handle(input);
        // The correct router refuses so long a name. So this mutant puts a short name of its own in its place.
        const fields = Object.entries(message).map(([key, value]) => [
          key,
          typeof value === 'string' && value.length > NAME_LIMIT && [...value].length <= NAME_LIMIT
            ? `long@${bytesOf(value)}`
            : value,
        ]);
        return handle({ ...input, frame: Object.fromEntries(fields) });
      },
    }),
  ),
];

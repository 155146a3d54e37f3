/**
 * Mutants of capacity in lines: counts that wrap around or stop, and lists of lines that have a fixed size. They show only after
 * an orc has subscribed often, or to many lines.
 */
import type { Effect, Input } from '#spec';
import { dropSends, handleMore, onMessage, routeOn } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

type Frame = Extract<Input, { kind: 'frame' }>;

const linesOn = (right: SoundRouter, orcName: Parameters<typeof routeOn>[1], { pair }: Frame) =>
  right.lower.has(pair) ? [] : (routeOn(right, orcName, pair)?.lines ?? []);

/**
 * Answers a subscription in another way if `isMet` accepts how often the orc already holds the line, and how many lines it holds.
 */
const onSubscription = (
  isMet: (count: number, lineCount: number) => boolean,
  answer: (right: SoundRouter, input: Frame, count: number, end: Frame) => readonly Effect[],
): FaultLayer =>
  onMessage(':conn-line', ({ orcName, lineId }, input, right) => {
    const lines = linesOn(right, orcName, input);
    const count = lines.find((line) => line.lineId === lineId)?.count ?? 0;
    const end: Frame = { ...input, frame: { kind: ':disconn-line', lineId, orcName } };
    return isMet(count, lines.length) ? answer(right, input, count, end) : right.handle(input);
  });

export const capacities = [
  defineMutant(
    'count-in-a-byte',
    'LINE-2',
    'the subscriptions of a line are counted in a byte: the 256th makes it none',
    onSubscription(
      (count) => count === 255,
      (right, _, count, end) => handleMore(right, [], ...Array.from({ length: count }, () => end)),
    ),
  ),
  defineMutant(
    'count-in-a-signed-byte',
    'LINE-2',
    'the subscriptions of a line are counted in a signed byte: the 128th makes it none',
    onSubscription(
      (count) => count === 127,
      (right, _, count, end) => handleMore(right, [], ...Array.from({ length: count }, () => end)),
    ),
  ),
  defineMutant(
    'count-stops-at-eight',
    'LINE-2',
    'an orc’s subscriptions of a line are counted up to eight',
    onSubscription(
      (count) => count >= 8,
      () => [],
    ),
  ),
  defineMutant(
    'count-in-two-bits',
    'LINE-2',
    'of an orc with four lines or more each is counted up to two',
    onSubscription(
      (count, lineCount) => count >= 2 && lineCount >= 4,
      () => [],
    ),
  ),
  defineMutant(
    'ninth-line-left-out',
    'LINE-1',
    'an orc holds at most eight lines',
    onSubscription(
      (count, lineCount) => count === 0 && lineCount >= 8,
      () => [],
    ),
  ),
  defineMutant(
    'seventeenth-line-not-told',
    'LINE-1',
    'a node tells those above of 16 lines, whoever holds them',
    onMessage(':conn-line', ({ lineId }, input, right) => {
      const { routes } = right.table();
      const held = new Set(routes.flatMap(({ lines }) => lines.map((line) => line.lineId)));
      const effects = right.handle(input);
      return held.size >= 16 && !held.has(lineId) ? dropSends(effects) : effects;
    }),
  ),
  defineMutant(
    'line-of-a-ninth-orc-not-told',
    'LINE-1',
    'of the orcs behind one pair that hold a line the ninth is not told to the nodes above',
    onMessage(':conn-line', ({ lineId, orcName }, input, right) => {
      const { routes } = right.table();
      const others = routes.filter(
        (route) =>
          route.socket === input.pair &&
          route.orcName !== orcName &&
          route.lines.some((line) => line.lineId === lineId),
      );
      const effects = right.handle(input);
      return others.length >= 8 ? dropSends(effects) : effects;
    }),
  ),
];

/**
 * Handlers: which handlers should have run for an event, and with what. Judged only where the network also runs the clients
 * (EVENT-10).
 */

import type { State } from '#model';
import type { Hearing, Observation, Step } from '#spec';
import { attachmentOf, comesInCopies, eventIdOf, GREATHALL, matches, samePayload } from '#spec';
import type { Difference } from './differences.ts';

/**
 * Compares runs of handlers: every orc that hears the event must run the handler of each matching subscription as often as it
 * subscribed.
 * @clause EVENT-8 EVENT-10 EVENT-11
 */
export function handlerDifferences(
  { history }: State,
  step: Step,
  heard: readonly Hearing[],
  observed: readonly Observation[],
  index: number,
): Difference[] {
  if (step.kind !== 'publish') return [];
  const found: Difference[] = [];
  const runs = observed.filter((each) => each.kind === 'handled');
  const left = new Map<string, number>();
  const key = (orc: string, pair: string, pattern: string) => `${orc}\n${pair}\n${pattern}`;
  for (const run of runs) {
    const at = key(run.orcName, run.pair, run.pattern);
    left.set(at, (left.get(at) ?? 0) + 1);
    const isIntact =
      run.event.topic === step.topic &&
      run.event.id === eventIdOf(index) &&
      samePayload(run.event.payload, step.payload ?? null);
    if (!isIntact)
      found.push({ kind: 'handled', orcName: run.orcName, pattern: run.pattern, what: 'altered' });
  }
  // Several copies are for as many subscriptions, and each of these runs once (EVENT-12).
  const places = comesInCopies(history.topology, step.topic)
    ? [...new Map(heard.map((each) => [key(each.orcName, each.pair, each.node), each])).values()]
    : heard;
  for (const { orcName, pair, node } of places) {
    const subscriptions =
      orcName === GREATHALL
        ? history.halls.find((hall) => hall.node === node)?.subscriptions
        : attachmentOf(history, orcName, pair)?.subscriptions;
    for (const { pattern, count } of subscriptions ?? []) {
      if (!matches(pattern, step.topic)) continue;
      const at = key(orcName, pair, pattern);
      const ran = left.get(at) ?? 0;
      if (ran < count) found.push({ kind: 'handled', orcName, pattern, what: 'missing' });
      left.set(at, Math.max(0, ran - count));
    }
  }
  for (const [at, count] of left)
    if (count > 0) {
      const [orcName, , pattern] = at.split('\n');
      found.push({
        kind: 'handled',
        orcName: orcName as never,
        pattern: pattern as string,
        what: 'surplus',
      });
    }
  return found;
}

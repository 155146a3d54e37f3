/**
 * Mutants of patterns: in a client's patterns, a star matches too little, or works only at some places. The routers are correct.
 */
import { alterHandlerRuns, defineNetworkMutant } from './handlers.ts';

const dropRunsOf = (isMissed: (pattern: string, topic: string) => boolean) =>
  alterHandlerRuns((each) => (isMissed(each.pattern, each.event.topic) ? null : each));

export const patterns = [
  defineNetworkMutant(
    'stars-at-the-end-only',
    'EVENT-10',
    'a star counts at the end of a pattern only',
    dropRunsOf((pattern) => pattern.slice(0, -1).includes('*')),
  ),
  defineNetworkMutant(
    'leading-star-literal',
    'EVENT-10',
    'a star at the beginning of a pattern stands for itself',
    dropRunsOf((pattern) => pattern.startsWith('*')),
  ),
  defineNetworkMutant(
    'one-star-a-pattern',
    'EVENT-10',
    'of several stars in a pattern only the first counts',
    dropRunsOf((pattern) => pattern.split('*').length > 2),
  ),
  defineNetworkMutant(
    'stars-stop-at-a-dot',
    'EVENT-10',
    'a star stands for no characters beyond the next dot',
    dropRunsOf((pattern, topic) => {
      const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'));
      return pattern.includes('*') && !new RegExp(`^${parts.join('[^.]+')}$`).test(topic);
    }),
  ),
];

/**
 * Mutants of parsing topics: the router reads a topic by a rule of its own, which agrees with the law only on plain topics. They
 * show with several `<`, `>` or `::` in one topic, and with addressees whose names contain such marks.
 */
import { addresseeOf, hasEmptyLine, lineOf } from '#spec';
import { alterEventsToOneOrc, alterRouting, carryNowhere, routeAs } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

/** A topic on no line and for no single orc. An event that is mistaken for a broadcast is routed by this topic. */
const PLAIN = 'plain';

const hasUnclosedLine = (topic: string) =>
  topic.lastIndexOf('<') >= 0 && topic.indexOf('>', topic.lastIndexOf('<')) < 0;

export const readings = [
  defineMutant(
    'line-to-the-last-bracket',
    'EVENT-1',
    'the line of a topic reaches from its first `<` to its last `>`',
    // What is read as the line here is no legal name, so nobody holds it.
    alterRouting('line', (each) => {
      const { topic } = each.event;
      const line = topic.slice(topic.indexOf('<') + 1, topic.lastIndexOf('>'));
      return line === lineOf(topic) ? each : carryNowhere(each);
    }),
  ),
  defineMutant(
    'last-line-counts',
    'EVENT-1',
    'of two lines in a topic the last one counts',
    routeAs((topic) => {
      const last = topic.slice(topic.lastIndexOf('<'));
      return addresseeOf(topic) === null && lineOf(last) !== null ? last : topic;
    }),
  ),
  defineMutant(
    'unclosed-line-read',
    'EVENT-3',
    'a line that is opened and not closed reaches to the end of the topic',
    routeAs((topic) =>
      addresseeOf(topic) === null && lineOf(topic) === null && hasUnclosedLine(topic)
        ? `${topic}>`
        : topic,
    ),
  ),
  defineMutant(
    'closing-bracket-first',
    'EVENT-1',
    'the first `>` of a topic is looked for, even before its first `<`: then there is no line',
    routeAs((topic) =>
      addresseeOf(topic) === null &&
      lineOf(topic) !== null &&
      topic.indexOf('>') < topic.indexOf('<')
        ? PLAIN
        : topic,
    ),
  ),
  defineMutant(
    'line-without-an-opening',
    'EVENT-3',
    'a topic with a `>` alone is on the line that is named before it',
    alterRouting('broadcast', (each) =>
      each.event.topic.includes('>') ? carryNowhere(each) : each,
    ),
  ),
  defineMutant(
    'second-line-may-be-empty',
    'EVENT-0',
    'a topic on a line is taken although there is `<>` in it as well',
    routeAs((topic) =>
      hasEmptyLine(topic) && lineOf(topic) !== null ? topic.replaceAll('<>', '') : topic,
    ),
  ),
  defineMutant(
    'addressee-to-the-last-colons',
    'EVENT-4',
    'a result is for the orc that is named before the last `::` of its topic',
    alterEventsToOneOrc((each) => {
      const { topic } = each.event;
      return topic.indexOf('::') === topic.lastIndexOf('::') ? each : carryNowhere(each);
    }),
  ),
  defineMutant(
    'addressee-to-the-first-dot',
    'EVENT-4',
    'the name of a result’s orc ends at its first dot',
    alterEventsToOneOrc((each, orcName) => (orcName.includes('.') ? carryNowhere(each) : each)),
  ),
  defineMutant(
    'addressee-of-word-characters',
    'EVENT-4',
    'a result whose orc has other than letters, digits, `_`, `-` and `.` in its name is taken for a broadcast',
    routeAs((topic) => {
      const orcName = addresseeOf(topic);
      return orcName !== null && /[^\w@.-]/.test(orcName) ? PLAIN : topic;
    }),
  ),
];

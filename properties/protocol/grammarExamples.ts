/** Examples of names, topics and patterns for SPEC.md, each judged by the functions of `spec/words/` when the page is made. */
import { hasEmptyLine, isName, isOrcName, matches, routingOf } from '#spec';
import { formatTable } from './markdown.ts';

const code = (text: string) => `\`${text}\``;
const yesOrNo = (fact: boolean) => (fact ? 'yes' : 'no');

const topics = [
  'news<sport>',
  'a<x>b<y>',
  'news',
  'p1@n1::save.finished',
  'p1@n1::<sport>.error',
  'p1@n1::save.done',
  'news.finished',
  'open<sport',
  'news<>',
];

export const formatTopicExamples = (): string =>
  formatTable(
    ['topic', 'is'],
    topics.map((topic) => [code(topic), hasEmptyLine(topic) ? 'refused' : formatRouting(topic)]),
  );

function formatRouting(topic: string): string {
  const routing = routingOf(topic);
  switch (routing.kind) {
    case 'result':
      return `a result for ${code(routing.orcName)}`;
    case 'line':
      return `on line ${code(routing.lineId)}`;
    case 'broadcast':
      return 'a broadcast';
    default:
      return routing satisfies never;
  }
}

const patterns = [
  ['news<sport>', 'news<sport>'],
  ['news*', 'news<sport>'],
  ['news*', 'news'],
  ['*<sport>', 'news<sport>'],
  ['a*c', 'abbc'],
  ['a*c', 'ac'],
] as const;

export const formatPatternExamples = (): string =>
  formatTable(
    ['pattern', 'topic', 'matches'],
    patterns.map(([pattern, topic]) => [
      code(pattern),
      code(topic),
      yesOrNo(matches(pattern, topic)),
    ]),
  );

const names = [
  'n1',
  'p1@n1',
  'p1@n1@n2',
  'greathall',
  '__proto__@n1',
  'two words',
  'a:b',
  'a<b',
  'a$',
];

export const formatNameExamples = (): string =>
  formatTable(
    ['string', 'a name', 'an orcName'],
    names.map((name) => [code(name), yesOrNo(isName(name)), yesOrNo(isOrcName(name))]),
  );

/**
 * Subjects: how the topics of the law are told in a broker's own words. A client of a broker decides by the topic where it
 * publishes, as the first match of EVENT-0 does. Names may hold any character, so each is escaped to what all brokers take as one
 * word: letters, digits, `%`, `_` and `-`.
 */

const escaped = (name: string): string =>
  encodeURIComponent(name).replace(
    /[.!~*'()]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The subject on which every present orc hears. */
export const ALL = 'all';
export const lineSubject = (lineId: string): string => `line.${escaped(lineId)}`;
export const isLine = (subject: string): boolean => subject.startsWith('line.');
export const orcSubject = (orcName: string): string => `orc.${escaped(orcName)}`;

/** Returns the line of a topic or pattern: what is between the first `<` and the next `>`; null if there is none. */
export function lineIn(topic: string): string | null {
  return /^[^<]*<([^>]+)>/s.exec(topic)?.[1] ?? null;
}

/** Returns the subject on which an event with this topic is published. */
export function subjectOf(topic: string): string {
  const addressee = /\.(finished|error)$/.test(topic) ? topic.indexOf('::') : -1;
  if (addressee >= 0) return orcSubject(topic.slice(0, addressee));
  const line = lineIn(topic);
  return line === null ? ALL : lineSubject(line);
}

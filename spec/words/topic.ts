/**
 * Topics: what a topic says about its audience (EVENT-0), and when a pattern matches it (EVENT-10). Separate because clients,
 * routers, model and audience law all read topics by the same rules.
 */
import type { LineId, OrcName } from './names.ts';

/**
 * Returns the line that a topic or pattern is on: the text from the first `<` to the next `>`, if not empty; else
 * null.
 */
export function lineOf(topic: string): LineId | null {
  const from = topic.indexOf('<');
  if (from < 0) return null;
  const to = topic.indexOf('>', from + 1);
  return to > from + 1 ? (topic.slice(from + 1, to) as LineId) : null;
}

/** Whether a topic contains `<>`. The publishing node refuses such a topic (EVENT-0). */
export function hasEmptyLine(topic: string): boolean {
  return topic.includes('<>');
}

/**
 * Returns the orc that a result is for: the text before the first `::` of a topic that ends in `.finished` or
 * `.error`; null for other topics.
 */
export function addresseeOf(topic: string): OrcName | null {
  if (!topic.endsWith('.finished') && !topic.endsWith('.error')) return null;
  const end = topic.indexOf('::');
  return end < 0 ? null : (topic.slice(0, end) as OrcName);
}

/** How an event without `forward` is routed; the first match decides (EVENT-0). */
export type Routing =
  | { readonly kind: 'result'; readonly orcName: OrcName }
  | { readonly kind: 'line'; readonly lineId: LineId }
  | { readonly kind: 'broadcast' };

const BROADCAST: Routing = { kind: 'broadcast' };

/** Returns how an event on this topic is routed. @clause EVENT-0 */
export function routingOf(topic: string): Routing {
  const orcName = addresseeOf(topic);
  if (orcName !== null) return { kind: 'result', orcName };
  const lineId = lineOf(topic);
  if (lineId !== null) return { kind: 'line', lineId };
  return BROADCAST;
}

/** Whether a pattern matches a topic: `*` stands for one or more characters, everything else for itself (EVENT-10). */
export function matches(pattern: string, topic: string): boolean {
  const parts = pattern.split('*');
  const head = parts[0] as string;
  if (parts.length === 1) return pattern === topic;
  if (!topic.startsWith(head)) return false;
  let at = head.length;
  for (let index = 1; index < parts.length; index++) {
    const part = parts[index] as string;
    const last = index === parts.length - 1;
    // Each star takes at least one character; the last part must match at the end.
    const found = last
      ? topic.length - part.length >= at + 1 && topic.endsWith(part)
        ? topic.length - part.length
        : -1
      : topic.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

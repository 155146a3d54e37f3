/**
 * Patterns for names, such as `ARP-*`: `*` stands for any characters, also none, and case does not matter. The time is at most
 * the product of both lengths, whatever the pattern, which a regular expression with several stars does not promise.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const [parts, text] = [pattern.toLowerCase().split('*'), name.toLowerCase()];
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  // Each part between two stars is taken where it comes first; if it fits anywhere, it fits there.
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from + last.length <= text.length;
}

/**
 * Nearest names: which known name somebody meant who misspelt it. Every message about an unknown name ends with it, so that the author
 * of a router need not look for one wrong letter in a long list.
 */

/** Returns the known name that the given one is nearest to; null if none is near enough to have been meant. */
export function nearestName(given: string, known: readonly string[]): string | null {
  const plain = plainText(given);
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(plain, plainText(name));
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** Returns a sentence to append, with a blank before it: ` Did you mean "hop lines"?`; empty if no name is near enough. */
export function suggestName(given: string, known: readonly string[]): string {
  const name = nearestName(given, known);
  return name === null ? '' : ` Did you mean ${JSON.stringify(name)}?`;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly values?: readonly unknown[];
}

/**
 * Returns what is wrong with a value that was to be one of several, such as `"hoplines" is no feature; did you mean "hop lines"?`; for
 * other faults their message. `given`: the whole that was read.
 */
export function textOfIssue({ path, message, values }: Issue, given: unknown): string {
  const value = path.reduce<unknown>(
    (part, key) => (part as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    given,
  );
  const known = (values ?? []).filter((each) => typeof each === 'string');
  if (typeof value !== 'string' || known.length === 0) return message;
  const nearest = nearestName(value, known);
  const said = JSON.stringify(value);
  const noun = path[0] === 'features' ? `${said} is no feature` : `${said} is none of them`;
  return nearest === null
    ? `${noun}; expected one of ${known.join(', ')}`
    : `${noun}; did you mean ${JSON.stringify(nearest)}?`;
}

/** Upper and lower case, and what stands between words, do not count. */
const plainText = (name: string) => name.toLowerCase().replaceAll(/[\s_-]+/g, '');

/** Returns how many letters have to be added, left out, replaced or exchanged with their neighbour. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const isSame = left[at - 1] === right[to - 1];
      const swapped =
        at > 1 && to > 1 && left[at - 1] === right[to - 2] && left[at - 2] === right[to - 1];
      next.push(
        Math.min(
          (row[to] ?? 0) + 1,
          (next[to - 1] ?? 0) + 1,
          (row[to - 1] ?? 0) + (isSame ? 0 : 1),
          swapped ? (before[to - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[right.length] ?? 0;
}

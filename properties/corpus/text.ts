/**
 * The text of a kept document: one fixed layout, so that equal documents are equal files and a change
 * is a small diff. A value stands on one line where it fits; otherwise each of its parts gets a line.
 */

/** Longest line, in characters; wide, so that a route or a message fits on one line. */
const LINE_WIDTH = 180;

/** Returns the text of the whole file, with a newline at its end. */
export function formatDocument(value: unknown): string {
  return `${formatValue(value, '', 0)}\n`;
}

/**
 * Formats a value. `takenWidth`: how many characters of the line are already used, by the key and by the comma that
 * follows.
 */
function formatValue(value: unknown, indent: string, takenWidth: number): string {
  const flat = formatInline(value);
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (indent !== '' && indent.length + takenWidth + flat.length <= LINE_WIDTH) return flat;
  if (parts.length === 0) return flat;
  const deeper = `${indent}  `;
  const lines = parts
    .filter(([, each]) => each !== undefined)
    .map(([key, each], at, all) => {
      const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
      const comma = at < all.length - 1 ? ',' : '';
      return `${deeper}${name}${formatValue(each, deeper, name.length + comma.length)}${comma}`;
    });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return [`${open}`, ...lines, `${indent}${close}`].join('\n');
}

function formatInline(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(formatInline).join(', ')}]`;
  const parts = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}: ${formatInline(each)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

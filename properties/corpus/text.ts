/**
 * The text of a kept document: one fixed form, so that equal documents are equal files and a change is a small diff.
 * A value stands on one line where it fits, else its parts stand on a line each.
 */

/** Wide, so that a route or a message is one line. */
const WIDTH = 180;

/** The whole file. */
export function documentText(value: unknown): string {
  return `${written(value, '', 0)}\n`;
}

/** `taken`: how many characters of the line are gone, the key's and a comma behind. */
function written(value: unknown, indent: string, taken: number): string {
  const flat = inline(value);
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (indent !== '' && indent.length + taken + flat.length <= WIDTH) return flat;
  if (parts.length === 0) return flat;
  const deeper = `${indent}  `;
  const lines = parts
    .filter(([, each]) => each !== undefined)
    .map(([key, each], at, all) => {
      const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
      const comma = at < all.length - 1 ? ',' : '';
      return `${deeper}${name}${written(each, deeper, name.length + comma.length)}${comma}`;
    });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return [`${open}`, ...lines, `${indent}${close}`].join('\n');
}

function inline(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const parts = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}: ${inline(each)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

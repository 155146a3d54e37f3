/**
 * Literals: JSON data as JavaScript source in short lines, for files that people read and keep.
 * Evaluating a literal gives the data back.
 */
import type { Json } from '#spec';

export const MOST_COLUMNS = 100;

/** Formats the literal on one line. */
export function formatLiteral(value: Json): string {
  if (typeof value === 'string') return quoteText(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(formatLiteral).join(', ')}]`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${keyText(key)}: ${formatLiteral(each)}`).join(', ')} }`;
}

/** Formats the literal on one line, without optional blanks. */
export function formatDense(value: Json): string {
  if (value === null || typeof value !== 'object') return formatLiteral(value);
  if (Array.isArray(value)) return `[${value.map(formatDense).join(',')}]`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries.map(([key, each]) => `${keyText(key)}:${formatDense(each)}`).join(',')}}`;
}

/**
 * Formats the items with a comma after each, as many per line as fit; an item that is too long is broken between its
 * tokens, or within strings.
 */
export function fillLines(items: readonly Json[], indent: string): string[] {
  const lines: string[] = [];
  for (const item of items) appendText(lines, `${formatLiteral(item)},`, indent);
  return lines;
}

/** Appends a property whose value is a list, filled in the same way. The list stays on the last line if all of it fits there. */
export function appendList(lines: string[], key: string, items: readonly Json[], indent: string) {
  const whole = `${key}: ${formatLiteral(items)},`;
  if (indent.length + whole.length <= MOST_COLUMNS) return appendText(lines, whole, indent);
  lines.push(`${indent}${key}: [`, ...fillLines(items, `${indent}  `), `${indent}],`);
}

function appendText(lines: string[], text: string, indent: string): void {
  const last = lines.at(-1);
  if (last !== undefined && last.length + 1 + text.length <= MOST_COLUMNS)
    lines[lines.length - 1] = `${last} ${text}`;
  else lines.push(...foldSource(text, indent));
}

/** Formats one item per line; an item that is too long is folded. */
export function listLines(items: readonly Json[], indent: string): string[] {
  return items.flatMap((item) => foldSource(`${formatLiteral(item)},`, indent));
}

/** Folds the source to lines that are short enough. */
export function foldSource(source: string, indent: string): string[] {
  if (indent.length + source.length <= MOST_COLUMNS) return [indent + source];
  const lines: string[] = [];
  let line = indent;
  const push = (text: string) => {
    if (line.trim() !== '' && line.length + text.trimEnd().length > MOST_COLUMNS) {
      lines.push(line.trimEnd());
      line = `${indent}  `;
    }
    line += line.trim() === '' ? text.trimStart() : text;
  };
  for (const token of source.match(TOKENS) ?? []) {
    const room = MOST_COLUMNS - indent.length - 10;
    if (token.length <= room) push(token);
    else for (const piece of splitToken(token, room)) push(piece);
  }
  return [...lines, line.trimEnd()];
}

/** Tokens: strings, and the text between them, each with the blanks that follow. */
const TOKENS = /'(?:\\.|[^'\\])*'[\]},:]*\s*|[^'\s,]+,?\s*|,\s*|\s+/g;

function splitToken(token: string, room: number): string[] {
  const parts = /^'([\s\S]*)'([\]},:]*\s*)$/.exec(token);
  // Deeply nested data has no blanks where a line could be broken, but brackets.
  if (!parts) return token.match(/[^[\]{}]*[[\]{}]|[^[\]{}]+/g) ?? [token];
  const pieces: string[] = [];
  let piece = '';
  for (const [unit] of (parts[1] ?? '').matchAll(/\\u[0-9a-f]{4}|\\[\s\S]|[\s\S]/g)) {
    if (piece.length + unit.length > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += unit;
  }
  pieces.push(piece);
  return pieces.map((each, at) => `'${each}'${at < pieces.length - 1 ? ' + ' : (parts[2] ?? '')}`);
}

function quoteText(value: string): string {
  const inner = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u2028\u2029\ufeff]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`);
  return `'${inner}'`;
}

function keyText(key: string): string {
  // As a plain key it would set the prototype of the object.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoteText(key);
}

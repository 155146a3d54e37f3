/** Markdown: the few constructs that the generated pages use. */

/** Formats a table; bars within cells are escaped. */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const formatRow = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [formatRow(heads), formatRow(heads.map(() => '---')), ...rows.map(formatRow)].join('\n');
}

/** Formats a list, each item with its name before it. */
export const formatNamedList = (items: Readonly<Record<string, string>>): string =>
  Object.entries(items)
    .map(([name, text]) => `- \`${name}\`: ${text}`)
    .join('\n');

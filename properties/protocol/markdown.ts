/** Markdown: the few forms that the generated pages are made of. */

/** A table; a bar in a cell is no border. */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const formatRow = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [formatRow(heads), formatRow(heads.map(() => '---')), ...rows.map(formatRow)].join('\n');
}

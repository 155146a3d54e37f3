/**
 * Test file: a scenario as a vitest test, which fails, with the story, as long as the router breaks the law. It is kept short: one step
 * per line while there are few steps, otherwise as many on a line as fit.
 */
import type { Json, Topology } from '#spec';
import { clauses } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import { cutText } from '../../wording/wrap.ts';
import {
  appendList,
  fillLines,
  foldSource,
  formatDense,
  formatLiteral,
  listLines,
  MOST_COLUMNS,
} from './literal.ts';

/** How the test imports the router. */
export interface RouterImport {
  /** The export that is imported as `kind`; may be `default`. */
  readonly name: string;
  /** One of this repository's `#` imports, or a path relative to the place of the test file. */
  readonly from: string;
  /** A function of the same module that the test awaits first. */
  readonly prepare?: string;
}

/** How the test starts the router, if it is a command behind the pipe. */
export interface RouterCommand {
  readonly argv: readonly string[];
  /** The folder in which it is started, as a path relative to the place of the test file. */
  readonly folder: string;
}

/** The file has at most this many lines, if its steps allow that. */
const MOST_LINES = 39;

/** `harness`: the module from which the harness is imported. */
export function testFileText(
  trace: Trace,
  router: RouterImport | RouterCommand,
  harness: string,
): string {
  const { topology, steps } = trace.scenario;
  // A type assertion only: every scenario is JSON.
  const items = steps as unknown as Json[];
  const roomy = topologyLines(topology);
  const layouts = [
    () => [...roomy, ...stepsLines(listLines(items, '  '))],
    () => [...roomy, ...stepsLines(fillLines(items, '  '))],
    () => [
      ...foldSource(`const topology = ${formatDense(topology as unknown as Json)};`, ''),
      ...foldSource(`const steps: unknown[] = ${formatDense(items)};`, ''),
    ],
  ];
  let lines: string[] = [];
  for (const layout of layouts) {
    lines = sourceLines(trace, router, harness, layout());
    if (lines.length <= MOST_LINES) break;
  }
  return `${lines.join('\n')}\n`;
}

function stepsLines(lines: readonly string[]): string[] {
  return lines.length > 0 ? ['const steps = [', ...lines, '];'] : ['const steps: unknown[] = [];'];
}

function sourceLines(
  trace: Trace,
  router: RouterImport | RouterCommand,
  harness: string,
  data: readonly string[],
): string[] {
  const scenario = '{ version: 1, topology, steps }';
  const imports = [
    "import { it } from 'vitest';",
    `import { assertConforms } from ${formatLiteral(harness)};`,
  ];
  if ('argv' in router)
    return [
      ...HEADER,
      ...imports,
      '',
      '// The router answers on its stdout. It is started in this folder, once for each test, and ended.',
      ...foldSource(`const router = ${formatLiteral([...router.argv])};`, ''),
      `const cwd = new URL(${formatLiteral(router.folder)}, import.meta.url);`,
      ...data,
      '',
      `it(${titleOf(trace)}, async () => {`,
      `  await assertConforms(router, ${scenario}, { cwd });`,
      '}, 60_000);',
    ];
  const { name, from, prepare } = router;
  const imported =
    name === 'default'
      ? `import kind from ${formatLiteral(from)};`
      : `import { ${prepare === undefined ? '' : `${prepare}, `}${name} as kind } from ${formatLiteral(from)};`;
  return [
    ...HEADER,
    ...imports,
    imported,
    '',
    ...data,
    '',
    `it(${titleOf(trace)}, async () => {`,
    ...(prepare === undefined ? [] : [`  await ${prepare}(() => {});`]),
    `  await assertConforms(kind, ${scenario});`,
    '});',
  ];
}

const HEADER = [
  '// Emitted by `partyline emit`. In the folder emitted/ it is run by `npx vitest run emitted`.',
  '// biome-ignore-all format: a step a line',
];

function topologyLines({ nodes, uplinks, orcs, pairs, ...variants }: Topology): string[] {
  const lists = { nodes, uplinks, orcs, pairs, ...variants } as unknown as Readonly<
    Record<string, Json[]>
  >;
  const short = `const topology = ${formatLiteral(lists)};`;
  if (short.length <= MOST_COLUMNS) return [short];
  const lines: string[] = [];
  for (const [key, items] of Object.entries(lists)) appendList(lines, key, items, '  ');
  return ['const topology = {', ...lines, '};'];
}

/** Returns the title of the test; it begins with the clause that is broken, if there is one. */
function titleOf({ divergence, scenario }: Trace): string {
  const room = MOST_COLUMNS - "it('', async () => {".length - 4;
  const text = divergence
    ? `${divergence.clause}: ${clauses[divergence.clause].sentence}`
    : `a scenario of ${scenario.steps.length} steps departs nowhere from the law`;
  for (let width = room; width > 20; width--) {
    const title = formatLiteral(cutText(text, width));
    if (title.length - 2 <= room) return title;
  }
  return formatLiteral(divergence?.clause ?? 'scenario');
}

/**
 * Suites as inspections: collected by Vitest's own runner, then repeated in this process as often as
 * needed. Knows no suite by name.
 */
import { pathToFileURL } from 'node:url';
import type { Suite, Test, VitestRunner, VitestRunnerConfig } from '@vitest/runner';
import { collectTests, getFn, getHooks } from '@vitest/runner';

export interface Inspection {
  /** The path of the file, then the titles; the same in every process. */
  readonly id: string;
  /** Runs the test; throws if it fails. */
  readonly make: () => Promise<void>;
}

const TIMEOUT_MS = 120_000;

/** Replaces the worker that `vitest` expects when a suite imports it. */
function stubVitestWorker(): void {
  const config = {
    root: process.cwd(),
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    expect: {},
  };
  Object.assign(globalThis, { __vitest_worker__: { config, ctx: {}, durations: {} } });
}

const config = {
  root: process.cwd(),
  sequence: { hooks: 'stack', shuffle: false, concurrent: false, setupFiles: 'list' },
  testTimeout: TIMEOUT_MS,
  hookTimeout: TIMEOUT_MS,
  setupFiles: [],
  allowOnly: false,
  passWithNoTests: false,
  maxConcurrency: 1,
  includeTaskLocation: false,
  retry: 0,
  tags: [],
} as unknown as VitestRunnerConfig; // Only runners of whole files read the other fields.

/**
 * Collects the tests of the files as inspections. Throws for suites with hooks, because nothing here would run them.
 */
export async function collectInspections(paths: readonly string[]): Promise<Inspection[]> {
  stubVitestWorker();
  const runner: VitestRunner = {
    config,
    importFile: async (path) => await import(pathToFileURL(path).href),
  };
  const files = await collectTests(
    paths.map((path) => `${process.cwd()}/${path}`),
    runner,
  );
  return files.flatMap((file) => {
    const faults = file.result?.errors?.map(({ message }) => message) ?? [];
    if (faults.length > 0) throw new Error(`${file.name} does not load: ${faults.join('; ')}`);
    return testsOf(file).map(({ id, test }) => ({
      id: `${file.name} ${id}`,
      make: async () => {
        await getFn(test)();
      },
    }));
  });
}

function testsOf(suite: Suite): { id: string; test: Test }[] {
  if (Object.values(getHooks(suite)).some((hooks) => hooks.length > 0))
    throw new Error(`${suite.name} has hooks, which no inspection runs; choose another suite`);
  return suite.tasks.flatMap((task) =>
    task.type === 'suite'
      ? testsOf(task).map(({ id, test }) => ({ id: `${task.name} > ${id}`, test }))
      : [{ id: task.name, test: task }],
  );
}

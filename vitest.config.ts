/**
 * The test suites of the four rooms and the benchmarks' smoke runs. Chance has one seed, fixed here,
 * printed with every run and overridden with PARTYLINE_SEED, so that a red run can be had again.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import type { TestSequencer, TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
// Workers load no config, but they inherit it; asking by the variable tells the main process apart from them.
if (process.env.VITEST_WORKER_ID === undefined)
  process.stderr.write(`seed ${seed} (PARTYLINE_SEED=${seed} npm test)\n`);

/**
 * What starts browsers and processes, or searches long, the longest of the long version first: begun first, so that no worker is
 * left with one at the end. A clean checkout has no record of how long each took.
 */
const LONG = [
  'page',
  'package',
  'ends',
  'mutants',
  'transparent',
  'killed',
  'serve',
  'tracelog',
  'mishaps',
  'longLog',
  'tcp',
  'doctor',
  'init',
  'soak',
  'explanation',
  'examples',
  'shrinker',
  'census',
];

class LongFirst extends BaseSequencer implements TestSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at < 0 ? LONG.length : at;
    };
    // The rest by what the last run took, as ever.
    return (await super.sort(files)).sort((one, two) => rank(one) - rank(two));
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    env: { PARTYLINE_SEED: seed },
    globalSetup: 'properties/testing/compileOnce.mjs',
    // In `emitted` lies what `partyline emit --as vitest` wrote, for those who keep it.
    include: ['{spec,model,impl,properties,bench,emitted}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    // Only what hangs is to be ended by the clock; a busy machine is slow, and nothing else.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFirst },
    // One more would load every module once more, which costs more than what is gained while some test waits.
    maxWorkers: availableParallelism(),
    // Modules are loaded as the program loads them, by Node and tsx: what they import from each other is bound, not
    // looked up anew at each use, and nothing is compiled by Vite. Nothing here mocks a module, for which the loader is.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--import', 'tsx'],
    // No test leaves anything behind in a module; loading each once a worker saves a third of the time.
    isolate: false,
  },
});

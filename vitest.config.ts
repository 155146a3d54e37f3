/**
 * The test suites of the four rooms and the benchmarks' smoke runs. Chance has one seed, fixed here,
 * printed with every run and overridden with PARTYLINE_SEED, so that a red run can be had again.
 */
import { defineConfig } from 'vitest/config';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
// Workers load no config, but they inherit it; asking by the variable tells the main process apart from them.
if (process.env.VITEST_WORKER_ID === undefined)
  process.stderr.write(`seed ${seed} (PARTYLINE_SEED=${seed} npm test)\n`);

export default defineConfig({
  test: {
    environment: 'node',
    env: { PARTYLINE_SEED: seed },
    // In `emitted` lies what `partyline emit --as vitest` wrote, for those who keep it.
    include: ['{spec,model,impl,properties,bench,emitted}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 30_000,
    // All cores: a test waits for nothing but its own work.
    maxWorkers: '100%',
    // No test leaves anything behind in a module; loading each once a worker saves a third of the time.
    isolate: false,
  },
});

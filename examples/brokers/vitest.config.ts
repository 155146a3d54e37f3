/** The tests of the brokers. They stand apart from the suite of the repository, since they need servers to be installed. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['examples/brokers/**/*.test.ts'],
    // Only what hangs is to be ended by the clock.
    testTimeout: 300_000,
    hookTimeout: 60_000,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--import', 'tsx'],
  },
});

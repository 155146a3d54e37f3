/**
 * Code coverage of a small script: a branch is new once, when it is first taken; scripts that are not the router's do
 * not count.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CodeCoverage } from './codeCoverage.ts';

const folder = mkdtempSync(join(tmpdir(), 'partyline-coverage-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a branch is new when it is first taken, and not before or after', async () => {
  const path = join(folder, 'script.cjs');
  writeFileSync(
    path,
    'module.exports = (x) => {\n  if (x > 3) {\n    return "big";\n  }\n  return "small";\n};\n',
  );
  const script: (x: number) => string = createRequire(import.meta.url)(path);
  const code = await CodeCoverage.start((url) => url.endsWith('script.cjs'));
  const other = await CodeCoverage.start((url) => url.endsWith('no-such.cjs'));
  try {
    const takeNew = async () => {
      const parts = await code.readNewParts();
      code.markExecuted();
      return parts;
    };
    await code.discardCounts();
    expect(await code.readNewParts()).toEqual([]);
    script(1);
    // Two parts are new: the code before the branch and the code after it.
    expect(await code.readNewParts()).toHaveLength(2);
    script(1);
    expect(await takeNew()).toHaveLength(2);
    script(2);
    expect(await takeNew()).toEqual([]);
    script(4);
    expect(await takeNew()).toHaveLength(1);
    script(5);
    expect(await takeNew()).toEqual([]);
    expect(await other.readNewParts()).toEqual([]);
  } finally {
    await code.stop();
    await other.stop();
  }
});

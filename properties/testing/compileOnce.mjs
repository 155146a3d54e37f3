/**
 * Before all tests: compiles the program, unless it was compiled since the last change, for the tests that start it
 * (`startedProgram.ts`). Compiled it starts in half the time, and the start is most of what such a test takes.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';

register();
const { compileProgram, listFiles, root } = await import('../package/compile.ts');

const cache = join(root, 'node_modules/.cache/partyline');
/** How long a compiled program is kept, in ms: the tests of another run may still be starting it. */
const KEPT_MS = 3_600_000;

export default async function compileOnce() {
  const files = listFiles().filter((name) => !/\.test\.ts$|node_modules/.test(name));
  const states = [...files, 'package.json'].map((name) => {
    const { mtimeMs, size } = statSync(join(root, name));
    return `${name} ${mtimeMs} ${size}`;
  });
  const program = join(cache, createHash('sha256').update(states.join('\n')).digest('hex'));
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    const old = (name) => statSync(join(cache, name)).mtimeMs < Date.now() - KEPT_MS;
    for (const name of readdirSync(cache).filter(old))
      rmSync(join(cache, name), { recursive: true });
    const aside = mkdtempSync(join(cache, 'part-'));
    await compileProgram(aside);
    try {
      renameSync(aside, program);
    } catch (error) {
      // Another run has just compiled the same.
      rmSync(aside, { recursive: true });
      if (!existsSync(program)) throw error;
    }
  }
  // The workers of the tests inherit it.
  process.env.PARTYLINE_TESTED_PROGRAM = join(program, 'properties/cli/partyline.mjs');
}

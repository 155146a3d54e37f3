/**
 * Build: makes the content of the package, in `dist/`: the compiled program and its types. A clone does not need it; `npm pack`
 * runs it first.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileProgram, resolveImports, root } from './compile.ts';

const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) throw new Error(`tsc ended with ${status}`);
resolveImports(dist);
await compileProgram(dist);

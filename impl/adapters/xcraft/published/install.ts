/**
 * Installation: the published router has a package folder of its own, which is filled from its lockfile on first use. It stands
 * apart because the tree is large and not part of the main install. No install script is run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PACKAGE_NAME = 'xcraft-core-transport';

const home = fileURLToPath(new URL('../package', import.meta.url));

export function isInstalled(): boolean {
  // npm writes this file last, so if it is there the install is complete.
  return existsSync(join(home, 'node_modules', '.package-lock.json'));
}

/**
 * Returns the folder that holds the installed package. Takes some 20 s the first time; throws where it cannot be
 * installed.
 */
export function ensureInstalled(): string {
  if (isInstalled()) return home;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const run = spawnSync('npm', args, { cwd: home, encoding: 'utf8' });
  if (run.status !== 0)
    throw new Error(
      `${PACKAGE_NAME} could not be installed: ${run.error?.message ?? run.stderr.trim()}; ` +
        'run "npm ci --ignore-scripts" in impl/adapters/xcraft/package and see what it says',
    );
  return home;
}

/** Returns the version in the lockfile, which pins it. */
export function lockedVersion(): string {
  const lock = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  return lock.packages[`node_modules/${PACKAGE_NAME}`]?.version ?? 'unknown';
}

/**
 * Compilers: tests of routers in other languages build them where the language is installed, and are skipped with a reason where
 * it is not. In CI, PARTYLINE_DEMAND_COMPILERS=1 makes a missing compiler a failure.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** For each language the argument by which its compiler tells its version, and the package of Debian that has it. */
const compilers = {
  go: ['version', 'golang-go'],
  rustc: ['--version', 'rustc'],
  javac: ['--version', 'default-jdk-headless'],
} as const;
export type Compiler = keyof typeof compilers;

const isDemanded = process.env.PARTYLINE_DEMAND_COMPILERS === '1';

/** Returns whether the compiler is installed. If it is not, tests say why they are skipped, or one fails if compilers are demanded. */
export function requireCompiler(compiler: Compiler): boolean {
  const [argument, debianPackage] = compilers[compiler];
  const isThere = spawnSync(compiler, [argument]).status === 0;
  if (!isThere && !isDemanded)
    console.warn(`skipped: there is no ${compiler}; Debian has it in ${debianPackage}`);
  it.runIf(isDemanded)(`${compiler} is there, as PARTYLINE_DEMAND_COMPILERS asks`, () => {
    expect(isThere, debianPackage).toBe(true);
  });
  return isThere;
}

/**
 * Runs a compiler, and expects that it says nothing. `scratch`: a folder in which it may keep what it likes. No compiler asks the
 * network, and none reads or leaves anything at home.
 */
export function compile(argv: readonly string[], cwd: string, scratch: string): void {
  const [program = '', ...rest] = argv;
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      GOCACHE: join(scratch, 'go-cache'),
      GOPATH: join(scratch, 'go-path'),
      GOFLAGS: '',
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
    },
  });
  expect({ status, stdout, stderr, error }).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
    error: undefined,
  });
}

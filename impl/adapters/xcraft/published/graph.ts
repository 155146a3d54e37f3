/**
 * Graphs: a fresh copy of the published modules. Their tables are module globals, so each simulated node, which is a process in
 * real use, gets its own modules. The code runs as published; only `require` and timers are replaced. Stateless dependencies are
 * shared. It must not know what the stubs do.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { compileFunction } from 'node:vm';
import { PACKAGE_NAME } from './install.ts';
import type { PackageCopy } from './published.ts';

/**
 * Packages whose modules are loaded anew in each graph; axon is among them because it requires the transport's
 * `Cache`.
 */
const FRESH_PACKAGES = [PACKAGE_NAME, 'xcraft-axon'].map(
  (name) => `${sep}node_modules${sep}${name}${sep}`,
);

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', 'setTimeout'];

type ModuleFunction = (...values: readonly unknown[]) => unknown;
interface Module {
  exports: unknown;
}

/** Modules are compiled once and run once per graph, so that a graph is cheap. */
const moduleFunctions = new Map<string, ModuleFunction>();
const resolvedPaths = new Map<string, string>();

/** Modules that replace the real ones, by the name under which they are required. */
export type StubModules = Readonly<Record<string, unknown>>;

export interface Graph extends PackageCopy {
  /** Cancels all timers of the modules, so that no code of the graph runs any more. */
  dispose(): void;
}

export function loadGraph(home: string, stubModules: StubModules): Graph {
  const shared = createRequire(join(home, 'package.json'));
  const modules = new Map<string, Module>();
  const timers = new Set<NodeJS.Timeout>();

  const timeout = (run: () => void, delayMs: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
    return timer;
  };

  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    modules.set(file, module);
    const require = (name: string): unknown => {
      if (Object.hasOwn(stubModules, name)) return stubModules[name];
      const target = resolve(file, name);
      return FRESH_PACKAGES.some((part) => target.includes(part)) ? load(target) : shared(target);
    };
    compile(file).call(
      module.exports,
      module.exports,
      require,
      module,
      file,
      dirname(file),
      timeout,
    );
    return module.exports;
  };

  const published = load(shared.resolve(PACKAGE_NAME)) as PackageCopy;
  return {
    Router: published.Router,
    Cache: published.Cache,
    dispose() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function compile(file: string): ModuleFunction {
  let found = moduleFunctions.get(file);
  if (!found) {
    const code = readFileSync(file, 'utf8');
    found = compileFunction(code, PARAMETERS, { filename: file }) as ModuleFunction;
    moduleFunctions.set(file, found);
  }
  return found;
}

function resolve(from: string, name: string): string {
  const key = `${from}\n${name}`;
  let found = resolvedPaths.get(key);
  if (found === undefined) {
    found = createRequire(from).resolve(name);
    resolvedPaths.set(key, found);
  }
  return found;
}

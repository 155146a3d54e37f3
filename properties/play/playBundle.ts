/**
 * Bundles the playground: model, router, mutants, runner and shrinker with the page. What they use of Node is taken from small
 * libraries. Runs when the package is built, and in a clone; the package does not contain this file.
 */
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../report/forms/html.ts';
import { bundleFolder } from '../report/forms/pageBundle.ts';

const LICENCES =
  '; zod, (c) 2025 Colin McDonnell; immer, (c) 2017 Michel Weststrate; pure-rand, (c) 2018 Nicolas Dubien; noble-hashes, (c) 2022 Paul Miller; events, (c) Joyent, Inc. and other Node contributors; all under the MIT licence';

export const bundlePlayground = (): Promise<Bundle> =>
  bundleFolder(new URL('page/', import.meta.url), {
    licences: LICENCES,
    alias: {
      'node:crypto': fileURLToPath(new URL('nodeCrypto.ts', import.meta.url)),
      'node:events': 'events',
    },
  });

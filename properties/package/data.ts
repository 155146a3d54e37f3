/**
 * Data: the files of the rooms that are read when the package runs, and so go into it as they are. Apart from the build,
 * which runs when it is loaded, so that a test can ask.
 */

/** The doors, the corpus, schemas, styles, the starters in whatever language, and the published router's lockfile. */
export function isData(path: string): boolean {
  return /\.(json|css|mjs|py)$/.test(path) || /(^|\/)starters\/[^/]+\.ts$/.test(path);
}

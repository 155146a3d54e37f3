/**
 * Data: which files are read when the package runs, and are therefore packed unchanged. Separate from the build, which would run
 * as soon as a test loaded it.
 */

/**
 * Whether the file is packed as it is: entry scripts, the corpus, schemas, styles, the starters in any language, and
 * the lockfile of the published router.
 */
export function isData(path: string): boolean {
  return /\.(json|css|mjs|py|go|rs|java)$/.test(path) || /(^|\/)starters\/[^/]+\.ts$/.test(path);
}

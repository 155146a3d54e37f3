/**
 * Data: which files are read when the package runs and so are packed unchanged. Apart from the build,
 * which runs when it is loaded, so that a test can ask.
 */

/**
 * Whether the file is packed as it is: entry scripts, the corpus, schemas, styles, the starters in any language, and
 * the lockfile of the published router.
 */
export function isData(path: string): boolean {
  return /\.(json|css|mjs|py)$/.test(path) || /(^|\/)starters\/[^/]+\.ts$/.test(path);
}

/**
 * The exports of the installed package `partyline`: the law and the contracts, for authors of routers, and
 * the harness, for those who check one. The vitest suite has an entry point of its own, `partyline/vitest`.
 *
 * @module partyline
 */
export * from '#spec';
export * from '../index.ts';
export type { AssertOptions } from './assertConforms.ts';
export { assertConforms } from './assertConforms.ts';

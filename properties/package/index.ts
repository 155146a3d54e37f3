/**
 * The face of the installed package, `partyline`: the law and its contract for who writes a router, and the harness for
 * who holds one against it. The suite for vitest has a door of its own, `partyline/vitest`.
 */
export * from '#spec';
export * from '../index.ts';

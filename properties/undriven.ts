/** The router could not be driven: nothing can be said about it (exit code 4). */
export class Undriven extends Error {}

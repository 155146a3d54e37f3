import type { Scenario } from '#spec';
export function smaller(value: Scenario): Iterable<Scenario> { return [value].slice(1); }

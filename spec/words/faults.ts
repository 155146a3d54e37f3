/**
 * Faults: every reason for which a router may refuse an input. A refused input changes nothing. The registry is closed, so that
 * harness, reports and programs can tell refusals apart.
 */
export const faults = {
  MALFORMED: 'the frame does not read as a message or event (SAFE-1)',
  UNKNOWN_PAIR: 'the frame came on a pair that is not attached, or from an uplink that is not up',
  NOT_YOURS: 'an internal command about an orc by a pair that may not speak for it (SAFE-2)',
  NAME_TAKEN: 'the new name belongs to an orc that the node knows (ARP-8)',
  TWO_ENDPOINTS: 'an orc that has two endpoints at the node asks for another name (ARP-8)',
  EMPTY_LINE: 'the topic holds <>, which names no line (EVENT-0)',
  NO_HORDE: 'no entry of the publishing node holds the horde (EVENT-9)',
  NOT_SUBSCRIBED: 'the unsubscribe matches no subscription (EVENT-10)',
  LIMIT: 'the router keeps no more of this: a limit of its own, which the law does not set',
} as const satisfies Record<string, string>;

export type Fault = keyof typeof faults;

/** A router must answer these faults with a refusal. It may answer any other fault with silence (ADR 1.15). */
export const demandedFaults: ReadonlySet<Fault> = new Set<Fault>([
  'MALFORMED',
  'EMPTY_LINE',
  'NO_HORDE',
  'NAME_TAKEN',
  'TWO_ENDPOINTS',
  'NOT_SUBSCRIBED',
]);

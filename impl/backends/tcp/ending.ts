/**
 * Endings: every way in which a socket ends, with a sentence about it.
 * It stands apart because the two ends of a pair, its log and its counters all speak of the same few.
 */
export type Ending =
  /** This side closed it, as it wanted to. */
  | { readonly kind: 'closed'; readonly detail: string }
  /** The other side, or the network. */
  | { readonly kind: 'lost'; readonly detail: string }
  /** The peer speaks something else, or out of turn. */
  | { readonly kind: 'malformed'; readonly detail: string }
  /** The peer speaks another version of the wire. */
  | { readonly kind: 'version'; readonly detail: string }
  /** One side does not want the other. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** No sign of life in time: the link is half open, or the peer says nothing at all. */
  | { readonly kind: 'silent'; readonly detail: string }
  /** More waited for the peer than it may. */
  | { readonly kind: 'overflowed'; readonly detail: string };

/**
 * Endings: every way in which a socket ends, with a sentence about it. It stands apart because the two ends of a pair,
 * its log and its counters all use the same few.
 */
export type Ending =
  /** This side closed the socket on purpose. */
  | { readonly kind: 'closed'; readonly detail: string }
  /** The other side closed it, or the network failed. */
  | { readonly kind: 'lost'; readonly detail: string }
  /** The peer sent something malformed, or at the wrong moment. */
  | { readonly kind: 'malformed'; readonly detail: string }
  /** The peer speaks another version of the wire. */
  | { readonly kind: 'version'; readonly detail: string }
  /** One side refused the other. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** No sign of life came in time: one end of the link is gone without notice, or the peer sends nothing at all. */
  | { readonly kind: 'silent'; readonly detail: string }
  /** More bytes waited for the peer than are allowed. */
  | { readonly kind: 'overflowed'; readonly detail: string };

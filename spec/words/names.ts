/**
 * Names: the branded ids of the law and the rules by which they are well formed. Separate so that no other file can turn a raw
 * string into an id. `__proto__@T` and a line called `constructor` are ordinary names, so a plain object must never be keyed by a
 * name.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Names a node. Answers for the orcs below the node are addressed to this token. */
export type NodeToken = Branded<'NodeToken'>;
/** A client's name, `p1@T`, or `greathall`. */
export type OrcName = Branded<'OrcName'>;
/** What a client subscribes to: the id between `<` and `>` of a topic. */
export type LineId = Branded<'LineId'>;
/** One attachment of a client or of a lower node: a pair of sockets, or a socket id on `ee`. */
export type PairId = Branded<'PairId'>;
/** A routing key: each node has one. */
export type Horde = Branded<'Horde'>;

/** The longest well formed name, in UTF-16 units (docs/SPEC.md#names-topics-and-patterns). */
export const NAME_LIMIT = 256;
/** The longest well formed topic or pattern, in UTF-16 units: an orc name, a line id and some text around them fit. */
export const TOPIC_LIMIT = 1024;

/** Each node's own internal orc. Its subscriptions are local to the node (LINE-7). */
export const GREATHALL = 'greathall' as OrcName;

// biome-ignore lint/suspicious/noControlCharactersInRegex: it matches control characters on purpose
const CONTROL = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it matches control characters on purpose
const ILL_FORMED = /[<>:$\u0000-\u001f\u007f]/;

/**
 * Whether the value is a name: 1 to 256 UTF-16 units, no control characters, no lone surrogates, none of `< > : $`
 * (docs/SPEC.md#names-topics-and-patterns).
 */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= NAME_LIMIT &&
    !ILL_FORMED.test(value) &&
    value.isWellFormed()
  );
}

/** Whether the value is an orc's name: a name with exactly one `@`, or `greathall`. */
export function isOrcName(value: unknown): value is OrcName {
  if (value === GREATHALL) return true;
  if (!isName(value)) return false;
  const at = value.indexOf('@');
  return at >= 0 && value.indexOf('@', at + 1) < 0;
}

export function isLineId(value: unknown): value is LineId {
  return isName(value);
}

export function isNodeToken(value: unknown): value is NodeToken {
  return isName(value);
}

export function isHorde(value: unknown): value is Horde {
  return isName(value);
}

/** Whether the value is a topic: 1 to 1024 UTF-16 units without control characters and lone surrogates. */
export function isTopic(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= TOPIC_LIMIT &&
    !CONTROL.test(value) &&
    value.isWellFormed()
  );
}

function defineId<Id extends string>(kind: string, isValid: (value: unknown) => boolean) {
  return (value: string): Id => {
    if (isValid(value)) return value as Id;
    throw new RangeError(
      `${JSON.stringify(value)} is no ${kind}: expected 1 to ${NAME_LIMIT} characters, no control characters, no lone surrogates, none of < > : $` +
        (kind === 'orc name' ? ', and exactly one @' : ''),
    );
  };
}

/** Throws RangeError on an ill-formed name: meant for names in programs, not for wire data. */
export const nodeToken = defineId<NodeToken>('node token', isName);
export const orcName = defineId<OrcName>('orc name', isOrcName);
export const lineId = defineId<LineId>('line id', isName);
export const pairId = defineId<PairId>('pair id', isName);
export const horde = defineId<Horde>('horde', isName);

/**
 * Address: a state of the playground in the fragment of its address, as `#play=…&at=3&router=count-once`. The scenario is its
 * ordinary document, deflated and in base64url, so that a link needs no server and a server never sees the scenario.
 */
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { scenarioFaults } from '../../scenario/legality.ts';

export interface Address {
  readonly scenario: Scenario;
  /** How many steps are done; null for all. */
  readonly at: number | null;
  /** The name of the router that is played; null for the one that is chosen by default. */
  readonly router: string | null;
}

/** An inflated scenario is at most this many characters long; a link that asks for more is refused. */
const MOST_CHARACTERS = 4_000_000;

export async function fragmentOf({ scenario, at, router }: Address): Promise<string> {
  const words = new URLSearchParams({ play: await pack(JSON.stringify(scenario)) });
  if (at !== null) words.set('at', String(at));
  if (router !== null) words.set('router', router);
  return `#${words}`;
}

/**
 * Reads a fragment. Null if it names no scenario; a sentence if what it names cannot be read.
 */
export async function readAddress(hash: string): Promise<Address | string | null> {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const packed = words.get('play');
  if (packed === null) return null;
  const text = await unpack(packed);
  if (text === null)
    return 'The address names a scenario, but it is cut off or altered. Copy the whole link once more.';
  const read = readScenarioText(text);
  if (typeof read === 'string') return read;
  const at = words.get('at');
  const router = words.get('router');
  return { scenario: read, at: at !== null && /^\d{1,6}$/.test(at) ? Number(at) : null, router };
}

/** Reads a scenario from JSON: a scenario, or a document that holds one, such as a finding. Returns a sentence if it cannot. */
export function readScenarioText(text: string): Scenario | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'This is not JSON. A scenario file is what "Download", check --out or the corpus gives.';
  }
  const held =
    typeof value === 'object' && value !== null && 'scenario' in value ? value.scenario : value;
  const parsed = parseScenario(held);
  if (!('steps' in parsed)) return `This is no scenario: ${parsed.slice(0, 3).join('; ')}`;
  const [fault] = scenarioFaults(parsed);
  return fault === undefined ? parsed : `This scenario cannot be played: ${fault}`;
}

async function pack(text: string): Promise<string> {
  const bytes = await throughStream(
    new TextEncoder().encode(text),
    new CompressionStream('deflate-raw'),
  );
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function unpack(packed: string): Promise<string | null> {
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const inflated = await throughStream(bytes, new DecompressionStream('deflate-raw'));
    return new TextDecoder('utf-8', { fatal: true }).decode(inflated);
  } catch {
    return null;
  }
}

/** Throws RangeError when more comes out than a link may hold. */
async function throughStream(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > MOST_CHARACTERS) throw new RangeError('the link holds too much');
    parts.push(part.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

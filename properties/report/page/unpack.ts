/** Unpacks the document that a report page holds: JSON, compressed (zlib) and in base64, so that many findings stay a small file. */

export async function unpackJson(packed: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return await new Response(stream).json();
}

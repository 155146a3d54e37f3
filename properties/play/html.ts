/** The playground as one file that works from a disk, or is served beside a router that it drives. */
import type { Bundle, BundleSource } from '../report/forms/html.ts';
import { embedJson, htmlPage, loadBundle } from '../report/forms/html.ts';
import type { PlayDocument } from './session/playDocument.ts';

const PLAYGROUND: BundleSource = {
  ready: new URL('page/bundle.json', import.meta.url),
  make: async () => {
    const file = './playBundle.ts';
    const { bundlePlayground }: { bundlePlayground: () => Promise<Bundle> } = await import(file);
    return await bundlePlayground();
  },
};

/** Returns the page. One that is served may ask the process that serves it, and nobody else. */
export async function playgroundHtml(document: PlayDocument): Promise<string> {
  const isServed = document.foreign?.how === 'served';
  return htmlPage(await loadBundle(PLAYGROUND), {
    what: 'the playground',
    title: 'Partyline playground',
    withoutScript: 'Without it, "partyline replay" shows a scenario step by step.',
    data: { type: 'application/json', text: embedJson(document) },
    // Its own script runs once more in a thread of its own.
    allows: `; worker-src blob:${isServed ? "; connect-src 'self'" : ''}`,
  });
}

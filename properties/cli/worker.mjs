/** A worker thread of `--jobs`, which does what `worker.ts` says. The one file that a pool starts its threads with. */
import { open } from './door.mjs';

await open('worker');

/** The entry of a worker thread of `--jobs`; `worker.ts` has its code. */
import { open } from './door.mjs';

await open('worker');

/** The entry of the thread in which a command runs; `commandThread.ts` has its code. */
import { open } from './door.mjs';

await open('commandThread');

// The door by which Stryker's processes, plain Node all of them, come to the test runner of `resident.ts`.
import { register } from 'tsx/esm/api';

register();
export const { strykerPlugins } = await import('./resident.ts');

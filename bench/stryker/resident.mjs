// The entry for Stryker's processes, which run plain JavaScript: loads tsx and the test runner of `resident.ts`.
import { register } from 'tsx/esm/api';

register();
export const { strykerPlugins } = await import('./resident.ts');

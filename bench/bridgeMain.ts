/** The bridge benchmark: `npm run bench:bridge`. It needs python3. */
import { measureBridge } from './bridge.ts';

const { check, shrink } = await measureBridge(300, 60, 20);
console.log(
  `check: ${check.scenarios} scenarios of router.py in ${check.seconds.toFixed(1)} s, ${check.holds} clauses hold`,
);
console.log(
  `shrink: ${shrink.steps} steps to ${shrink.final} over an adapter with ${shrink.delayMs} ms a message in ` +
    `${shrink.seconds.toFixed(1)} s, ${shrink.messages} messages for ${shrink.runs} runs and the explanation`,
);

/** What a command may print on the terminal it runs in: a dumb one gets plain lines of ASCII characters. */
import { expect, it } from 'vitest';
import { isAsciiOnly, terminalOf } from './terminal.ts';

const terminalWith = (env: Readonly<Record<string, string>>) =>
  terminalOf({
    out: () => {},
    err: () => {},
    isOutTerminal: true,
    isErrTerminal: true,
    columns: 80,
    interrupted: new AbortController().signal,
    env,
  });

it.each([
  ['TERM=dumb: no colours, no line that is overwritten', { TERM: 'dumb' }, false, false, true],
  [
    'NO_COLOR: no colours',
    { TERM: 'xterm', NO_COLOR: '1', LANG: 'en_US.UTF-8' },
    true,
    false,
    false,
  ],
  [
    'CI: no line that is overwritten',
    { TERM: 'xterm', CI: 'true', LANG: 'en_US.UTF-8' },
    false,
    true,
    false,
  ],
  ['xterm: both', { TERM: 'xterm', LANG: 'en_US.UTF-8' }, true, true, false],
] as const)('%s', (_, env, watched, coloured, ascii) => {
  expect(terminalWith(env)).toMatchObject({ watched, coloured, columns: 80 });
  expect(isAsciiOnly(env)).toBe(ascii);
});

/**
 * The quickstart as a transcript: commands and their output, read from the document itself, so that a test can run them again.
 * Output is masked only where it differs from machine to machine.
 */
import { readFileSync } from 'node:fs';

/** The text of `docs/quickstart.md`. */
export const quickstart: string = readFileSync(
  new URL('../../docs/quickstart.md', import.meta.url),
  'utf8',
);

export interface CommandTranscript {
  readonly command: string;
  readonly answer: string;
}

/** Returns the commands with their output, in the order of the document. */
export function transcriptIn(text: string): CommandTranscript[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(
    ([, block = '']) => block,
  );
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((exchange) => {
        const [command = '', ...answer] = exchange.split('\n');
        return { command, answer: answer.join('\n') };
      }),
  );
}

/**
 * Returns the text without times, speeds, versions and the size of the corpus. It also removes line breaks, because their places
 * depend on these, and what the doctor says of a slow machine.
 */
export function maskOutput(text: string): string {
  return text
    .replace(/\d+\.\d+\.\d+/g, '<version>')
    .replace(/\d[\d\s]* steps per second/g, '<speed>')
    .replace(/corpus: \d+ of \d+/g, 'corpus: <some>')
    .replace(/\d+\.\d+ m?s\b/g, '<time>')
    .replace(/,\s+\d[\d\s]*\s+a\s+second/g, '')
    .replace(/\s+/g, ' ')
    .replace(
      /slow quick enough (.*?) faster: .* It can be relied on, and is slow\./,
      'well quick enough $1 All well.',
    )
    .trim();
}

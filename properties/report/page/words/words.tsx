/** Words: a glossary at the end of the page, and a link to its entry where a word is used first. */
import type { Word } from '#spec';
import type { PageWord } from '../../forms/pageData.ts';
import { Prose } from './prose.tsx';

const wordId = (word: Word) => `word-${word.replaceAll(' ', '-')}`;

/** Shows the word, or `children` in its place, as a link to its explanation. */
export function Term({ word, children }: { word: PageWord; children?: preact.ComponentChildren }) {
  return (
    <a class="term" href={`#${wordId(word)}`}>
      {children ?? word}
    </a>
  );
}

export function Words({ words }: { words: readonly { word: Word; meaning: string }[] }) {
  return (
    <section aria-labelledby="words">
      <h2 id="words">Words</h2>
      <dl class="words">
        {words.map(({ word, meaning }) => (
          <div key={word} id={wordId(word)}>
            <dt>{word}</dt>
            <dd>
              <Prose text={meaning} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

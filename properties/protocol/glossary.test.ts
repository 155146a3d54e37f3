/** The glossary is plain, and the README links its rare words where they stand first, as SPEC.md does by itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { glossary, glossaryChapters } from '#spec';
import { linkFirstUses, linkGlossary } from './glossaryPage.ts';

describe('a rare word', () => {
  const linked = 'An [orc](glossary.md#orc)';
  it.each([
    ['An orc and an orc.', `${linked} and an orc.`],
    ['`orc`, then an orc.', '`orc`, then an [orc](glossary.md#orc).'],
    ['## An orc\n\nOrcs.', '## An orc\n\n[Orcs](glossary.md#orc).'],
    [`${linked} and an orc.`, `${linked} and an orc.`],
    ['p1@orc and orchard', 'p1@orc and orchard'],
  ])('of %j is linked once', (page, expected) =>
    expect(linkFirstUses(page, 'glossary.md')).toBe(expected),
  );

  it('is linked in README.md where it stands first', () => {
    const page = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(page).toBe(linkFirstUses(page, 'docs/glossary.md'));
  });
});

it('a word that is marked and has no entry is an error', () => {
  expect(linkGlossary('[[orc|Orcs]] here')).toBe('[Orcs](glossary.md#orc) here');
  expect(() => linkGlossary('[[unicorn]]')).toThrow(/no word "unicorn"/);
});

describe('the glossary', () => {
  it.each(Object.entries(glossary))('tells what %s is, in whole sentences', (_, { meaning }) => {
    expect(meaning).toMatch(/^[A-Z`“][\s\S]*[.)]$/);
    expect(meaning.length).toBeLessThan(330);
  });

  it('has each word once', () => {
    const words = Object.values(glossaryChapters).flatMap((chapter) => Object.keys(chapter));
    expect(words.length).toBe(Object.keys(glossary).length);
  });
});

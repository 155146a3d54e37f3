/**
 * Clause tags: code that realises a clause is marked by `@clause LINE-2` in the comment above it, always in the same
 * style. Each clause must be marked both in the model and in our router. Exceptions are listed here with their reasons.
 */
import { describe, expect, it } from 'vitest';
import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import { commentsOf, type RepositoryFile, readRepository } from './repository.ts';

type Derivation = 'model' | 'impl';

/**
 * The folders of each derivation. Our router's include the network of its clients, but no adapters of other routers.
 */
const folders: Readonly<Record<Derivation, readonly string[]>> = {
  model: ['model/'],
  impl: ['impl/router/', 'impl/network/'],
};

/** The clauses that no code of a derivation realises, with the reason. */
const withoutPlace: Readonly<Record<Derivation, Partial<Record<ClauseId, string>>>> = {
  model: {
    'EVENT-11':
      'The model has no handlers and no carrier that fails: nothing in it could cost anybody a copy.',
  },
  impl: {},
};

/** Matches a tag: `@clause`, then ids on the same line with a space before each, at the end of the comment or line. */
const STYLE = /@clause(?: [A-Z]+-\d+)+(?=\s*(?:\*\/|$))/;

function misplacedTags(files: readonly RepositoryFile[]): string[] {
  return files.flatMap((file) =>
    commentsOf(file)
      .filter((comment) => comment.includes('@clause'))
      .filter((comment) => comment.split('@clause').length > 2 || !STYLE.test(comment))
      .map((comment) => `${file.path}: ${comment.trim()}`),
  );
}

function clausesTagged(files: readonly RepositoryFile[]): Set<string> {
  return new Set(
    files.flatMap((file) =>
      commentsOf(file).flatMap((comment) => STYLE.exec(comment)?.[0].split(' ').slice(1) ?? []),
    ),
  );
}

const source = (text: string): RepositoryFile[] => [{ path: 'model/made-up.ts', text }];
const files = readRepository().filter(({ path }) => /\.[jt]sx?$/.test(path));

describe('clause tags have one style', () => {
  it.each([
    '/** Why. @clause LINE-1 @clause LINE-2 */',
    '/** Why. @clause LINE-1, LINE-2 */',
    '/** @clause LINE-1: why. */',
    '/** @clause */',
    '/** @clause line-1 */',
  ])('refuses %s', (text) => expect(misplacedTags(source(text))).toHaveLength(1));

  it.each(['/** Why. @clause LINE-1 LINE-2 */', '/**\n * Why.\n * @clause SAFE-3\n */'])(
    'lets pass %j',
    (text) => expect(misplacedTags(source(text))).toEqual([]),
  );

  it('in this repository', () =>
    expect(misplacedTags(files.filter(({ path }) => !path.endsWith('clauseTags.test.ts')))).toEqual(
      [],
    ));
});

describe.each(['model', 'impl'] as const)('%s', (derivation) => {
  const tagged = clausesTagged(
    files.filter(
      ({ path }) =>
        folders[derivation].some((folder) => path.startsWith(folder)) && !path.endsWith('.test.ts'),
    ),
  );
  const excused = withoutPlace[derivation];

  it.each(clauseIds)('%s has its place there, or a reason why not', (id) => {
    if (tagged.has(id)) expect(excused[id], 'it is tagged: take its reason away').toBeUndefined();
    else expect(excused[id], 'no comment has its tag').toBeDefined();
  });

  it('names no clause that is not there', () => {
    expect([...tagged].filter((id) => !clauseIds.includes(id as ClauseId))).toEqual([]);
  });
});

/**
 * Rules about folders: the folders of `properties` import only from folders that a scenario passes through earlier; no
 * folder has too many files; there are no import cycles; and only tests import helpers of tests.
 */
import { basename, dirname } from 'node:path/posix';
import type { Rule } from './house.ts';
import { cyclesOf, describeRules, file, isTest, one, roomOf, targetsOf } from './house.ts';

/**
 * The folders of `properties`, in the order in which a scenario passes through them. A file may import from its own
 * folder and from earlier ones. Folders of one group may not import each other. Every folder must be listed.
 */
const ROAD: readonly (readonly string[])[] = [
  ['wording'],
  ['scenario/situations', 'scenario/values'],
  ['scenario/steering'],
  ['scenario/steps'],
  ['scenario'],
  ['scenario/reach', 'scenario/triggers'],
  ['network'],
  ['compare'],
  ['clauses/halves'],
  ['clauses/families'],
  ['clauses'],
  ['knownDeviations'],
  ['lockstep'],
  ['shrink'],
  ['causes'],
  ['verdict'],
  ['interval'],
  ['fuzz'],
  ['campaign'],
  ['explore/search', 'explore/interleavings', 'tracelog/search'],
  ['explore/scenarios'],
  [
    'corpus',
    'explore',
    'tracelog',
    'differ',
    'doctor',
    'hunt',
    'mutationTesting',
    'mutationTesting/stryker',
  ],
  ['bridge'],
  ['protocol/inputs'],
  ['protocol'],
  ['report/picture'],
  ['report/text'],
  ['report/forms'],
  ['report/page/style'],
  ['report/page/words'],
  ['report/page/reach', 'report/page/drawing'],
  ['report/page'],
  ['play/session', 'play/tour'],
  ['play/page/style', 'play/page/game'],
  ['play/page'],
  ['play'],
  ['.'],
  ['package'],
  ['cli/program'],
  ['cli/files'],
  ['cli/arguments'],
  ['cli/output', 'cli/workers'],
  ['cli/exploring', 'cli/hunting'],
  ['cli/law', 'cli/serving', 'cli/scenarios', 'cli/judging'],
  ['cli/generate'],
  ['cli/refresh', 'cli/site'],
  ['cli', 'cli/starters'],
];
/** Helpers of tests: they may import everything, and no product file imports them. */
const TESTING = /(^|\/)testing(\/|$)/;

const folderOf = (path: string) => dirname(path).replace(/^properties\/?/, '') || '.';
const rankOf = (folder: string) => ROAD.findIndex((group) => group.includes(folder));

const road: Rule = (files) =>
  files
    .filter(({ path }) => roomOf(path) === 'properties' && !TESTING.test(path))
    .flatMap((file) => {
      const folder = folderOf(file.path);
      if (rankOf(folder) < 0) return [`${file.path} lies in a folder that the road does not list`];
      if (isTest(file)) return [];
      if (folder === '.' && file.path !== 'properties/index.ts')
        return [`${file.path} lies loose at the root; put it into a folder`];
      return targetsOf(file)
        .map(folderOf)
        .filter((target) => target !== folder && !TESTING.test(target))
        .filter((target) => rankOf(target) >= rankOf(folder) || rankOf(target) < 0)
        .map(
          (target) => `${file.path} of ${folder} imports from ${target}, which is not before it`,
        );
    });

const testing: Rule = (files) =>
  files
    .filter((file) => !isTest(file) && !TESTING.test(file.path))
    .flatMap((file) =>
      targetsOf(file)
        .filter((target) => TESTING.test(target))
        .map((target) => `${file.path} is no test and imports ${target}`),
    );

const MOST_FILES = 16;
/** Folders of scenario documents. These are data, so their number is not limited. */
const DATA = /^(properties\/corpus\/(clauses|regressions))$/;

const crowds: Rule = (files) => {
  const counts = new Map<string, number>();
  for (const file of files.filter((each) => !isTest(each))) {
    const folder = dirname(file.path);
    if (!DATA.test(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder} has ${count} files, ${MOST_FILES} at most; split it`);
};

/**
 * Files directly in a top folder are exempt here, because its `index.ts` imports every folder. `rooms.test.ts` checks
 * them.
 */
const isAtRoot = (path: string) => !dirname(path).includes('/');

const folderCycles: Rule = (files) => {
  const next = new Map<string, Set<string>>();
  for (const file of files.filter((each) => !isTest(each) && !isAtRoot(each.path))) {
    const folder = dirname(file.path);
    const targets = next.get(folder) ?? new Set<string>();
    next.set(folder, targets);
    for (const target of targetsOf(file)
      .filter((each) => !isAtRoot(each))
      .map((each) => dirname(each)))
      if (target !== folder) targets.add(target);
  }
  return cyclesOf(next).map((cycle) => `folders import in a circle: ${cycle}`);
};

const caseOfNames: Rule = (files) =>
  files
    .filter(({ path }) => /\.tsx?$/.test(path))
    .filter(({ path }) => !/^[a-z][A-Za-z0-9]*(\.(test|types))?\.tsx?$/.test(basename(path)))
    .map(({ path }) => `${path}: a file's name is in camelCase`);

describeRules({
  'the folders of properties import along the road': {
    rule: road,
    refused: [
      one('properties/loose.ts', ''),
      one('properties/unheard/a.ts', ''),
      one('properties/scenario/a.ts', `import '../shrink/edit.ts';`),
      one('properties/explore/a.ts', `import type { A } from '../tracelog/a.ts';`),
      one('properties/compare/a.ts', `const late = await import('../campaign/check.ts');`),
      one('properties/cli/law/a.ts', `import '../judging/check.ts';`),
    ],
    fine: [
      one('properties/shrink/a.ts', `import '../scenario/draw.ts'; import './edit.ts';`),
      one('properties/scenario/a.test.ts', `import '../shrink/edit.ts';`),
      one('properties/testing/a.ts', `import '../cli/main.ts';`),
      one('properties/index.ts', `import './campaign/check.ts';`),
    ],
  },
  'no product file imports a helper of tests': {
    rule: testing,
    refused: [
      one('properties/report/a.ts', `import '../testing/effort.ts';`),
      one('impl/router/a.ts', `import '../testing/routerFixture.ts';`),
    ],
    fine: [
      one('properties/report/a.test.ts', `import '../testing/effort.ts';`),
      one('properties/testing/a.ts', `import './effort.ts';`),
    ],
  },
  'folders are small': {
    rule: crowds,
    refused: [Array.from({ length: MOST_FILES + 1 }, (_, at) => file(`spec/a/b${at}.ts`, ''))],
    fine: [
      Array.from({ length: MOST_FILES }, (_, at) => file(`spec/a/b${at}.ts`, '')),
      Array.from({ length: MOST_FILES + 1 }, (_, at) => file(`spec/a/b${at}.test.ts`, '')),
    ],
  },
  'folders import each other without cycles': {
    rule: folderCycles,
    refused: [
      [
        file('impl/a/one.ts', `import '../b/two.ts';`),
        file('impl/b/two.ts', `import '../a/three.ts';`),
        file('impl/a/three.ts', ''),
      ],
    ],
    fine: [
      [
        file('impl/a/one.ts', `import '../b/two.ts';`),
        file('impl/b/two.ts', ''),
        file('impl/index.ts', `import './a/one.ts';`),
      ],
    ],
  },
  'names of files are in camelCase': {
    rule: caseOfNames,
    refused: [one('spec/wire-words.ts', ''), one('spec/Table.ts', '')],
    fine: [
      one('spec/wireShapes.ts', ''),
      one('spec/contract.types.ts', ''),
      one('spec/a.test.ts', ''),
    ],
  },
});

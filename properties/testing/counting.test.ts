/**
 * People count steps from 1, data from 0. So that no text tells the index of a step, the words for a step are made in one
 * place (`stepName`, `stepNumber`), and no other file writes "step" before a number of its own.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: made-up sources, in quotes
import type { Rule } from './house.ts';
import { describeRules, isTest, one } from './house.ts';

const counting: Rule = (files) =>
  files
    .filter((file) => file.path.startsWith('properties/') && !isTest(file))
    .flatMap(({ path, text }) =>
      (text.match(/\bsteps? \$\{(\w+\.)?(at|from|first|\w*index)\b[^}]*\}/gi) ?? []).map(
        (told) => `${path} tells "${told}"; use stepName or stepNumber of wording/steps.ts`,
      ),
    );

describeRules({
  'steps are told to people by their number from 1': {
    rule: counting,
    refused: [
      one('properties/a.ts', 'const said = `fails at step ${at}`;'),
      one('properties/a.ts', 'const said = `Steps ${at} and ${at + 1} may be swapped`;'),
    ],
    fine: [
      one('properties/a.ts', 'const said = `fails at ${stepName(at)}`;'),
      one('properties/a.ts', 'const said = `steps ${stepNumber(at)} to ${last}`;'),
      one('properties/a.test.ts', 'const said = `step ${at}`;'),
    ],
  },
});

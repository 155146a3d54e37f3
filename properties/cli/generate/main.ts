/**
 * `npm run generate`: writes every generated file. With `--check` it writes nothing and fails if a committed file
 * differs from what would be written. `--only NAME,...` does so for some generators only.
 */
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { writeWhole } from '../files/writing.ts';
import { exits } from '../program/exits.ts';
import { driftOf } from './drift.ts';
import type { Generator } from './generator.ts';
import { repositoryPath } from './generator.ts';
import { generators } from './generators.ts';

function readNames(value: string): readonly Generator[] {
  return value.split(',').map((name) => {
    const found = generators.find((each) => each.name === name.trim());
    if (found) return found;
    const names = generators.map((each) => each.name).join(', ');
    throw new InvalidArgumentError(
      `There is no generator ${JSON.stringify(name)}. Expected ${names}.`,
    );
  });
}

const program = new Command('npm run generate --')
  .description('writes every committed file that is made')
  .option('--check', 'write nothing; fail where a file is not what it would be')
  .option('--only <names>', 'only these, by commas', readNames, generators)
  .addHelpText(
    'after',
    `\n${generators.map(({ name, writes }) => `${name.padEnd(12)} ${writes}`).join('\n')}`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exits.usage))
  .parse();
const { check, only } = program.opts<{ check?: true; only: readonly Generator[] }>();

let driftCount = 0;
let fileCount = 0;
for (const generator of only)
  for (const [path, rendered] of await generator.render()) {
    fileCount++;
    const committed = await readFile(repositoryPath(path), 'utf8').catch(() => null);
    const drift = driftOf(path, committed, rendered, generator);
    if (drift === null) continue;
    driftCount++;
    if (check) process.stderr.write(`${drift}\n\n`);
    else {
      await writeWhole(repositoryPath(path), rendered);
      process.stdout.write(`written: ${path}\n`);
    }
  }
process.stdout.write(
  check
    ? `${fileCount - driftCount} of ${fileCount} files are as they are made\n`
    : `${driftCount} of ${fileCount} files written anew\n`,
);
if (check && driftCount > 0) process.exitCode = exits.violated;

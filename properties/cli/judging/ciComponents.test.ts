/**
 * `action.yml` for GitHub and `templates/partyline.yml` for GitLab: they parse, docs/ci.md tells each input, and the shell of their steps is
 * run as it stands, so that the flags in it are ours. npm is replaced by a program that notes what it was asked, npx by one that runs this clone.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { isThorough } from '../../testing/effort.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

type Inputs = Readonly<Record<string, { readonly default: string; readonly description: string }>>;
interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(read('action.yml')) as {
  readonly inputs: Inputs;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};
const [header, jobs] = parseAllDocuments(read('templates/partyline.yml')).map((each) =>
  each.toJS(),
);
const component = header.spec.inputs as Inputs;
const job = jobs['$[[ inputs.job ]]'] as {
  readonly variables: Readonly<Record<string, string>>;
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly artifacts: { readonly reports: { readonly junit: string } };
};

/** Each kind of CI: its inputs, and its scripts with their variables, in which inputs are still named. */
const kinds = [
  {
    place: 'GitHub',
    inputs: action.inputs,
    scripts: action.runs.steps.flatMap(({ run, env = {} }) => (run ? [{ run, env }] : [])),
  },
  {
    place: 'GitLab',
    inputs: component,
    scripts: [...job.before_script, ...job.script].map((run) => ({ run, env: job.variables })),
  },
];

const NAMED = /\$(?:\{\{|\[\[) inputs\.([a-z-]+) (?:\}\}|\]\])/g;

describe.each(kinds)('the component for $place', ({ inputs, scripts }) => {
  it('tells of each input what it is, and docs/ci.md has a row for it', () => {
    const rows = read('docs/ci.md').match(/^\| `[a-z-]+` \|/gm) ?? [];
    for (const [name, { description, default: given }] of Object.entries(inputs)) {
      expect(description, name).toMatch(/^[A-Z].*\.$/);
      expect(typeof given, name).toBe('string');
      expect(rows, name).toContain(`| \`${name}\` |`);
    }
  });

  it('has two scripts, and lets no input into their text, where it would be code', () => {
    expect(scripts).toHaveLength(2);
    for (const { run, env } of scripts) {
      expect(run).not.toMatch(/inputs\./);
      for (const [, name = ''] of Object.values(env).join(' ').matchAll(NAMED))
        expect(Object.keys(inputs)).toContain(name);
    }
  });
});

it('both do the same', () => {
  const [github, gitlab] = kinds.map(({ scripts }) => scripts.map(({ run }) => run.trim()));
  expect(github).toEqual(gitlab);
  expect(action.runs.using).toBe('composite');
  expect(job.artifacts.reports.junit).toBe('$[[ inputs.out ]]/junit.xml');
});

describe.runIf(isThorough).each(kinds)(
  'the scripts of the component for $place',
  ({ place, inputs, scripts }) => {
    let home = '';
    beforeAll(() => {
      home = mkdtempSync(join(tmpdir(), 'partyline-component-'));
      mkdirSync(join(home, 'bin'));
      const program = (name: string, text: string) => {
        writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(home, 'bin', name), 0o755);
      };
      program('npm', `echo "$@" >>'${home}/npm.log'`);
      program(
        'npx',
        `[ "$1 $2" = '--no partyline' ] || exit 9\nshift 2\nexec node '${root}/properties/cli/partyline.mjs' "$@"`,
      );
      writeFileSync(join(home, 'partyline-0.1.0.tgz'), '');
    });
    afterAll(() => rmSync(home, { recursive: true }));

    /** Runs the scripts one after the other, up to the first that fails, as a job does. */
    function runJob(given: Readonly<Record<string, string>>) {
      const fill = (text: string) =>
        text.replace(NAMED, (_, name: string) => given[name] ?? inputs[name]?.default ?? '');
      const { GITHUB_SHA, CI_COMMIT_SHA, ...clean } = process.env;
      let last = { status: 0 as number | null, stdout: '', stderr: '' };
      for (const { run, env } of scripts) {
        const filled = Object.fromEntries(
          Object.entries(env).map(([name, text]) => [name, fill(text)]),
        );
        const ofPlace =
          place === 'GitHub'
            ? { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(home, 'summary.md') }
            : { GITLAB_CI: 'true', CI_COMMIT_SHA: 'c0ffee' };
        last = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], {
          cwd: home,
          encoding: 'utf8',
          env: {
            ...clean,
            ...ofPlace,
            ...filled,
            CI: 'true',
            PATH: `${home}/bin:${process.env.PATH}`,
          },
        });
        if (last.status !== 0) break;
      }
      return last;
    }
    const few = '--runs 30 --hostile 0 --seed component --only ROUTE-2';

    it('check a command that conforms, from a tarball', () => {
      const command = `python3 '${root}/examples/router.py'`;
      const { status } = runJob({ command, arguments: few, package: 'partyline-0.1.0.tgz' });
      expect(status).toBe(0);
      expect(readFileSync(join(home, 'npm.log'), 'utf8')).toMatch(
        /^install .* -- partyline-0\.1\.0\.tgz\n$/,
      );
    });

    it('fail for one that does not, and leave page, JUnit and, on GitHub, summary and annotation', () => {
      rmSync(join(home, 'npm.log'));
      const command = `python3 ${root}/examples/broken.py`;
      const { status, stderr } = runJob({ command, arguments: few, out: 'made here' });
      expect(status).toBe(1);
      expect(readFileSync(join(home, 'npm.log'), 'utf8')).toMatch(/^ci /);
      for (const name of ['report.html', 'junit.xml', 'summary.md', 'report.json'])
        expect(existsSync(join(home, 'made here', name)), name).toBe(true);
      if (place !== 'GitHub') return;
      expect(readFileSync(join(home, 'summary.md'), 'utf8')).toContain('ROUTE-2');
      expect(stderr).toMatch(/^::error .*ROUTE-2/m);
    });

    it('refuse a job without a router', () => {
      const { status, stderr } = runJob({ arguments: few });
      expect(status).toBe(2);
      expect(stderr).toMatch(/There is no router ""/);
    });
  },
);

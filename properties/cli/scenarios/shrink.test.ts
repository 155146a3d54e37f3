/**
 * `partyline shrink` and `partyline verify`: what they print and write, and their exit codes; bad
 * input leaves no file behind. Routers are small files that break ours, loaded as a user's router is.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutants } from '#impl';
import type { Scenario } from '#spec';
import { failureOf } from '../../campaign/smallestScenario.ts';
import { generate } from '../../scenario/draw.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { exampleScenario } from '../../testing/exampleReport.ts';

// The folder is within the repository, because `#` imports can be resolved only there.
const cwd = mkdtempSync(
  join(fileURLToPath(new URL('../../..', import.meta.url)), '.partyline-shrink-'),
);
afterAll(() => rmSync(cwd, { recursive: true }));

const MUTANT = 'departure-takes-all';
const SIGNATURE = 'ROUTE-2|route missing|leave';
const mutant = mutants.find(({ id }) => id === MUTANT)?.kind;

const file = (name: string, content: unknown) =>
  writeFileSync(
    join(cwd, name),
    typeof content === 'string' ? content : `${JSON.stringify(content)}\n`,
  );
const read = (name: string) => JSON.parse(readFileSync(join(cwd, name), 'utf8'));
const remainingFiles = () => readdirSync(cwd, { recursive: true }).sort();

/** Runs a command line; interrupts it after `interruptAfter` scenarios of the search. */
async function runCli(argv: string, interruptAfter = Number.POSITIVE_INFINITY) {
  const interruption = new AbortController();
  return runCommandLine(argv, { cwd, interrupted: interruption.signal }, (real) => ({
    smallest: (kind, ...rest) => {
      let opened = 0;
      const counted = {
        ...kind,
        create: (...given: never[]) => {
          if (++opened > interruptAfter) interruption.abort();
          return (kind.create as (...given: never[]) => unknown)(...given);
        },
      };
      return real.smallest(counted as typeof kind, ...rest);
    },
  }));
}

beforeAll(async () => {
  if (!mutant) throw new Error(`no mutant ${MUTANT}`);
  for (let index = 0; ; index++) {
    const scenario = generate('cli', index, { features: mutant.features, interleave: 0 });
    if (scenario.steps.length < 24) continue;
    if ((await failureOf(mutant, scenario))?.signature !== SIGNATURE) continue;
    file('found.json', scenario);
    break;
  }
  const mutantFile = (id: string) =>
    `import { mutants } from '#impl';\nexport default mutants.find(({ id }) => id === '${id}')?.kind;\n`;
  file('mutant.ts', mutantFile(MUTANT));
  file('other.ts', mutantFile('nice-not-passed'));
  // The router is wrong in every second run: the scenario has one node, so that each run creates one router.
  file(
    'fickle.ts',
    `import { routerKind, mutants } from '#impl';
const wrong = mutants.find(({ id }) => id === '${MUTANT}')?.kind;
let turn = 0;
export default { ...wrong, name: 'fickle', create: (options) => (turn++ % 2 ? routerKind : wrong).create(options) };
`,
  );
  file(
    'stuck.mjs',
    `export default { level: 'network', name: 'stuck', version: '1', quiescence: 'exact',
      features: ['tables', 'axon', 'ee', 'shared pairs'], create() { throw new Error('port 1 is taken'); } };`,
  );
  file(
    'poor.mjs',
    `export default { level: 'router', name: 'poor', version: '1', features: [], create() {} };`,
  );
  file('passes.json', exampleScenario);
  file('broken.json', '{"version": 1,');
  file('illegal.json', { ...exampleScenario, steps: [{ kind: 'leave', orc: 'p1@T' }] });
});

describe('shrink', () => {
  it('prints the smallest scenario, and tells what it is like', async () => {
    const { exit, out, err } = await runCli('shrink found.json --router ./mutant.ts');
    expect(exit).toBe(0);
    const smallest: Scenario = JSON.parse(out);
    expect(smallest.steps.map(({ kind }) => kind)).toEqual(['join', 'join']);
    const [first, from, to, none, ...why] = err.trimEnd().split('\n');
    expect(first).toBe(`found.json ends in ${SIGNATURE} on mutant ${MUTANT} 0.1.0`);
    expect(from).toMatch(/^from \d+ steps, \d+ nodes, \d+ orcs, \d+ lines$/);
    expect(to).toMatch(/^to {3}2 steps, 1 nodes, 2 orcs, 0 lines; \d+ runs to find it, \d+ more/);
    expect(none).toMatch(/^None of the \d+ scenarios one edit away shows it\.$/);
    expect(why[0]).toBe('  Without any one of its steps it passes.');
    expect(err).not.toContain('written to');
  });

  it('writes it with its certificate, the same for any batch', async () => {
    for (const [folder, batch] of [
      ['one', 1],
      ['many', 16],
    ] as const) {
      const argv = `shrink found.json --router ./mutant.ts --out ${folder} --batch ${batch}`;
      const { exit, out, err } = await runCli(argv);
      expect({ exit, out }).toEqual({ exit: 0, out: '' });
      expect(err).toContain(`written to ${join(cwd, folder, 'found.json')}`);
    }
    expect(readdirSync(join(cwd, 'one'), { recursive: true }).sort()).toEqual([
      '.partyline-files',
      'found',
      'found.json',
      join('found', 'minimality.json'),
    ]);
    for (const name of ['found.json', 'found/minimality.json'])
      expect(read(`many/${name}`)).toEqual(read(`one/${name}`));
    const certificate = read('one/found/minimality.json');
    expect(certificate.scenario).toEqual(read('one/found.json'));
    expect(certificate).toMatchObject({ version: 2, signature: SIGNATURE, naming: 'birth' });
  });

  it('says that there is nothing to shrink where the scenario passes', async () => {
    expect(await runCli('shrink --router ours passes.json')).toEqual({
      exit: 3,
      out: '',
      err: 'passes.json passes on ours: there is nothing to shrink.\n',
    });
  });

  it('shows both runs where they differ', async () => {
    file('two-joins.json', {
      ...exampleScenario,
      topology: {
        ...exampleScenario.topology,
        orcs: [
          { name: 'p1@T', nice: 0 },
          { name: 'p2@T', nice: 0 },
        ],
      },
      steps: ['p1@T', 'p2@T'].map((orc) => ({ kind: 'join', orc, pair: 'a1' })),
    });
    const { exit, out, err } = await runCli('shrink two-joins.json --router ./fickle.ts');
    expect({ exit, out }).toEqual({ exit: 3, out: '' });
    expect(err).toBe(
      [
        'two-joins.json is not deterministic, so there is nothing to hold on to while it is made smaller.',
        `  the first run ended in ${SIGNATURE} at step 3`,
        '  the second run ended in no failure',
        'Look for a clock, chance or state that outlives a reset in the router.',
        '',
      ].join('\n'),
    );
  });

  it('keeps the best so far when it is interrupted, without a certificate', async () => {
    const { exit, err } = await runCli('shrink found.json --router ./mutant.ts --out early', 10);
    expect(exit).toBe(130);
    expect(err).toContain('Ended early: this is the best so far, and not proved to be minimal.\n');
    expect(readdirSync(join(cwd, 'early')).sort()).toEqual(['.partyline-files', 'found.json']);
    const best: Scenario = read('early/found.json');
    expect(best.steps.length).toBeLessThan(read('found.json').steps.length);
    expect((await failureOf(mutant as never, best))?.signature).toBe(SIGNATURE);
    expect((await runCli('verify early/found.json --router ./mutant.ts')).exit).toBe(2);
  });

  it('leaves no older certificate beside what it has not proved', async () => {
    await runCli('shrink found.json --router ./mutant.ts --out again');
    await runCli('shrink found.json --router ./mutant.ts --out again', 10);
    expect(existsSync(join(cwd, 'again/found/minimality.json'))).toBe(false);
  });

  it('writes beside a scenario whose name has no ending too', async () => {
    file('finding', read('found.json'));
    const { exit, err } = await runCli('shrink finding --router ./mutant.ts --out bare');
    expect(err).not.toContain('Partyline itself failed');
    expect(exit).toBe(0);
    expect((await runCli('verify bare/finding.json --router ./mutant.ts')).exit).toBe(0);
  });
});

describe('verify', () => {
  const found = 'proved/found.json';
  const place = 'proved/found/minimality.json';
  beforeAll(async () => {
    await runCli('shrink found.json --router ./mutant.ts --out proved');
  });
  /** Runs `verify` with the given certificate instead of the correct one. */
  const tampered = async (certificate: unknown) => {
    const right = read(place);
    file(place, certificate);
    const came = await runCli(`verify ${found} --router ./mutant.ts`);
    file(place, right);
    return came;
  };

  it.each([found, place])('says that it is minimal: %s', async (path) => {
    const { exit, out, err } = await runCli(`verify ${path} --router ./mutant.ts`);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^minimal: ROUTE-2\|route missing\|leave stands, and none of the \d+ /);
  });

  it('says what was tampered with', async () => {
    const right = read(place);
    const [first, ...rest] = right.neighbours;
    const missing = await tampered({ ...right, neighbours: rest });
    expect(missing).toMatchObject({ exit: 1, err: '' });
    expect(missing.out).toBe(`not shown to be minimal:\n  "${first.edit}" is not listed\n`);
    const wrong = [{ ...first, ends: 'LINE-1|hearing missing|publish' }, ...rest];
    const changed = await tampered({ ...right, neighbours: wrong });
    expect(changed.exit).toBe(1);
    expect(changed.out).toContain(`"${first.edit}" ends in no failure, not in LINE-1|hearing`);
    const other = await tampered({ ...right, signature: 'LINE-1|hearing missing|publish' });
    expect(other.exit).toBe(1);
    expect(other.out).toContain('nothing follows for what is around it');
  });

  it('rejects a certificate that leaves features out', async () => {
    const { exit } = await tampered({ ...read(place), features: [], neighbours: [] });
    expect(exit).not.toBe(0);
  });

  it('rejects the certificate of another scenario', async () => {
    const right = read(found);
    file(found, read('found.json'));
    const { exit } = await runCli(`verify ${found} --router ./mutant.ts`);
    file(found, right);
    expect(exit).not.toBe(0);
  });

  it('refuses a certificate with an illegal scenario, as malformed', async () => {
    const right = read(place);
    const scenario = { ...right.scenario, steps: [{ kind: 'leave', orc: 'p1@n1' }] };
    const { exit, err } = await tampered({ ...right, scenario });
    expect(err).not.toContain('Partyline itself failed');
    expect([1, 2]).toContain(exit);
  });

  it('refuses what is no certificate', async () => {
    for (const [certificate, message] of [
      [{ version: 7 }, /is no certificate of a minimal scenario\.\n {2}version: /],
      ['{"version": 1,', /is no JSON/],
    ] as const) {
      const { exit, out, err } = await tampered(certificate);
      expect({ exit, out }).toEqual({ exit: 2, out: '' });
      expect(err).toMatch(message);
    }
  });

  it('accepts only the router that the certificate was made with, of any version', async () => {
    for (const router of ['./other.ts', 'ours']) {
      const { exit, out, err } = await runCli(`verify ${found} --router ${router}`);
      expect({ exit, out }).toEqual({ exit: 2, out: '' });
      expect(err).toMatch(
        /^The certificate is of mutant departure-takes-all at router level; --router/,
      );
    }
    const right = read(place);
    const older = await tampered({ ...right, router: { ...right.router, version: '0.0.9' } });
    expect(older.exit).toBe(0);
    expect(older.err).toBe(`made with mutant ${MUTANT} 0.0.9, verified with 0.1.0\n`);
  });
});

describe('bad input: exit 2, a sentence, nothing written', () => {
  it.each([
    ['shrink --router ours', /missing required argument 'file'/],
    ['shrink absent.json --router ours', /"absent\.json" cannot be read/],
    ['shrink . --router ours', /it is a folder/],
    ['shrink broken.json --router ours', /no JSON/],
    ['shrink illegal.json --router ours', /cannot be shrunk.*not legal.*steps\.0 \(leave\)/s],
    ['shrink found.json --batch 0 --router ours', /'0' is invalid/],
    ['verify --router ours', /missing required argument 'finding'/],
    ['verify absent.json --router ours', /minimality\.json" cannot be read: there is no such file/],
    ['verify found.json --router ours', /minimality\.json" cannot be read: there is no such file/],
    ['verify broken.json/minimality.json --router ours', /cannot be read: a file is in the way/],
  ])('%s', refused);

  it.each([
    ['shrink found.json --router nobody', /no router "nobody"/],
    ['shrink found.json --router ./absent.ts', /there is no such file/],
    ['shrink found.json --router ./poor.mjs', /does not offer what the scenario needs/],
  ])('%s', refused);

  async function refused(argv: string, message: RegExp) {
    const before = remainingFiles();
    const words = argv.split(' ');
    const out = words[0] === 'shrink' && words.length > 1 ? ` --out fresh${words.join('')}` : '';
    const { exit, out: said, err } = await runCli(`${argv}${out.replace(/[/.]/g, '')}`);
    const after = remainingFiles();
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ {4}at /m);
    expect({ exit, said }).toEqual({ exit: 2, said: '' });
    expect(after).toEqual(before);
  }

  it('a folder that cannot be written to', async () => {
    const { exit, err } = await runCli('shrink found.json --router ./mutant.ts --out broken.json');
    expect(exit).toBe(2);
    expect(err).toMatch(/"broken\.json" cannot be written to.*with --out/);
  });

  it('a router that cannot be driven ends with exit 4, and is not said to pass', async () => {
    const { exit, out, err } = await runCli('shrink passes.json --router ./stuck.mjs');
    expect(err).toMatch(/port 1 is taken/);
    expect({ exit, out }).toEqual({ exit: 4, out: '' });
  });
});

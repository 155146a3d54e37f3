/**
 * Profiles: a router is judged by the part of the law that speaks of such a system, and nothing else is asked of it. And what several
 * networks share is disposed of once.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clauseIds, featureNames } from '#spec';
import { formatProfilesPage } from '../../protocol/profilesPage.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { profiles } from '../../verdict/profiles.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-profile-'));
const check = 'check --runs 60 --hostile 0 --profile interest';

it.each(['', ...(isThorough ? ['--jobs 2'] : [])])(
  'interest judges by hearing what speaks of a broker, and says so last: %s',
  async (jobs) => {
    const { exit, out } = await runCommandLine(`${check} --router ours ${jobs}`.trim(), { cwd });
    expect(out).toMatch(/^interest: \d+ of 22 hold\. 24 clauses: .*by hearing\)/m);
    expect(out).toMatch(/^again: .*--profile interest/m);
    expect([0, 3]).toContain(exit);
  },
);

it('the report names the profile and the judge', async () => {
  const { out } = await runCommandLine(`${check} --router ours --report json`, { cwd });
  const { profile, judge, clauses } = JSON.parse(out);
  expect({ profile, judge: judge.name }).toEqual({ profile: 'interest', judge: 'interval' });
  expect(clauses.map(({ id }: { id: string }) => id)).toEqual(
    clauseIds.filter((id) => (profiles.interest.clauses as readonly string[]).includes(id)),
  );
});

it('another judge may be asked for, and fewer clauses', async () => {
  const line = `${check} --judge model --only LINE-* --router ours --report json`;
  const { judge, clauses } = JSON.parse((await runCommandLine(line, { cwd })).out);
  expect(judge).toBe(undefined);
  expect(clauses.map(({ id }: { id: string }) => id)).toEqual(['LINE-2', 'LINE-8', 'LINE-9']);
});

it.each([
  ['--profile brokers', /No profile is called "brokers"\. Expected one of xcraft, interest/],
  [
    '--profile interest --only ARP-1',
    /--only asks for ARP-1, and the profile interest speaks of none/,
  ],
])('%s is refused with a sentence', async (flags, sentence) => {
  const { exit, err } = await runCommandLine(`check --router ours ${flags}`, { cwd });
  expect(err).toMatch(sentence);
  expect(exit).toBe(2);
});

it('a profile is on its page, and asks for features and clauses that there are', () => {
  const page = formatProfilesPage();
  for (const [name, { clauses, features }] of Object.entries(profiles)) {
    expect(page).toContain(`## ${name}`);
    for (const id of clauses) expect(clauseIds).toContain(id);
    for (const each of features) expect(featureNames).toContain(each);
  }
});

it.each([
  ['once, after the last network was closed', '', 0],
  ['and what it throws is told after the results', "throw new Error('a server is left');", 4],
])('what networks share is disposed of %s', async (_, body, exit) => {
  const told = join(cwd, `told-${exit}.txt`);
  writeFileSync(
    join(cwd, `pooled-${exit}.mjs`),
    `import { appendFileSync } from 'node:fs';
const tell = (what) => appendFileSync(${JSON.stringify(told)}, what);
export default { level: 'network', name: 'pooled', version: '1', features: [], contract: 2, quiescence: 'exact',
  create: () => ({ apply: () => [], close() { tell('c'); } }), dispose() { tell('d'); ${body} } };`,
  );
  const line = `check --runs 3 --hostile 0 --only SAFE-3 --router ./pooled-${exit}.mjs`;
  const run = await runCommandLine(line, { cwd });
  expect(readFileSync(told, 'utf8')).toMatch(/^c+d$/);
  if (exit === 4) expect(run.err).toMatch(/threw in dispose\(\): a server is left/);
  else expect(run.exit).not.toBe(4);
});

it('shards that are joined are one report of the profile, and its text is that of a whole run', async () => {
  const run = `${check.replace('60', '8')} --router ours --jobs 1 --seed s`;
  const whole = await runCommandLine(`${run} --out whole`, { cwd });
  await runCommandLine(`${run} --shard 1/2 --out parts/1`, { cwd });
  await runCommandLine(`${run} --shard 2/2 --out parts/2`, { cwd });
  const joined = await runCommandLine('merge parts --out joined', { cwd });
  expect(whole.out).toMatch(/^interest: \d+ of 22/m);
  expect(joined.out).toMatch(/^interest: \d+ of 22/m);
  expect(JSON.parse(readFileSync(join(cwd, 'joined/report.json'), 'utf8')).profile).toBe(
    'interest',
  );
});

/**
 * `partyline verify FINDING`: checks whether a shrunk scenario is as minimal as its certificate says. It generates and
 * runs again all smaller scenarios that are one edit away.
 */
import { resolve } from 'node:path';
import { minimalityPath, readCertificate, readStored } from '../arguments/documents.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { applyJudge, declareJudgeOptions } from '../arguments/judges.ts';
import { declareRouter, loadKinds } from '../arguments/routers.ts';
import type { Exit } from '../program/exits.ts';
import { exits } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

interface VerifyFlags {
  readonly router: string;
}

export const verifyCommand: Registration = (program, { terminal, load, done }) => {
  const command = declareRouter(
    program
      .command('verify')
      .description('whether a shrunk scenario is minimal: runs its certificate again')
      .argument('<finding>', 'the scenario of a finding, or its minimality.json'),
  );
  declareJudgeOptions(command).action(async (file: string, flags: VerifyFlags & JudgeFlags) =>
    done(await verify(file, flags, terminal, applyJudge(await load(), flags))),
  );
};

/**
 * Verifies a certificate. `path`: the finding's scenario with its certificate beside it, or the certificate itself.
 */
async function verify(
  path: string,
  { router }: VerifyFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const place = path.endsWith('minimality.json') ? path : minimalityPath(path);
  const certificate = await readCertificate(resolve(terminal.cwd, place), terminal.cwd);
  if (place !== path) {
    const { scenario } = await readStored(path, terminal.cwd);
    if (JSON.stringify(scenario) !== JSON.stringify(certificate.scenario)) {
      terminal.out(`not shown to be minimal:\n  ${place} is the certificate of another scenario\n`);
      return exits.violated;
    }
  }
  const kinds = await loadKinds(router, terminal);
  const { name, version } = certificate.router;
  const kind = kinds.find((each) => each.name === name && each.level === certificate.router.level);
  if (!kind) {
    const offered = kinds.map((each) => `${each.name} at ${each.level} level`).join(', ');
    terminal.err(
      `The certificate is of ${name} at ${certificate.router.level} level; --router ${router} is ${offered}. Give the router it was made with.\n`,
    );
    return exits.usage;
  }
  if (kind.version !== version)
    terminal.err(`made with ${name} ${version}, verified with ${kind.version}\n`);
  const faults = await machinery.certificateFaults(kind, certificate);
  if (faults.length === 0) {
    terminal.out(
      `minimal: ${certificate.signature} stands, and none of the ${certificate.neighbours.length} scenarios one edit away shows it\n`,
    );
    return exits.asExpected;
  }
  terminal.out(`not shown to be minimal:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  return exits.violated;
}

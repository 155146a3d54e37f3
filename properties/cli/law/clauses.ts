/** `partyline clauses`: the law, one clause per line. */

import type { ClauseId } from '#spec';
import { clauseIds, clauses } from '#spec';
import type { ListingFormat } from '../arguments/options.ts';
import { readClauses, readListings } from '../arguments/options.ts';
import type { Exit } from '../program/exits.ts';
import { exits } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

interface ClausesFlags {
  readonly only?: readonly ClauseId[];
  readonly report: readonly ListingFormat[];
}

export const clausesCommand: Registration = (program, { terminal, done }) => {
  program
    .command('clauses')
    .description('the law, a line each')
    .option('--only <clauses>', "only these clauses: LINE-2,'ARP-*'", readClauses)
    .option('--report <forms>', 'text or json (default: text)', readListings)
    .action((flags: Partial<ClausesFlags>) =>
      done(listClauses({ ...flags, report: flags.report ?? ['text'] }, terminal)),
    );
};

function listClauses(flags: ClausesFlags, terminal: Terminal): Exit {
  const wanted = flags.only ?? clauseIds;
  if (flags.report.includes('json')) {
    const listed = wanted.map((id) => ({ id, ...clauses[id] }));
    terminal.out(`${JSON.stringify(listed, null, 2)}\n`);
    return exits.asExpected;
  }
  for (const id of wanted) {
    const { level, box, sentence } = clauses[id];
    terminal.out(`${id.padEnd(8)}  ${level.padEnd(6)}  ${box} box  ${sentence}\n`);
  }
  return exits.asExpected;
}

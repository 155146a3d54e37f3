/**
 * Which findings of a run are kept: those that break at least one clause for which no deviation is declared. A finding
 * is not kept if a deviation is declared for every clause it breaks.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ClauseId } from '#spec';
import { silentTerminal } from '../../testing/commandLine.ts';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { keepNewFindings } from '../output/newFindings.ts';

it.each<[ClauseId]>([['SAFE-3'], ['ROUTE-2']])(
  'a finding of ROUTE-2 that breaks SAFE-3 besides is kept where %s alone is declared',
  async (clause) => {
    const folder = mkdtempSync(join(tmpdir(), 'partyline-kept-'));
    const finding = {
      ...exampleFinding('ROUTE-2', 'ROUTE-2|route missing|leave'),
      also: ['SAFE-3' as const],
    };
    const { clauses, ...rest } = exampleReport({ 'ROUTE-2': 'violated', 'SAFE-3': 'violated' }, [
      finding,
    ]);
    const report = {
      ...rest,
      clauses: clauses.map((each) => ({ ...each, findings: [finding.id] })),
    };
    const kept = async (...ids: ClauseId[]) => {
      const judgement = applyDeviations(
        report,
        ids.map((id) => ({ clause: id, reason: 'known' })),
      );
      await keepNewFindings(judgement, 'kept', folder, silentTerminal(folder));
      return readdirSync(folder).length;
    };
    expect(await kept('ROUTE-2', 'SAFE-3')).toBe(0);
    expect(await kept(clause)).toBe(1);
    rmSync(folder, { recursive: true });
  },
);

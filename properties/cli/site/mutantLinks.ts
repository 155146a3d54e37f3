/**
 * The planted faults on the site: the table of `docs/mutants.md`, each router with a link that opens it in the playground, with a
 * scenario of the corpus in which it is seen to fail if there is one.
 */

import type { allMutants } from '#impl';
import type { ClauseId } from '#spec';
import type { ClauseDocument } from '../../corpus/document.ts';
import { run } from '../../lockstep/run.ts';
import { missingForScenario } from '../../scenario/needs.ts';
import { playLink, WIDE } from './markdown.ts';

type Mutant = (typeof allMutants)[number];

/** Where a mutant is seen to fail: the scenario of a clause, and the index of the step. */
export interface Exposure {
  readonly document: ClauseDocument;
  readonly at: number;
}

/**
 * Returns for each mutant the first scenario of its clause, else of any clause, that it fails within the scenario's own steps by
 * its clause. Many mutants fail in none of them, because what they need is rarer than what a clause needs to be shown.
 */
export async function findExposures(
  mutants: readonly Mutant[],
  documents: readonly ClauseDocument[],
): Promise<ReadonlyMap<string, Exposure>> {
  const exposures = new Map<string, Exposure>();
  for (const mutant of mutants) {
    const own = documents.filter(({ clause }) => clause === mutant.clause);
    for (const document of own) {
      const at = await failingStep(mutant, document);
      if (at === null) continue;
      exposures.set(mutant.id, { document, at });
      break;
    }
  }
  return exposures;
}

async function failingStep(
  { kind, clause }: Mutant,
  { scenario }: ClauseDocument,
): Promise<number | null> {
  if (missingForScenario(scenario, kind).length > 0) return null;
  const [finding] = (await run(kind, scenario)).findings;
  if (!finding || finding.at >= scenario.steps.length) return null;
  return [finding.clause, ...finding.also].includes(clause) ? finding.at : null;
}

/** Returns a link that opens the mutant in the playground, at the step at which it fails. */
export function mutantLink(
  page: string,
  { id, clause }: Pick<Mutant, 'id' | 'clause'>,
  exposures: ReadonlyMap<string, Exposure>,
  examples: ReadonlyMap<ClauseId, ClauseDocument>,
): Promise<string> {
  const exposure = exposures.get(id);
  const document = exposure?.document ?? examples.get(clause);
  if (!document) return Promise.resolve(id);
  const { scenario } = document;
  return playLink(page, id, {
    scenario,
    router: id,
    ...(exposure ? { at: exposure.at + 1 } : {}),
  });
}

const ROW = /^(\| [A-Z]+-\d+ \| )`([^`]+)`/gm;

/** Puts the links into the table of the page about mutants. */
export async function linkMutants(
  text: string,
  linkOf: (id: string) => Promise<string>,
): Promise<string> {
  const links = new Map<string, string>();
  for (const [, , id = ''] of text.matchAll(ROW)) links.set(id, await linkOf(id));
  const linked = text.replace(ROW, (_, cell: string, id: string) => `${cell}${links.get(id)}`);
  return `${WIDE}\n\n${linked}`;
}

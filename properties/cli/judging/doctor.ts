/**
 * `partyline doctor`: examines whether the answers of an adapter can be relied on, before its router is judged. For
 * each property, such as that answers can be reproduced, it prints what was observed and how to repair it. Slowness is told
 * apart: it ends with exit code 0.
 */
import type { AnyRouterKind } from '#spec';
import type { Diagnosis } from '../../doctor/diagnosis.ts';
import { subjects } from '../../doctor/diagnosis.ts';
import { examineAdapter } from '../../doctor/examination.ts';
import { wrapText } from '../../wording/wrap.ts';
import { routerWords } from '../arguments/adapter.ts';
import { invocationIn } from '../arguments/invocation.ts';
import { declareRouter, loadKinds } from '../arguments/routers.ts';
import type { Exit } from '../program/exits.ts';
import { exits, explainFailureToDrive } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

export const doctorCommand: Registration = (program, { terminal, done }) => {
  declareRouter(
    program
      .command('doctor')
      .description('whether an adapter can be relied on: deterministic, isolated, honest, quick'),
  ).action(async ({ router }: { readonly router: string }) =>
    done(await examineRouter(router, terminal)),
  );
};

async function examineRouter(router: string, terminal: Terminal): Promise<Exit> {
  const kinds = await loadKinds(router, terminal);
  let starts = 0;
  let isSlow = false;
  let worst: Exit = exits.asExpected;
  for (const [at, kind] of kinds.entries()) {
    const startAnew = async () =>
      (await loadKinds(router, terminal, ++starts))[at] as AnyRouterKind;
    const { now } = terminal;
    const found = await explainFailureToDrive(() =>
      examineAdapter({ kind, anew: startAnew, now, pause }),
    );
    terminal.out(diagnosesText(kind, found));
    isSlow ||= found.some((each) => each.well === false && !isUnreliable(each));
    if (found.some(isUnreliable)) worst = exits.violated;
    // If no property could be examined, the exit code must not be 0.
    else if (found.every(({ well }) => well === null) && worst === exits.asExpected)
      worst = exits.undecided;
  }
  const words = {
    [exits.asExpected]: `${isSlow ? 'It can be relied on, and is slow' : 'All well'}. Next: ${invocationIn(terminal.cwd)} check${routerWords(router)}`,
    [exits.violated]: 'Mend this first: what check finds may not be found again.',
    [exits.undecided]:
      'Nothing could be told yet. Answer a step, declare a feature, and ask again.',
  };
  terminal.out(`${words[worst as keyof typeof words]}\n`);
  return worst;
}

/** Whether an answer cannot be relied on. A slow adapter is only slow: what is found with it is found again. */
const isUnreliable = ({ about, well }: Diagnosis) => well === false && about !== 'quick';

const pause = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms));

const GUTTER = ' '.repeat(31);

function diagnosesText(
  { name, version, level }: AnyRouterKind,
  found: readonly Diagnosis[],
): string {
  const lines = found.flatMap((diagnosis) => {
    const { about, well, seen, mend } = diagnosis;
    const [mark, advice] = isUnreliable(diagnosis)
      ? ['mend', 'to mend: ']
      : [well === null ? '-' : well ? 'well' : 'slow', 'faster: '];
    const head = `${mark.padEnd(6)}${subjects[about].padEnd(25)}`;
    return [
      ...seen
        .split('\n')
        .flatMap((line, at) => wrapText(line, at === 0 ? head : GUTTER, GUTTER, 100)),
      ...(mend === undefined ? [] : wrapText(mend, `${GUTTER}${advice}`, GUTTER, 100)),
    ];
  });
  return [`${name} ${version}, ${level} level`, '', ...lines, ''].join('\n').concat('\n');
}

/**
 * SPIN on the same model: the explorer's settled states in Promela, tables hop by hop and the same
 * checks, generated for given bounds, translated, compiled and run. Needs `spin` and `gcc`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpinFigure {
  readonly search: 'depth first' | 'breadth first';
  readonly states: number;
  /** The CPU time of SPIN's search. */
  readonly seconds: number;
}

const hasProgram = (program: string) =>
  spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined;

export const hasSpin = (): boolean => hasProgram('spin') && hasProgram('gcc');

/** Generates the same state space as a Promela model. `hops`: number of nodes above each orc's own. */
export function generatePromela(orcs: number, lines: number, cap: number, hops: number): string {
  const indicesTo = (count: number) => Array.from({ length: count }, (_, at) => at);
  const places = indicesTo(hops + 1);
  const slotOf = (orc: number, line: number) => orc * lines + line;
  const formatCheck = (orc: number, line: number) =>
    places
      .map((place) =>
        place === 0
          ? `own[${slotOf(orc, line)}] == wanted[${slotOf(orc, line)}]`
          : `held${place}[${slotOf(orc, line)}] == (wanted[${slotOf(orc, line)}] > 0)`,
      )
      .join(' && ');
  const acts = indicesTo(orcs).flatMap((orc) => [
    `:: d_step { !there[${orc}] -> there[${orc}] = 1; ${places.map((place) => `entry${place}[${orc}] = 1;`).join(' ')} }`,
    ...indicesTo(lines).flatMap((line) => {
      const slot = slotOf(orc, line);
      const up = indicesTo(hops).map((hop) => `held${hop + 1}[${slot}] = 1;`);
      const down = indicesTo(hops).map((hop) => `held${hop + 1}[${slot}] = 0;`);
      return [
        `:: d_step { there[${orc}] && wanted[${slot}] < ${cap} -> wanted[${slot}]++; own[${slot}]++; if :: own[${slot}] == 1 -> ${up.join(' ')} skip :: else fi }`,
        `:: d_step { wanted[${slot}] > 0 -> wanted[${slot}]--; own[${slot}]--; if :: own[${slot}] == 0 -> ${down.join(' ')} skip :: else fi }`,
      ];
    }),
    `:: d_step { there[${orc}] -> there[${orc}] = 0; ${places.map((place) => `entry${place}[${orc}] = 0;`).join(' ')} ${indicesTo(
      lines,
    )
      .map((line) => {
        const slot = slotOf(orc, line);
        return `wanted[${slot}] = 0; own[${slot}] = 0; ${indicesTo(hops)
          .map((hop) => `held${hop + 1}[${slot}] = 0;`)
          .join(' ')}`;
      })
      .join(' ')} }`,
  ]);
  const publishes = indicesTo(lines).map(
    (line) =>
      `:: d_step { true -> assert(${indicesTo(orcs)
        .map((orc) => formatCheck(orc, line))
        .join(' && ')}) }`,
  );
  return `bit there[${orcs}];
byte wanted[${orcs * lines}];
byte own[${orcs * lines}];
${places.map((place) => `bit entry${place}[${orcs}];`).join('\n')}
${indicesTo(hops)
  .map((hop) => `bit held${hop + 1}[${orcs * lines}];`)
  .join('\n')}
active proctype network() {
  do
  ${[...acts, ...publishes].join('\n  ')}
  od
}
`;
}

export function runSpin(model: string): SpinFigure[] {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-spin-'));
  try {
    writeFileSync(join(folder, 'model.pml'), model);
    execFileSync('spin', ['-a', 'model.pml'], { cwd: folder, stdio: 'ignore' });
    return (['depth first', 'breadth first'] as const).map((search) => {
      const breadth = search === 'breadth first' ? ['-DBFS'] : [];
      const flags = ['-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=4000', ...breadth];
      execFileSync('gcc', [...flags, '-o', 'pan', 'pan.c'], { cwd: folder, stdio: 'ignore' });
      return runVerifier(folder, search);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runVerifier(folder: string, search: SpinFigure['search']): SpinFigure {
  const timed = 'TIMEFORMAT="%U"; time ./pan -m2000000 -w21';
  const { stdout, stderr } = spawnSync('bash', ['-c', timed], { cwd: folder, encoding: 'utf8' });
  const states = /(\d+) states, stored/.exec(
    stdout.replaceAll(/(\d)e\+(\d+)/g, (each) => String(Number(each))),
  );
  const seconds = /^([\d.]+)$/m.exec(stderr);
  if (!states?.[1] || !seconds?.[1] || !/errors: 0/.test(stdout))
    throw new Error(`SPIN did not end as it should: ${stdout}${stderr}`);
  return { search, states: Number(states[1]), seconds: Number(seconds[1]) };
}

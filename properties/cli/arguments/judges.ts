/**
 * Judges: the flags `--judge interval` and `--withhold`, the same for every command that runs a
 * router. Commands call the same functions of the machinery in either case; the judge is chosen here.
 */
import type { Command } from 'commander';
import type { Judge } from '../../interval/index.ts';
import { createIntervalJudge, judgeFor } from '../../interval/index.ts';
import { Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { JudgeName } from './options.ts';
import { readJudge, readPercent } from './options.ts';

export interface JudgeFlags {
  readonly judge?: JudgeName;
  /** Percentage of the acknowledgements to withhold. */
  readonly withhold?: number;
}

/** Declares the two flags on a command. */
export function declareJudgeOptions(command: Command): Command {
  return command
    .option(
      '--judge <judge>',
      'model, or interval: by what is asked, acknowledged and heard alone',
      readJudge,
    )
    .option(
      '--withhold <percent>',
      'share of the acknowledgements that --judge interval never gets',
      readPercent,
    );
}

/** Returns the judge that the flags ask for; undefined for the model, with tables and messages. */
export function judgeOf({ judge, withhold }: JudgeFlags): Judge | undefined {
  if (judge !== 'interval') return undefined;
  return createIntervalJudge(withhold === undefined ? {} : { withhold });
}

/**
 * Returns the machinery with the chosen judge. Throws Misuse for `--withhold` with a judge that uses no
 * acknowledgements.
 */
export function applyJudge(machinery: Machinery, flags: JudgeFlags): Machinery {
  const { judge, withhold } = flags;
  if (withhold !== undefined && judge !== 'interval')
    throw new Misuse(
      '--withhold takes acknowledgements from the interval law; the model needs none. Expected --judge interval with it.',
    );
  const asked = judgeOf(flags);
  const chosen = asked ? { judge: asked } : {};
  return {
    ...machinery,
    check: (kinds, options) => machinery.check(kinds, { ...options, ...chosen }),
    gather: (kinds, options) => machinery.gather(kinds, { ...options, ...chosen }),
    run: (kind, scenario, options) =>
      judgeFor(kind, asked)?.run(kind, scenario) ?? machinery.run(kind, scenario, options),
    smallest: (kind, scenario, signature, options) =>
      machinery.smallest(kind, scenario, signature, { ...options, ...chosen }),
    failureOf: (kind, scenario) =>
      machinery.failureOf(kind, scenario, asked ? { judge: asked } : {}),
    certificateFaults: (kind, certificate) => machinery.certificateFaults(kind, certificate, asked),
    trace: async (kind, scenario, options) => {
      if (judgeFor(kind, asked))
        throw new RangeError('the interval law looks into no step: there is nothing to draw');
      return await machinery.trace(kind, scenario, options);
    },
  };
}

/** Returns the flags as words of a command line. */
export function judgeWords({ judge, withhold }: JudgeFlags): string {
  if (judge !== 'interval') return '';
  return withhold === undefined ? ' --judge interval' : ` --judge interval --withhold ${withhold}`;
}

/**
 * Judges: the flags `--profile`, `--judge interval` and `--withhold`, the same for every command that runs a
 * router. Commands call the same functions of the machinery in either case; the judge is chosen here.
 */
import type { Command } from 'commander';
import type { AnyRouterKind } from '#spec';
import type { Judge } from '../../interval/index.ts';
import { createIntervalJudge, judgeFor } from '../../interval/index.ts';
import type { ProfileName } from '../../verdict/profiles.ts';
import { fitToProfile, profileNames, profiles } from '../../verdict/profiles.ts';
import { Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { JudgeName } from './options.ts';
import { readJudge, readPercent, readProfile } from './options.ts';

export interface JudgeFlags {
  readonly profile?: ProfileName;
  readonly judge?: JudgeName;
  /** Percentage of the acknowledgements to withhold. */
  readonly withhold?: number;
}

/** Declares the flags on a command. */
export function declareJudgeOptions(command: Command): Command {
  return command
    .option(
      '--profile <profile>',
      `only what speaks of such a system: ${profileNames.join(', ')} (docs/profiles.md)`,
      readProfile,
    )
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

/** Returns the name of the judge that is asked for, or else that of the profile. */
export const judgeNameOf = ({ judge, profile }: JudgeFlags): JudgeName | undefined =>
  judge ?? (profile && profiles[profile].judge);

/** Returns the kind as far as the profile speaks of it, if there is one. */
export const fitKind = <Kind extends AnyRouterKind>(kind: Kind, { profile }: JudgeFlags): Kind =>
  profile === undefined ? kind : fitToProfile(kind, profile);

/** Returns the judge that the flags ask for; undefined for the model, with tables and messages. */
export function judgeOf(flags: JudgeFlags): Judge | undefined {
  const { withhold } = flags;
  if (judgeNameOf(flags) !== 'interval') return undefined;
  return createIntervalJudge(withhold === undefined ? {} : { withhold });
}

/**
 * Returns the machinery with the chosen judge. Throws Misuse for `--withhold` with a judge that uses no
 * acknowledgements.
 */
export function applyJudge(machinery: Machinery, flags: JudgeFlags): Machinery {
  const { withhold } = flags;
  if (withhold !== undefined && judgeNameOf(flags) !== 'interval')
    throw new Misuse(
      '--withhold takes acknowledgements from the interval law; the model needs none. Expected --judge interval with it.',
    );
  const asked = judgeOf(flags);
  const chosen = asked ? { judge: asked } : {};
  const fitted = <Kind extends AnyRouterKind>(kind: Kind) => fitKind(kind, flags);
  return {
    ...machinery,
    check: (kinds, options) => machinery.check(kinds.map(fitted), { ...options, ...chosen }),
    gather: (kinds, options) => machinery.gather(kinds.map(fitted), { ...options, ...chosen }),
    run: (kind, scenario, options) =>
      judgeFor(kind, asked)?.run(fitted(kind), scenario) ??
      machinery.run(fitted(kind), scenario, options),
    smallest: (kind, scenario, signature, options) =>
      machinery.smallest(fitted(kind), scenario, signature, { ...options, ...chosen }),
    failureOf: (kind, scenario) =>
      machinery.failureOf(fitted(kind), scenario, asked ? { judge: asked } : {}),
    certificateFaults: (kind, certificate) =>
      machinery.certificateFaults(fitted(kind), certificate, asked),
    trace: async (kind, scenario, options) => {
      if (judgeFor(kind, asked))
        throw new RangeError('the interval law looks into no step: there is nothing to draw');
      return await machinery.trace(fitted(kind), scenario, options);
    },
  };
}

/** Returns the flags as words of a command line. */
export function judgeWords({ profile, judge, withhold }: JudgeFlags): string {
  return [
    profile === undefined ? '' : ` --profile ${profile}`,
    judge === 'interval' || (judge !== undefined && profile !== undefined)
      ? ` --judge ${judge}`
      : '',
    withhold === undefined ? '' : ` --withhold ${withhold}`,
  ].join('');
}

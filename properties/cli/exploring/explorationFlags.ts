/**
 * The flags of `partyline explore` and the bounds that follow from them. Separate from the command, because a resumed
 * search takes its flags from the stopped one.
 */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { Bounds, SearchShape } from '../../explore/search/bounds.ts';
import { defaultBounds, searchShapes } from '../../explore/search/bounds.ts';
import { suggestName } from '../../wording/nearest.ts';
import { readJobs } from '../arguments/jobs.ts';
import { readCount, readDuration, readMemory } from '../arguments/options.ts';
import { ROUTER_HELP } from '../arguments/routers.ts';

const ROUTER_STEPS = 4;

export interface ExploreFlags extends Partial<Omit<Bounds, 'steps'>> {
  readonly steps?: number;
  readonly settled?: boolean;
  readonly router?: string;
  readonly symmetry: boolean;
  readonly partialOrder: boolean;
  readonly json?: boolean;
  readonly deviations?: string;
  /** The search stops after this many milliseconds. */
  readonly time?: number;
  /** The search stops when it holds this many bytes. */
  readonly memory?: number;
  /** Number of worker threads. */
  readonly jobs?: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly resume?: string;
}

export function declareExploreOptions(command: Command): Command {
  const number = (flags: string, text: string) => new Option(flags, text).argParser(readCount);
  return command
    .option('--shape <shape>', `chain, tree or roots (default: ${defaultBounds.shape})`, readShape)
    .addOption(number('--nodes <count>', `nodes (default: ${defaultBounds.nodes})`))
    .addOption(
      number('--orcs <count>', `orcs, at the leaves in turn (default: ${defaultBounds.orcs})`),
    )
    .addOption(number('--lines <count>', `lines (default: ${defaultBounds.lines})`))
    .addOption(
      number(
        '--count-cap <count>',
        `most subscriptions of an orc on a line (default: ${defaultBounds.countCap}; for a router its steps)`,
      ),
    )
    .addOption(
      number(
        '--queue-cap <count>',
        `most frames on a bus, interleaved (default: ${defaultBounds.queueCap})`,
      ),
    )
    .addOption(
      number('--steps <count>', `longest scenario (default: any; for a router ${ROUTER_STEPS})`),
    )
    .addOption(
      new Option('--settled', 'all arrives after each step (default)').conflicts('interleaved'),
    )
    .option('--interleaved', 'frames are held back, each delivery is a step')
    .option('--cuts', 'pairs may be lost (default for a router)')
    .option('--no-cuts', 'no pair is lost')
    .option('--stalls', 'clients may stop reading and read on (with --router; settled)')
    .option('--no-symmetry', 'also states that differ only in names')
    .option('--no-partial-order', 'also orders that come to the same')
    .option(
      '--router <router>',
      `runs every scenario on it; without one the model is searched: ${ROUTER_HELP}`,
    )
    .option(
      '--deviations <file>',
      'failures of the router that are known, as JSON; it goes on around them',
    )
    .option(
      '--jobs <count>',
      'worker threads that run the scenarios, or auto for one a core (default: 1; with --router)',
      readJobs,
    )
    .option('--time <duration>', 'stop after 30s, 2m, ...', readDuration)
    .option('--memory <size>', 'stop at 512M, 2G, ...', readMemory)
    .option('--out <folder>', 'keep certificate, counterexample, and what --resume needs there')
    .option('--resume <folder>', 'go on with a search that was stopped, from its --out')
    .option('--json', 'the certificate as JSON on stdout')
    .addHelpText(
      'after',
      '\nExit codes: 0 all was gone through and nothing failed, 1 a counterexample, 3 stopped by --time\nor --memory before the end (which proves nothing), 5 output could not be written, 130 interrupted.',
    );
}

function readShape(value: string): SearchShape {
  const shape = searchShapes.find((each) => each === value);
  if (shape) return shape;
  throw new InvalidArgumentError(
    `No shape is called ${JSON.stringify(value)}. Expected one of ${searchShapes.join(', ')}.${suggestName(value, searchShapes)}`,
  );
}

export function boundsOf(flags: ExploreFlags): Bounds {
  const routed = flags.router !== undefined;
  const steps = flags.steps ?? (routed ? ROUTER_STEPS : defaultBounds.steps);
  return {
    shape: flags.shape ?? defaultBounds.shape,
    nodes: flags.nodes ?? defaultBounds.nodes,
    orcs: flags.orcs ?? defaultBounds.orcs,
    lines: flags.lines ?? defaultBounds.lines,
    countCap: flags.countCap ?? (routed ? Math.min(7, steps ?? 7) : defaultBounds.countCap),
    queueCap: flags.queueCap ?? defaultBounds.queueCap,
    steps,
    interleaved: flags.interleaved ?? false,
    cuts: flags.cuts ?? routed,
    ...(flags.stalls ? { stalls: true } : {}),
  };
}

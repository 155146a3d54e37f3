/**
 * The course of a step: on which node, pair or link it takes place and in which direction. All pictures are drawn from
 * it; it contains no words, and nothing of what follows from the step.
 */
import type { NodeToken, OrcName, PairId, Step } from '#spec';

export type StepCourse =
  | { readonly on: 'node'; readonly node: NodeToken }
  | { readonly on: 'pair'; readonly pair: PairId; readonly way: 'up' | 'still' }
  /** Up on every pair on which the orc is. */
  | { readonly on: 'pairs of'; readonly orc: OrcName }
  | {
      readonly on: 'link';
      readonly below: NodeToken;
      readonly above: NodeToken;
      readonly way: 'up' | 'down' | 'still';
    }
  /** The step concerns the whole network; no picture has an arrow for it. */
  | { readonly on: 'nothing' };

export function courseOf(step: Step): StepCourse {
  switch (step.kind) {
    case 'join':
    case 'command':
    case 'subscribe':
    case 'unsubscribe':
    case 'rename':
    case 'inject':
    case 'arrive':
      return { on: 'pair', pair: step.pair, way: 'up' };
    case 'end':
    case 'cut':
      return { on: 'pair', pair: step.pair, way: 'still' };
    case 'leave':
      return { on: 'pairs of', orc: step.orc };
    case 'publish':
    case 'hall subscribe':
    case 'hall unsubscribe':
    case 'restart':
    case 'crash':
      return { on: 'node', node: step.node };
    case 'garble':
      return linkCourse(step, step.bus === 'command' ? 'up' : 'down');
    case 'uplink down':
      return linkCourse(step, 'still');
    case 'uplink up':
    case 'climb':
    case 'repeat':
      return linkCourse(step, 'up');
    case 'descend':
      return linkCourse(step, 'down');
    case 'hold':
    case 'settle':
      return { on: 'nothing' };
    default:
      return step satisfies never;
  }
}

const linkCourse = (
  { below, above }: { readonly below: NodeToken; readonly above: NodeToken },
  way: 'up' | 'down' | 'still',
): StepCourse => ({ on: 'link', below, above, way });

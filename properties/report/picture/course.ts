/**
 * The course of a step: on which node, pair or link it takes place and in which direction. All pictures are drawn from it. It
 * contains no words, and nothing about what follows from the step.
 */
import type { NodeToken, OrcName, PairId, Step } from '#spec';

export type StepCourse =
  | { readonly place: 'node'; readonly node: NodeToken }
  | { readonly place: 'pair'; readonly pair: PairId; readonly direction: 'up' | 'still' }
  /** Up on every pair on which the orc is. */
  | { readonly place: 'pairs of'; readonly orc: OrcName }
  | {
      readonly place: 'link';
      readonly below: NodeToken;
      readonly above: NodeToken;
      readonly direction: 'up' | 'down' | 'still';
    }
  /** The step concerns the whole network; no picture has an arrow for it. */
  | { readonly place: 'nothing' };

export function courseOf(step: Step): StepCourse {
  switch (step.kind) {
    case 'join':
    case 'command':
    case 'subscribe':
    case 'unsubscribe':
    case 'rename':
    case 'inject':
    case 'stray':
    case 'arrive':
      return { place: 'pair', pair: step.pair, direction: 'up' };
    case 'end':
    case 'cut':
    case 'stall':
    case 'resume':
      return { place: 'pair', pair: step.pair, direction: 'still' };
    case 'leave':
      return { place: 'pairs of', orc: step.orc };
    case 'publish':
    case 'hall subscribe':
    case 'hall unsubscribe':
    case 'restart':
    case 'crash':
      return { place: 'node', node: step.node };
    case 'garble':
      return linkCourse(step, step.bus === 'command' ? 'up' : 'down');
    case 'uplink down':
      return linkCourse(step, 'still');
    case 'uplink up':
    case 'reattach':
    case 'climb':
    case 'repeat':
      return linkCourse(step, 'up');
    case 'descend':
      return linkCourse(step, 'down');
    case 'hold':
    case 'settle':
      return { place: 'nothing' };
    default:
      return step satisfies never;
  }
}

const linkCourse = (
  { below, above }: { readonly below: NodeToken; readonly above: NodeToken },
  direction: 'up' | 'down' | 'still',
): StepCourse => ({ place: 'link', below, above, direction });

/**
 * Goal steps: for each kind of step, the step of that kind that is about the subject, and the steps that must be done before it.
 * How a situation itself is brought about is told by its own `lead`.
 */
import type { Step, StepKind } from '#spec';
import type { Subject } from './subject.ts';

const STRAY_LINE = 'nobody-holds-this';

/** Returns the next step that prepares a step of this kind; null when it is prepared. Situations are prepared elsewhere. */
export function prepareStep(subject: Subject, kind: StepKind): Step | null {
  const { scene } = subject;
  const { pair } = scene.cast;
  switch (kind) {
    case 'join':
    case 'publish':
    case 'hall subscribe':
    case 'inject':
    case 'uplink down':
    case 'restart':
    case 'reattach':
      return null;
    case 'hall unsubscribe':
      return subject.hallSubscribe();
    case 'crash':
      return subject.hold();
    case 'uplink up':
      return subject.uplinkDown(0);
    case 'unsubscribe':
      return subject.subscribe();
    case 'arrive':
      return (
        subject.attach() ??
        subject.hold() ??
        (scene.isBusy(pair, 'command') ? null : subject.sendCommand())
      );
    case 'climb':
      return (
        subject.attach() ??
        subject.hold() ??
        (scene.isUplinkBusy('command') ? null : subject.sendUp())
      );
    case 'repeat':
      return (
        subject.attach() ??
        subject.hold() ??
        (scene.isUplinkBusy('command') ? null : subject.sendLineUp())
      );
    case 'descend':
      return (
        subject.subscribe() ??
        subject.hold() ??
        (scene.isUplinkBusy('event') ? null : subject.publishAbove())
      );
    default:
      return subject.attach();
  }
}

/** Returns the step of this kind that is about the subject, legal or not. */
export function goalStep(subject: Subject, kind: StepKind): Step | null {
  const { scene } = subject;
  const { node, pair, orc } = scene.cast;
  const [uplink] = scene.uplinks;
  switch (kind) {
    case 'join':
      return { kind, orc, pair };
    case 'command':
      return subject.sendCommand();
    case 'subscribe':
      return { kind, orc, pair, topic: subject.topic(0) };
    case 'unsubscribe':
      return subject.unsubscribe();
    case 'leave':
      return subject.leave();
    case 'end':
      return subject.end();
    case 'cut':
      return subject.cut();
    case 'rename':
      return subject.rename();
    case 'publish':
      return subject.publish();
    case 'hall subscribe':
      return { kind, node, topic: subject.topic(0) };
    case 'hall unsubscribe':
      return subject.hallUnsubscribe();
    case 'inject':
      return {
        kind,
        pair,
        frame: scene.isHeld
          ? { kind: ':delete-route' }
          : { kind: ':disconn-line', lineId: STRAY_LINE, orcName: orc },
      };
    case 'restart':
    case 'crash':
      return { kind, node };
    case 'arrive':
      return { kind, pair };
    case 'uplink down':
    case 'uplink up':
    case 'reattach':
    case 'climb':
    case 'descend':
    case 'repeat':
      return uplink ? { kind, ...uplink } : null;
    default:
      return null;
  }
}

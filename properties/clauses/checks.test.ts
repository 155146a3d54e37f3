/**
 * The checks: each clause can fail, none is forgotten, and a router that agrees with the model is never accused.
 */

import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { ClauseId, Network, NetworkKind, Observation, Step, StepKind } from '#spec';
import { clauseIds } from '#spec';
import { run } from '../lockstep/run.ts';
import { liftKind } from '../network/lifting.ts';
import { generate } from '../scenario/draw.ts';
import { checks, clausesBySpecificity, clausesByStep } from './index.ts';

type Distortion = (step: Step, seen: readonly Observation[]) => readonly Observation[];

/** Our router, with its observations altered on the way to the harness. */
function distortRouter(doctor: Distortion): NetworkKind {
  const right = liftKind(routerKind);
  return {
    ...right,
    create(topology) {
      const inner = right.create(topology) as Network;
      return {
        apply: (step, index) => doctor(step, inner.apply(step, index) as readonly Observation[]),
        table: (node) => inner.table?.(node) as never,
        size: (node) => inner.size?.(node) as never,
        close: () => inner.close(),
      };
    },
  };
}

/** Runs scenarios until a finding names the clause, or none are left; returns all clauses that were named. */
async function clausesNamedFor(doctor: Distortion, clause: ClauseId): Promise<Set<ClauseId>> {
  const kind = distortRouter(doctor);
  const named = new Set<ClauseId>();
  for (let index = 0; index < 300 && !named.has(clause); index++) {
    const { findings } = await run(kind, generate('doctored', index, { features: kind.features }));
    for (const { clause } of findings) named.add(clause);
  }
  return named;
}

const dropObservations =
  (step: StepKind, kind: Observation['kind'], name?: string): Distortion =>
  (done, seen) =>
    done.kind === step
      ? seen.filter(
          (each) =>
            each.kind !== kind ||
            (name !== undefined && each.kind === 'message' && each.message.kind !== name),
        )
      : seen;

const unrefused: Distortion = (_step, seen) =>
  seen.filter((each) => each.kind !== 'refusal' || each.fault !== 'EMPTY_LINE');

const doubled: Distortion = (_step, seen) =>
  seen.flatMap((each): Observation[] => (each.kind === 'frame' ? [each, each] : [each]));

const altered: Distortion = (_step, seen) =>
  seen.map((each) =>
    each.kind === 'frame' ? { ...each, event: { ...each.event, payload: 'altered' } } : each,
  );

describe('the checks', () => {
  it('every clause has one place in the order of specificity', () => {
    expect(clausesBySpecificity.toSorted()).toEqual([...clauseIds].toSorted());
    expect(Object.keys(checks).toSorted()).toEqual([...clauseIds].toSorted());
  });

  it('clausesByStep leaves out no clause that a step of the kind can exercise', async () => {
    const forgotten = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const scenario = generate('forgotten', index, { features: routerKind.features });
      for (const record of (await run(routerKind, scenario, { keep: true })).records)
        for (const id of clauseIds) {
          const asked: readonly ClauseId[] = clausesByStep[record.step.kind];
          if (!asked.includes(id) && (checks[id].exercised(record) || checks[id].witness(record)))
            forgotten.add(`${record.step.kind}: ${id}`);
        }
    }
    expect([...forgotten]).toEqual([]);
  });

  it.each([
    ['ARP-2', 'a command that is not passed on', dropObservations('command', 'message', 'command')],
    [
      'LINE-1',
      'a line that is not announced',
      dropObservations('subscribe', 'message', ':conn-line'),
    ],
    [
      'LINE-2',
      'a line that is not withdrawn',
      dropObservations('unsubscribe', 'message', ':disconn-line'),
    ],
    [
      'ROUTE-1',
      'a departure that is not passed on',
      dropObservations('leave', 'message', ':delete-route'),
    ],
    [
      'ROUTE-4',
      'a loss that is not passed on',
      dropObservations('cut', 'message', ':delete-route'),
    ],
    ['ARP-8', 'a rename that is not passed on', dropObservations('rename', 'message')],
    [
      'HEAL-1',
      'an announcement that is not sent',
      dropObservations('uplink up', 'message', ':announce'),
    ],
    [
      'HEAL-2',
      'an announcement after a restart that is not sent',
      dropObservations('restart', 'message'),
    ],
    ['ROUTE-4', 'a lost uplink that is not told above', dropObservations('uplink down', 'message')],
    ['SAFE-1', 'a malformed frame that is swallowed', dropObservations('inject', 'refusal')],
    ['EVENT-1', 'a line event that nobody gets', dropObservations('publish', 'frame')],
    ['EVENT-3', 'a broadcast that no emitter carries', dropObservations('publish', 'emission')],
    ['EVENT-4', 'a result that is not delivered', dropObservations('publish', 'frame')],
    ['EVENT-9', 'a forwarded event that is dropped', dropObservations('publish', 'frame')],
    ['EVENT-0', 'a topic with <> that is not refused', unrefused],
    ['EVENT-5', 'two frames on one socket', doubled],
    ['EVENT-8', 'a payload that was altered', altered],
  ] as const)('%s: %s is named', async (clause, _fault, doctor) => {
    expect([...(await clausesNamedFor(doctor, clause))]).toContain(clause);
  });

  it('SAFE-1: a router that throws is a finding, and where it threw is its signature', async () => {
    const kind = distortRouter((step, seen) => {
      if (step.kind === 'publish') throw new Error('boom');
      return seen;
    });
    const { findings } = await run(kind, generate('thrown', 1, { features: kind.features }));
    expect(findings[0]).toMatchObject({ clause: 'SAFE-1', signature: 'SAFE-1|crash|publish' });
  });
});

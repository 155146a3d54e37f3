/**
 * A step is pending as long as a frame that it caused is in flight, and for good if that frame was lost: only a settled
 * network ends it then. Were it acknowledged at once, the interval law would judge our own router wrong.
 */
import { describe, expect, it } from 'vitest';
import type { NodeToken, PairId } from '#spec';
import type { Flight } from '../network/flights.ts';
import { FlightsByStep } from './flightsByStep.ts';

const flightTo = (to: string, pair: string): Flight => ({
  bus: 'command',
  pair: pair as PairId,
  session: null,
  to: to as NodeToken,
  input: { kind: 'frame', pair: pair as PairId, frame: null },
});

const flightsOfThreeSteps = () => {
  const flights = new FlightsByStep();
  for (const [index, flight] of [
    flightTo('n1', 's1'),
    flightTo('n1', 's2'),
    flightTo('n2', 's3'),
  ].entries()) {
    flights.beginStep(index);
    flights.add(flight);
  }
  return flights;
};

describe('the steps that have frames in flight', () => {
  it('are still those whose frames were lost: what the frames would have undone stands until the loss is noticed', () => {
    const flights = flightsOfThreeSteps();
    flights.loseOn('s2' as PairId);
    flights.loseTo('n2' as NodeToken);
    flights.drain(() => {});
    expect([...flights.pendingSteps()]).toEqual([1, 2]);
  });

  it('are still those whose message was never sent, as the link was lost without its sender’s knowledge', () => {
    const flights = flightsOfThreeSteps();
    flights.beginStep(3);
    flights.noteUntold();
    flights.drain(() => {});
    expect([...flights.pendingSteps()]).toContain(3);
  });

  it('are without a step whose frames were delivered, and with the cause of what that sent', () => {
    const flights = flightsOfThreeSteps();
    flights.beginStep(3);
    flights.takeOldest('s1' as PairId, 'command', () => true);
    flights.add(flightTo('n2', 's4'));
    expect([...flights.pendingSteps()].sort()).toEqual([0, 1, 2]);
    flights.drain(() => {});
    expect([...flights.pendingSteps()]).toEqual([]);
  });
});

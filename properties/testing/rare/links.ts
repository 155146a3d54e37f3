/**
 * For each rare mutant of links a scenario that shows it at once, as short as its fault allows.
 */
import type { Scenario } from '#spec';
import {
  down,
  join,
  leave,
  orc,
  p1,
  p2,
  rename,
  returns,
  sketch,
  subscribe,
  times,
  unsubscribe,
} from './sketch.ts';

const chain = { uplinks: 'n1/n2' };
/** A topology in which n1 has uplinks to n2 and n3. */
const fork = { uplinks: 'n1/n2 n1/n3' };
const fallen = down('n1', 'n2');
const returned = returns('n1', 'n2');

export const linkScenarios: Readonly<Record<string, Scenario>> = {
  'return-cut-at-eight': sketch([times(9, (at) => join(orc(at), `s${at}`)), returned], chain),
  'return-cut-at-twenty': sketch([times(21, (at) => join(orc(at), `s${at}`)), returned], chain),
  'return-with-first-lines': sketch(
    [subscribe(p1, 's1', 'l1'), subscribe(p1, 's1', 'l2'), returned],
    chain,
  ),
  'return-tells-counts': sketch([times(2, () => subscribe(p1, 's1', 'l')), returned], chain),
  'return-without-lines-of-ee': sketch(
    [join(p1, 's1'), join(p1, 'e1'), subscribe(p1, 'e1', 'l'), returned],
    chain,
  ),
  'return-under-the-old-name': sketch([join(p1, 's1'), rename(p1, 's1', p2), returned], chain),
  'return-to-every-uplink': sketch([join(p1, 's1'), returned], fork),
  'fifth-return-in-silence': sketch([join(p1, 's1'), times(5, () => returned)], chain),
  'return-without-the-last-below': sketch(
    [join('p1@n2', 's1.n2'), join('p1@n3', 's1.n3'), returns('n1', 'n4')],
    { uplinks: 'n2/n1 n3/n1 n1/n4' },
  ),

  'takeover-while-one-is-down': sketch([join(p1, 's1'), fallen, join(p1, 's2')], fork),
  'departure-while-one-is-down': sketch([join(p1, 's1'), fallen, leave(p1)], fork),
  'line-while-one-is-down': sketch([join(p1, 's1'), fallen, subscribe(p1, 's1', 'l')], fork),
  'withdrawal-while-one-is-down': sketch(
    [subscribe(p1, 's1', 'l'), fallen, unsubscribe(p1, 's1', 'l')],
    fork,
  ),
};

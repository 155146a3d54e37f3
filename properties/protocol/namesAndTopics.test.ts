/**
 * docs/names-and-topics.md says what is so: each line of its tables of examples is asked of the law's own readers and of our
 * router. A table is found by its heading, and has to be there.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Input, Json } from '#spec';
import {
  hasEmptyLine,
  horde,
  isName,
  isOrcName,
  isTopic,
  limits,
  lineOf,
  nodeToken,
  pairId,
  routingOf,
} from '#spec';

const page = readFileSync(new URL('../../docs/names-and-topics.md', import.meta.url), 'utf8');

/** Returns the rows of the one table with these columns, without the marks of code. */
function rowsOf(...columns: string[]): string[][] {
  const head = `\n| ${columns.join(' | ')} |\n`;
  const [, table = '', ...others] = page.split(head);
  if (others.length > 0 || table === '') throw new Error(`expected one table ${head}`);
  const [body = ''] = table.split('\n\n');
  const rows = body.split('\n').slice(1);
  return rows.map((row) => row.slice(2, -2).split(' | '));
}
const codeOf = (cell: string) => /^`(.*)`$/.exec(cell)?.[1] ?? cell;
const jsonOf = (cell: string): Json => JSON.parse(codeOf(cell));

const yesOrNo = (answer: boolean) => (answer ? 'yes' : 'no');

function routeOf(topic: string): string {
  if (hasEmptyLine(topic)) return 'refused';
  const routing = routingOf(topic);
  switch (routing.kind) {
    case 'result':
      return `result for \`${routing.orcName}\``;
    case 'line':
      return `line \`${routing.lineId}\``;
    case 'broadcast':
      return 'broadcast';
    default:
      return routing satisfies never;
  }
}

const arp = (token: string) => ({ token, port: 1, hordes: [], nice: 0 });

/** Our router with p1@n1 on s1 and p2@n1 on s2, below an uplink. Returns the fault that it answers an input with. */
function faultOf(input: Input): string {
  const router = routerKind.create({ token: nodeToken('n1'), horde: horde('h-n1') });
  router.handle({ kind: 'uplink up', uplink: nodeToken('n0'), port: 1 });
  for (const [pair, orcName] of [
    [pairId('s1'), 'p1@n1'],
    [pairId('s2'), 'p2@n1'],
  ] as const) {
    router.handle({ kind: 'attached', pair, backend: 'axon', port: 1, node: null });
    const frame = { kind: 'command', name: 'join', orcName, arp: arp(pair), join: true };
    router.handle({ kind: 'frame', pair, frame });
  }
  const refusals = router.handle(input).flatMap((each) => (each.kind === 'refuse' ? [each] : []));
  expect(refusals.length).toBeLessThan(2);
  return refusals[0] ? `\`${refusals[0].fault}\`` : 'none';
}
const frameOn = (pair: string, frame: Json): Input => ({
  kind: 'frame',
  pair: pairId(pair),
  frame,
});

describe('the page of names and topics', () => {
  it.each(rowsOf('string', 'name', 'orcName'))('the name %s: %s, %s', (text, name, orcName) => {
    const value = jsonOf(text as string);
    expect([yesOrNo(isName(value)), yesOrNo(isOrcName(value))]).toEqual([name, orcName]);
  });

  it.each(rowsOf('topic', 'is'))('EVENT-0: the topic %s is %s', (text, is) => {
    const topic = jsonOf(text as string) as string;
    expect(isTopic(topic)).toBe(true);
    expect(routeOf(topic)).toBe(is);
    if (is?.startsWith('line')) expect(lineOf(topic)).toBe(/`(.*)`/.exec(is)?.[1]);
    const fault = faultOf({ kind: 'publish', topic, id: 'e0', payload: null, forward: null });
    expect(fault).toBe(is === 'refused' ? '`EMPTY_LINE`' : 'none');
  });

  it.each(rowsOf('pair', 'frame', 'fault'))('on %s %s: %s', (pair, frame, fault) => {
    expect(faultOf(frameOn(codeOf(pair as string), jsonOf(frame as string)))).toBe(fault);
  });

  it.each(rowsOf('publish', 'fault'))('publishing %s: %s', (text, fault) => {
    const input = { kind: 'publish', ...(jsonOf(text as string) as object) } as Input;
    expect(faultOf(input)).toBe(fault);
  });

  it.each(rowsOf('frame', 'fault'))('SAFE-1: the frame %s: %s', (frame, fault) => {
    expect(faultOf(frameOn('s1', jsonOf(frame as string)))).toBe(fault);
  });

  it.each(rowsOf('event', 'fault'))('SAFE-1: from above %s: %s', (event, fault) => {
    expect(
      faultOf({ kind: 'event', uplink: nodeToken('n0'), frame: jsonOf(event as string) }),
    ).toBe(fault);
  });

  it('tells the limits that are checked', () => {
    expect(page).toContain(`${limits.name.least} to ${limits.name.most} UTF-16 units`);
    expect(page).toContain(`${limits.topic.least} to ${limits.topic.most} UTF-16 units`);
    const pair = '\ud83d\ude00';
    expect([pair.repeat(128), `${pair.repeat(128)}a`].map(isName)).toEqual([true, false]);
    expect([pair.repeat(512), `${pair.repeat(512)}a`].map(isTopic)).toEqual([true, false]);
  });
});

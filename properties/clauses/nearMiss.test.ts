/** Near misses: a finding says which field is wrong, and does not call missing what is there with another value. */
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Effect, Message, RouterKind, Scenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { forward, join, p1, p2, publish, sketch, subscribe } from '../testing/rare/sketch.ts';

/** Our router, with each effect altered. */
const alter = (change: (effect: Effect) => Effect | null): RouterKind => ({
  ...routerKind,
  create: (options) => {
    const right = routerKind.create(options);
    return {
      ...right,
      handle: (input) => right.handle(input).flatMap((effect) => change(effect) ?? []),
    };
  },
});

const alterMessage = (change: (message: Message) => Message) =>
  alter((effect) =>
    effect.kind === 'send' ? { ...effect, message: change(effect.message) } : effect,
  );

const withFault = (fault: 'MALFORMED' | 'NOT_YOURS') =>
  alter((effect) =>
    effect.kind === 'refuse' ? { ...effect, fault, detail: 'not taken' } : effect,
  );

const first = async (kind: RouterKind, scenario: Scenario) => {
  const [finding] = (await run(kind, scenario)).findings;
  return { sentence: finding?.sentence, detail: finding?.detail };
};

const joined = sketch([join(p1, 's1')], { uplinks: 'n1/n2' });
const emptyLine = sketch([join(p1, 's1'), publish('n1', 'w<>')]);

it('one wrong field of `arp` is told with what came and what is right', async () => {
  const kind = alterMessage((message) =>
    'arp' in message ? { ...message, arp: { ...message.arp, hordes: [] } } : message,
  );
  const { sentence, detail } = await first(kind, joined);
  expect(sentence).toBe(
    'When p1@n1 joins by s1, n1 sends the node above the command "join" of p1@n1 with hordes []; right is hordes ["h1"].',
  );
  expect(detail).toContain(
    'message from n1 up: the command "join" of p1@n1 with hordes [], right is hordes ["h1"]',
  );
  expect(detail).not.toMatch(/missing|surplus message/);
});

it('two wrong fields are told both', async () => {
  const kind = alterMessage((message) =>
    'arp' in message ? { ...message, arp: { ...message.arp, token: 'x', nice: 7 } } : message,
  );
  expect((await first(kind, joined)).sentence).toMatch(
    /with token "x" and nice 7; right is token "n1" and nice 0\.$/,
  );
});

it('another line in `:conn-line` is told as the wrong line', async () => {
  const kind = alterMessage((message) =>
    message.kind === ':conn-line' ? { ...message, lineId: 'm' as never } : message,
  );
  const scenario = sketch([subscribe(p1, 's1', 'l')], { uplinks: 'n1/n2' });
  expect((await first(kind, scenario)).sentence).toMatch(
    /n1 sends the node above the :conn-line of p1@n1 with lineId "m"; right is lineId "l"\.$/,
  );
});

it('a message that is not sent, and another kind sent, are not taken for one message', async () => {
  const kind = alterMessage((message) =>
    message.kind === ':conn-line' ? { ...message, kind: ':announce' } : message,
  );
  const scenario = sketch([subscribe(p1, 's1', 'l')], { uplinks: 'n1/n2' });
  expect((await first(kind, scenario)).sentence).toMatch(/does not tell|must not/);
});

it('a refusal with another fault is told with both faults', async () => {
  const { sentence, detail } = await first(withFault('MALFORMED'), emptyLine);
  expect(sentence).toMatch(/n1 refuses it with MALFORMED: not taken; right is EMPTY_LINE: /);
  expect(detail).toContain('refusal at n1 with MALFORMED, right is EMPTY_LINE');
});

it('a fault that the law never demands is no acceptance either', async () => {
  const { sentence } = await first(withFault('NOT_YOURS'), emptyLine);
  expect(sentence).toMatch(/n1 refuses it with NOT_YOURS: not taken; right is EMPTY_LINE: /);
});

it('an input that is not refused at all is told as accepted', async () => {
  const kind = alter((effect) => (effect.kind === 'refuse' ? null : effect));
  expect((await first(kind, emptyLine)).sentence).toMatch(
    /n1 accepts it, but must refuse it with EMPTY_LINE/,
  );
});

const changeForward = (
  change: (forward: string | undefined, pairs: readonly string[]) => unknown,
) =>
  alter((effect) => {
    if (effect.kind !== 'write') return effect;
    const { forward: was, ...event } = effect.event;
    const is = change(was, effect.pairs);
    return { ...effect, event: is === undefined ? event : { ...event, forward: is as never } };
  });

it('`forward` that is kept in the event where it is handled is told as that', async () => {
  const kind = changeForward((was, pairs) => (pairs.includes('s1') ? 'h1' : was));
  const scenario = sketch([join(p1, 's1'), forward('n2', 'news', 'h1')], { uplinks: 'n1/n2' });
  expect((await first(kind, scenario)).sentence).toMatch(
    /n1 sends the event to s1 with forward h1; right is no forward, so that p1@n1 at n1 does not hear it\.$/,
  );
});

it('`forward` that is lost on the way is told at the node that lost it', async () => {
  const kind = changeForward(() => undefined);
  const scenario = sketch([join(p1, 's1'), join(p2, 's2.n2'), forward('n3', 'news', 'h1')], {
    uplinks: 'n1/n2 n2/n3',
  });
  expect((await first(kind, scenario)).sentence).toMatch(
    /n3 sends the event to n2\/n3 with no forward; right is forward h1, so that p2@n1 at n2 hears it, which it must not\.$/,
  );
});

it('an event that goes over the wrong pair is told with the right one', async () => {
  const kind = alter((effect) =>
    effect.kind === 'write' ? { ...effect, pairs: ['s2' as never] } : effect,
  );
  const scenario = sketch([subscribe(p1, 's1', 'l'), join(p2, 's2'), publish('n1', 'w<l>x')]);
  expect((await first(kind, scenario)).sentence).toMatch(
    /n1 sends the event to s2 instead of to s1, behind which is p1@n1\.$/,
  );
});

/**
 * Every scene of docs/inputs.md, played on the model and on our router, which were derived from the law apart; and what the scenes
 * have to show between them.
 */
import { describe, expect, it } from 'vitest';
import { routerKind, routerKindWith } from '#impl';
import { modelKind } from '#model';
import type { Effect, Input, Message } from '#spec';
import { faults, inputMeanings, messageMeanings, readMessage } from '#spec';
import type { PlayedScene, Scene } from './scene.ts';
import { playScene } from './scene.ts';
import { sceneGroups } from './scenes.ts';

const scenes = sceneGroups.flatMap((group) => group.scenes.map((each) => ({ group, each })));

/** The texts for people are free. */
const withoutTexts = (played: PlayedScene) => ({
  ...played,
  effects: played.effects.map((effect): Effect => {
    if (effect.kind === 'refuse') return { ...effect, detail: '' };
    return effect.kind === 'close' ? { ...effect, reason: '' } : effect;
  }),
});

const messagesOf = (input: Input): Message[] => {
  const message = input.kind === 'frame' ? readMessage(input.frame) : '';
  return typeof message === 'string' ? [] : [message];
};

describe('a scene of docs/inputs.md', () => {
  it.each(
    scenes.map(({ group, each }): [string, Scene] => [`${group.title}: ${each.title}`, each]),
  )('is answered alike by model and router: %s', (_, each) => {
    const played = withoutTexts(playScene(routerKind, each));
    expect(played).toEqual(withoutTexts(playScene(modelKind, each)));
  });

  it('has a situation of its own', () => {
    const texts = scenes.map(({ each }) => JSON.stringify([each.before, each.input]));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('shows a router that does otherwise', () => {
    const [setScene] = scenes.filter(({ each }) => each.title === 'again: counted, not passed on');
    const other = playScene(routerKindWith(['set subscriptions']), setScene?.each as Scene);
    expect(other.after.table).not.toEqual(
      playScene(modelKind, setScene?.each as Scene).after.table,
    );
  });
});

describe('the scenes together', () => {
  const all = scenes.map(({ each }) => ({ each, played: playScene(modelKind, each) }));

  it('show every kind of input', () => {
    expect(new Set(all.map(({ each }) => each.input.kind))).toEqual(
      new Set(Object.keys(inputMeanings)),
    );
  });

  it('show every kind of message from a client and from a lower node', () => {
    for (const pair of [/^[se]/, /^m/])
      expect(
        new Set(
          all.flatMap(({ each: { input } }) =>
            input.kind === 'frame' && pair.test(input.pair)
              ? messagesOf(input).map(({ kind }) => kind)
              : [],
          ),
        ),
      ).toEqual(new Set(Object.keys(messageMeanings).filter((kind) => kind !== ':way')));
  });

  it('show every fault that the law can ask of a router, and every kind of effect', () => {
    const effects = all.flatMap(({ played }) => played.effects);
    // NOT_SUBSCRIBED is a client's, as no unsubscribe without a subscription comes to a router; LIMIT is a router's own.
    const { NOT_SUBSCRIBED, LIMIT, ...asked } = faults;
    expect(
      new Set(effects.flatMap((each) => (each.kind === 'refuse' ? [each.fault] : []))),
    ).toEqual(new Set(Object.keys(asked)));
    expect(new Set(effects.map(({ kind }) => kind)).size).toBe(6);
  });

  it('leave the table as it was where an input is refused', () => {
    const refused = all.filter(({ played }) =>
      played.effects.some(({ kind }) => kind === 'refuse'),
    );
    expect(refused.length).toBeGreaterThan(20);
    for (const { played } of refused) expect(played.after).toEqual(played.before);
  });
});

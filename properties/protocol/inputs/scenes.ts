/** All scenes, in the order of the page: by input, first what comes from below, then events, then links. */
import { announceScenes, commandScenes, joinScenes } from './commandScenes.ts';
import { endedScenes, leaveScenes, lostScenes, renameScenes } from './departureScenes.ts';
import { eventScenes, publishScenes } from './eventScenes.ts';
import { connScenes, disconnScenes, hallScenes } from './lineScenes.ts';
import { attachedScenes, refusedScenes, uplinkScenes } from './linkScenes.ts';
import type { SceneGroup } from './scene.ts';

export const sceneGroups: readonly SceneGroup[] = [
  {
    title: '`frame`: a command with `join`',
    introduction:
      'The route is in the table before the command is dispatched. Whatever the orc’s role, the command is dispatched once and goes up every uplink that is up.',
    scenes: joinScenes,
  },
  {
    title: '`frame`: a command without `join`',
    introduction:
      'It refreshes the entry of its own pair. On any other pair it is nested: it never takes a route over.',
    scenes: commandScenes,
  },
  {
    title: '`frame`: `:announce`',
    introduction: 'It does what a command with `join` does, and is handed to no command handler.',
    scenes: announceScenes,
  },
  {
    title: '`frame`: `:conn-line`',
    introduction:
      'It counts at a client’s endpoint, and says only that the line is held when it comes from a lower node. Up goes the orc’s first alone.',
    scenes: connScenes,
  },
  {
    title: '`frame`: `:disconn-line`',
    introduction:
      'Up goes the orc’s last alone. It has no `arp`, so it refreshes nothing and makes no entry newer.',
    scenes: disconnScenes,
  },
  {
    title: '`frame`: `:delete-route`',
    introduction:
      'From an endpoint it ends all entries of the orc; from a lower node the entry by that node.',
    scenes: leaveScenes,
  },
  {
    title: '`frame`: `:rename`',
    introduction:
      'Refused in this order: by whom it comes (`NOT_YOURS`), two endpoints (`TWO_ENDPOINTS`), the new name (`NAME_TAKEN`).',
    scenes: renameScenes,
  },
  {
    title: '`frame`: refused whatever it is about',
    introduction:
      'First the pair is looked at (`UNKNOWN_PAIR`), then the frame (`MALFORMED`), and only then what it asks for.',
    scenes: refusedScenes,
  },
  {
    title: '`publish`: an event of the node’s own program',
    introduction:
      'First the topic is looked at (`EMPTY_LINE`, then `MALFORMED`), then `forward`. The table stays as it is.',
    scenes: publishScenes,
  },
  {
    title: '`event`: an event from a node above',
    introduction: 'Like one that is published here, but for what the scenes say.',
    scenes: eventScenes,
  },
  {
    title: '`subscribe` and `unsubscribe`: greathall',
    introduction: 'Its lines are counted like those of an endpoint on `ee`, and never sent up.',
    scenes: hallScenes,
  },
  {
    title: '`attached`: a pair is there',
    introduction: 'No table shows it before an orc has spoken.',
    scenes: attachedScenes,
  },
  {
    title: '`lost`: a pair is gone',
    introduction:
      'Every entry behind it ends, as with `ended`. Nothing is written on it any more, and it is not closed: it is gone.',
    scenes: lostScenes,
  },
  {
    title: '`ended`: one endpoint has ended',
    introduction: 'The pair stays open for others, even when nobody is left on it.',
    scenes: endedScenes,
  },
  {
    title: '`uplink up` and `uplink down`',
    introduction:
      'An announcement has the hordes that the node knows now. Each orc is followed by its lines.',
    scenes: uplinkScenes,
  },
];

/**
 * Wrong versions of `examples/router.py`. Each has one change that another language or library could cause: faults of
 * encodings, lengths and resets that only a router in another process can have. Also versions whose change is harmless;
 * for these, no finding may be reported.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ClauseId, Json, Scenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { sampleOf } from '../testing/effort.ts';
import { inject, join, on, p1, p2, publish, sketch, subscribe } from '../testing/rare/sketch.ts';
import { connect } from './connection.ts';
import { processOf } from './pipe.ts';

const python = spawnSync('python3', ['--version']).status === 0;
const source = readFileSync(new URL('../../examples/router.py', import.meta.url), 'utf8');
const folder = mkdtempSync(joinPath(tmpdir(), 'partyline-wrong-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A change of the source: for each text, which must occur exactly once, the text that replaces it. */
type Change = Readonly<Record<string, string>>;

function changed(change: Change): string {
  let text = source;
  for (const [from, to] of Object.entries(change)) {
    expect(text.split(from), `${from} is there once`).toHaveLength(2);
    text = text.replace(from, () => to);
  }
  return text;
}

/** Runs the scenarios on one process. Returns, for each scenario, the clauses that its first finding names. */
async function judge(change: Change, scenarios: readonly Scenario[]): Promise<ClauseId[][]> {
  writeFileSync(joinPath(folder, 'router.py'), changed(change));
  const opening = processOf({ argv: ['python3', 'router.py'], cwd: folder });
  const bridge = await connect(opening, { command: 'python3 router.py', harness: 'test' });
  try {
    const named: ClauseId[][] = [];
    for (const scenario of scenarios) {
      const [first] = (await run(bridge.kind, scenario)).findings;
      named.push(first ? [first.clause, ...first.also] : []);
    }
    return named;
  } finally {
    await bridge.close();
  }
}

const carrying = (payload: Json) =>
  sketch([subscribe(p1, 's1', 'l'), publish('n1', on('l'), payload)]);
const twoLines = sketch([
  subscribe(p1, 's1', 'l'),
  subscribe(p2, 's2', 'm'),
  publish('n1', 'w<l>x<m>'),
]);

interface Wrong {
  readonly fault: string;
  readonly clause: ClauseId;
  readonly change: Change;
  /** The last scenario shows the fault. The router passes the ones before it, but they leave something behind in it. */
  readonly scenarios: readonly [Scenario, ...Scenario[]];
}

const wrong: readonly Wrong[] = [
  {
    fault: 'a line reaches to the last `>`',
    clause: 'EVENT-1',
    change: { "'[^<]*<([^>]+)>'": "'[^<]*<(.+)>'" },
    scenarios: [twoLines],
  },
  {
    fault: 'the last line of a topic counts',
    clause: 'EVENT-1',
    change: { "'[^<]*<([^>]+)>'": "'.*<([^>]+)>'" },
    scenarios: [twoLines],
  },
  {
    fault: 'the addressee reaches to the last `::`',
    clause: 'EVENT-4',
    change: { "topic.split('::')[0]": "topic.rsplit('::', 1)[0]" },
    scenarios: [sketch([join(p1, 's1'), publish('n1', `${p1}::job::part.finished`)])],
  },
  {
    fault: 'a payload that is falsy is no payload',
    clause: 'EVENT-8',
    change: {
      "event = {name: frame[name] for name in ('topic', 'id', 'payload')}":
        "event = {name: frame[name] or None for name in ('topic', 'id', 'payload')}",
    },
    scenarios: [carrying(false)],
  },
  {
    fault: 'answers are written in latin-1',
    clause: 'EVENT-8',
    change: {
      "json.dumps({'id': request['id'], **answer(request)})":
        "json.dumps({'id': request['id'], **answer(request)}, ensure_ascii=False).encode('latin-1', 'replace').decode('latin-1')",
    },
    scenarios: [carrying('š')],
  },
  {
    fault: 'requests are read in latin-1',
    clause: 'EVENT-8',
    change: {
      'for text in sys.stdin:':
        "for text in (line.decode('latin-1') for line in sys.stdin.buffer):",
    },
    scenarios: [carrying('š')],
  },
  {
    fault: 'fractions are read with six digits',
    clause: 'EVENT-8',
    change: {
      'json.loads(text)': 'json.loads(text, parse_float=lambda digits: round(float(digits), 6))',
    },
    scenarios: [carrying(0.123456789)],
  },
  {
    fault: 'lengths are counted in characters',
    clause: 'SAFE-1',
    change: { 'len(units(value)) <= 2 * most': 'len(value) <= most' },
    scenarios: [
      sketch([
        join(p1, 's1'),
        inject('s1', { kind: ':rename', orcName: p1, to: `${'😀'.repeat(200)}@n1` }),
      ]),
    ],
  },
  {
    fault: 'lengths are counted in bytes',
    clause: 'LINE-1',
    change: {
      'len(units(value)) <= 2 * most': "len(value.encode('utf-8', 'surrogatepass')) <= most",
    },
    scenarios: [sketch([subscribe(p1, 's1', 'é'.repeat(129))])],
  },
  {
    fault: '`nice` is kept in a byte',
    clause: 'ARP-6',
    change: { "each.nice = int(arp['nice'])": "each.nice = int(arp['nice']) & 255" },
    scenarios: [sketch([join(p1, 's1')], { nice: { [p1]: -1 } })],
  },
  {
    fault: 'names are compared without case',
    clause: 'EVENT-4',
    change: { 'route.orcName == orc and (': 'route.orcName.lower() == orc.lower() and (' },
    scenarios: [
      sketch([join('p@n1', 's1'), join('P@n1', 's2'), publish('n1', 'p@n1::job.finished')]),
    ],
  },
  {
    fault: 'the lines of a route outlive a reset',
    clause: 'ARP-2',
    change: {
      'nodes = {}': 'nodes, held = {}, {}',
      "socket=pair['pair'], lines={})":
        "socket=pair['pair'], lines=held.setdefault((self.token, orc), {}))",
    },
    scenarios: [
      sketch([subscribe(p1, 's1', 'l'), publish('n1', on('l'))]),
      sketch([join(p1, 's1')]),
    ],
  },
];

const right: readonly { readonly what: string; readonly change: Change; readonly payload: Json }[] =
  [
    {
      what: 'sorts the fields of what it writes',
      change: {
        '**answer(request)})': '**answer(request)}, sort_keys=True)',
      },
      payload: { b: 1, a: { d: 2, c: 3 } },
    },
    {
      what: 'reads all numbers as doubles',
      change: { 'json.loads(text)': 'json.loads(text, parse_int=float)' },
      payload: [0, -1, 2 ** 53, 1e21, 0.1],
    },
    {
      what: 'writes text as it is, without escapes',
      change: { '**answer(request)})': '**answer(request)}, ensure_ascii=False)' },
      payload: 'é š 😀 \u2028 "\\\n',
    },
    {
      what: 'writes 0 for -0',
      change: {
        'json.loads(text)': 'json.loads(text, parse_float=lambda digits: float(digits) + 0.0)',
      },
      payload: [-0, 0.5],
    },
  ];

describe.runIf(python)('router.py with one line changed', () => {
  it('was right before the change', async () => {
    const scenarios = wrong.flatMap((each) => each.scenarios);
    expect(await judge({}, scenarios)).toEqual(scenarios.map(() => []));
  });

  it.each(sampleOf(wrong, 3))('$clause: $fault', async ({ clause, change, scenarios }) => {
    const passed = scenarios.slice(0, -1).map(() => []);
    const named = await judge(change, scenarios);
    expect(named.slice(0, -1)).toEqual(passed);
    expect(named.at(-1)).toContain(clause);
  });

  it.each(sampleOf(right, 1))('$what, and is right', async ({ change, payload }) => {
    expect(await judge(change, [carrying(payload)])).toEqual([[]]);
  });
});

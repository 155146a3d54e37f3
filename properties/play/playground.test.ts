/**
 * The playground in a real browser, opened from a disk: a network is drawn by mouse and by keyboard, frames are delivered one by one,
 * mutants are broken and found, and what is shown equals what the command line says. Skipped, with a message, without Chromium.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMutants, routerKindWith } from '#impl';
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import { trace } from '../lockstep/trace.ts';
import { generate } from '../scenario/draw.ts';
import { missingForScenario } from '../scenario/needs.ts';
import {
  executablePath,
  isThere,
  PATIENCE_MS,
  requireBrowser,
  useBrowser,
} from '../testing/browserVisits.ts';
import { runCommandLine } from '../testing/commandLine.ts';
import { isThorough } from '../testing/effort.ts';
import { fragmentOf } from './session/address.ts';
import { stations } from './tour/stations.ts';

requireBrowser('the playground');
const folder = mkdtempSync(join(tmpdir(), 'partyline-play-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One of each family, found within some hundred scenarios. */
const MUTANTS = [
  'count-once',
  'departure-takes-all',
  'ports-by-number',
  'nobody-means-everybody',
  'lower-nodes-entered',
  'clients-announce',
  'hops-stamped',
  'line-cache-outlives-orcs',
  'hall-counts-once',
  'broadcast-by-routes',
];

const itThorough = it.runIf(isThorough);
interface CorpusDocument {
  readonly scenario: Scenario;
  readonly clause?: ClauseId;
}

const mutantNamed = (id: string): AnyRouterKind => {
  const found = allMutants.find((each) => each.id === id);
  if (!found) throw new Error(`no mutant ${id}`);
  return found.kind;
};

describe.skipIf(!isThere)(
  `the playground in a browser (needs ${executablePath})`,
  { timeout: PATIENCE_MS },
  () => {
    const visiting = useBrowser();
    const file = join(folder, 'playground.html');
    const empty = pathToFileURL(file).href;

    beforeAll(async () => {
      const { exit, err } = await runCommandLine('play --out playground.html', { cwd: folder });
      expect([exit, err]).toEqual([0, 'The playground is in playground.html.\n']);
    }, PATIENCE_MS);

    const part = (page: Page, key: string) => page.locator(`svg [data-key="${key}"]`);
    const step = (page: Page, words: string) =>
      page.locator('.choices button').filter({ hasText: words }).first();
    const verdictOf = async (page: Page) => {
      const verdict = page.locator('.verdict:not([data-verdict=pending])');
      return await verdict.getAttribute('data-verdict', { timeout: PATIENCE_MS });
    };
    const isReady = (page: Page) => page.locator('html[data-ready]').waitFor();
    const addressOf = async (scenario: Scenario, router: string | null = null) =>
      empty + (await fragmentOf({ scenario, at: null, router }));
    const scenarioIn = async (page: Page): Promise<Scenario> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      return JSON.parse(readFileSync(await download.path(), 'utf8'));
    };

    it('is at most 660 KB', () => {
      expect(readFileSync(file).length).toBeLessThan(660_000);
    });

    it('takes three nodes, two clients, a line and an event by the keyboard alone, in 20 keys', async () => {
      await visiting(empty, async (page) => {
        await isReady(page);
        // Three nodes, a client of the lowest with a line, one of the highest, an event there.
        const keys = ['n', 'n', 'n', 'c', '2', 'Escape', ']', 'c', '1', 'Escape', ']', '1'];
        for (const key of keys) await page.keyboard.press(key);
        expect(await verdictOf(page)).toBe('passes');
        const { topology, steps } = await scenarioIn(page);
        expect([topology.nodes.length, topology.orcs.length]).toEqual([3, 2]);
        expect(steps.map(({ kind }) => kind)).toEqual(['subscribe', 'join', 'publish']);
        expect(keys.length).toBeLessThan(20);
      });
    });

    it('does the same by the mouse; holds a frame until it is clicked; undoes; and its address brings all of it back', async () => {
      await visiting(empty, async (page) => {
        await isReady(page);
        let clicks = 0;
        const click = async (what: { click(): Promise<void> }) => {
          clicks++;
          await what.click();
        };
        const button = (name: string) => page.getByRole('button', { name, exact: true });
        await click(button('Add a node'));
        await click(button('Add a node below n1'));
        await click(button('Add a node below n2'));
        await click(button('Add a client (axon)'));
        await click(step(page, 'p1@n3 subscribes'));
        await click(part(page, 'node n1'));
        await click(button('Add a client (axon)'));
        await click(step(page, 'p1@n1 joins'));
        await click(part(page, 'node n1'));
        await click(step(page, 'is published at n1'));
        expect(clicks).toBeLessThan(20);
        expect(await verdictOf(page)).toBe('passes');

        await page.keyboard.press('Escape');
        await click(step(page, 'frames are held back'));
        await click(part(page, 'node n1'));
        await click(step(page, 'is published at n1'));
        const waiting = page.locator('svg .waiting');
        expect(await waiting.count()).toBe(1);
        await click(waiting);
        const { steps } = await scenarioIn(page);
        expect(steps.at(-1)).toEqual({ kind: 'descend', below: 'n2', above: 'n1' });
        await click(button('Undo'));
        expect((await scenarioIn(page)).steps).toEqual(steps.slice(0, -1));
        await click(button('Redo'));
        expect((await scenarioIn(page)).steps).toEqual(steps);

        await expect.poll(() => page.url()).toContain('at=6');
        const drawn = () => page.locator('svg text').allTextContents();
        const [address, before] = [page.url(), await drawn()];
        await page.goto('about:blank');
        await page.goto(address);
        await isReady(page);
        expect((await scenarioIn(page)).steps).toEqual(steps);
        expect(await verdictOf(page)).toBe('passes');
        expect(await drawn()).toEqual(before);
      });
    });

    it('says why an uplink is not allowed, and which steps went with an edit', async () => {
      const scenario = stations[4]?.scenario as Scenario;
      await visiting(await addressOf(scenario), async (page) => {
        await isReady(page);
        await part(page, 'node B').click();
        await page.getByRole('combobox', { name: 'Attach B to' }).selectOption('T');
        const notice = page.locator('.notice');
        expect(await notice.innerText()).toMatch(/Not allowed: .*cycle/);
        await page.getByRole('button', { name: /^\s*1 p1@T joins/ }).click();
        await page.getByRole('button', { name: 'Delete', exact: true }).click();
        const left = (await scenarioIn(page)).steps.length;
        expect(left).toBe(scenario.steps.length - 1);
        await part(page, 'pair s1').click();
        await page.getByRole('button', { name: 'Remove socket s1' }).click();
        expect(await notice.innerText()).toMatch(
          /^A step went with it: .*s1.* Undo brings it back\.$/,
        );
      });
    });

    itThorough.each(MUTANTS)('breaks %s and finds the scenario of the command line', async (id) => {
      await visiting(empty, async (page) => {
        await isReady(page);
        await page.getByRole('combobox', { name: 'Router' }).selectOption(id);
        await page.getByRole('button', { name: 'Find one' }).click();
        await page.locator('.verdict.bad').waitFor({ timeout: PATIENCE_MS });
        const notice = await page.locator('.notice').innerText();
        const index = Number(/^Scenario (\d+) of seed partyline/.exec(notice)?.[1]) - 1;
        const kind = mutantNamed(id);
        const drawn = generate('partyline/router', index, { features: kind.features });
        writeFileSync(join(folder, `${id}.json`), JSON.stringify(drawn));
        const line = `shrink ${id}.json --router ours --out ${id}-smallest`;
        const { exit } = await runCommandLine(line, { cwd: folder }, (machinery) => ({
          failureOf: (_, ...asked) => machinery.failureOf(kind, ...asked),
          smallest: (_, ...asked) => machinery.smallest(kind, ...asked),
        }));
        expect(exit).toBe(0);
        const [written = ''] = readdirSync(join(folder, `${id}-smallest`)).filter((name) =>
          name.endsWith('.json'),
        );
        const smallest = JSON.parse(readFileSync(join(folder, `${id}-smallest`, written), 'utf8'));
        expect(await scenarioIn(page)).toEqual(smallest);
      });
    });

    itThorough('plays the tour to its end and hands it over', async () => {
      await visiting(empty, async (page) => {
        await isReady(page);
        await page.getByRole('button', { name: 'Tour' }).click();
        for (const [at, { title, scenario }] of stations.entries()) {
          await page.getByRole('heading', { name: title }).waitFor();
          const next = page.getByRole('button', { name: 'Do the next step' });
          for (const _ of scenario.steps) await next.click();
          expect(await next.isDisabled()).toBe(true);
          expect(await verdictOf(page)).toBe('passes');
          if (at < stations.length - 1)
            await page.getByRole('button', { name: 'Next station' }).click();
        }
        await page.getByRole('button', { name: 'Take it over' }).click();
        expect(await scenarioIn(page)).toEqual(stations.at(-1)?.scenario);
      });
    });

    itThorough('gives the verdict of replay for every scenario of the corpus', async () => {
      const documents = ['clauses', 'regressions'].flatMap((name) => {
        const place = fileURLToPath(new URL(`../corpus/${name}/`, import.meta.url));
        return readdirSync(place).map(
          (each) => JSON.parse(readFileSync(join(place, each), 'utf8')) as CorpusDocument,
        );
      });
      expect(documents.length).toBeGreaterThan(100);
      const wrong = new Set<string>();
      await visiting(empty, async (page) => {
        await isReady(page);
        for (const { scenario, clause } of documents)
          for (const [id, kind] of [
            ['ours', routerKindWith(scenario.topology.variants ?? [])] as const,
            ...allMutants
              .filter((each) => each.clause === clause)
              .slice(0, 1)
              .map((each) => [each.id, each.kind] as const),
          ]) {
            // What a router does not offer is not played.
            if (missingForScenario(scenario, kind).length > 0) continue;
            const before = Number(await page.locator('.verdict').getAttribute('data-run'));
            const fragment = await fragmentOf({ scenario, at: null, router: id });
            await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
            const run = page.locator('.verdict:not([data-verdict=pending])');
            await expect
              .poll(async () => Number(await run.getAttribute('data-run')), {
                timeout: PATIENCE_MS,
              })
              .toBeGreaterThan(before);
            const { divergence } = await trace(kind, scenario);
            expect(await verdictOf(page), `${id} on ${JSON.stringify(scenario)}`).toBe(
              divergence?.signature ?? 'passes',
            );
            if (divergence) wrong.add(divergence.signature);
          }
      });
      expect(wrong.size).toBeGreaterThan(20);
    });

    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const sizes = [1440, 1280, 375].flatMap((width) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
    );
    itThorough.each(sizes)('axe has nothing to say at $width px, $colorScheme', async (visit) => {
      const scenario = stations[6]?.scenario as Scenario;
      await visiting(
        await addressOf({ ...scenario, steps: scenario.steps.slice(0, 6) }),
        async (page) => {
          await isReady(page);
          await part(page, 'node B').click();
          // All tabs in one of them; the others differ in widths and colours alone.
          const isWhole = visit.width === 375 && visit.colorScheme === 'dark';
          for (const tab of isWhole ? ['lanes', 'tables', 'who hears', 'steps'] : ['steps']) {
            await page.getByRole('tab', { name: tab }).click();
            await page.evaluate(axe);
            const { violations } = (await page.evaluate('axe.run()')) as {
              violations: { id: string; nodes: { html: string }[] }[];
            };
            const told = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
            expect(told, tab).toEqual([]);
          }
          const width = await page.evaluate('document.documentElement.scrollWidth');
          expect(width).toBeLessThanOrEqual(visit.width);
        },
        visit,
      );
    });

    itThorough('a step touches what it changes, however large the network is', async () => {
      const nodes = Array.from({ length: 40 }, (_, at) => ({ token: `n${at}`, horde: `n${at}` }));
      const large = {
        version: 1,
        topology: {
          nodes,
          uplinks: nodes.slice(1).map(({ token }, at) => ({
            ...{ below: token, above: `n${Math.floor(at / 3)}` },
          })),
          orcs: [],
          pairs: nodes.map(({ token }, at) => ({
            ...{ id: `s${at}`, node: token, backend: 'axon', port: 4001 + at },
          })),
        },
        steps: [{ kind: 'publish', node: 'n30', topic: 'a' }],
      } as unknown as Scenario;
      await visiting(await addressOf(large), async (page) => {
        await verdictOf(page);
        await part(page, 'node n30').click();
        await page.evaluate(
          `touched = 0; new MutationObserver((all) => { touched += all.length; }).observe(document.querySelector('.drawing svg'), { subtree: true, childList: true, attributes: true, characterData: true });`,
        );
        await step(page, 'is published at n30').click();
        await page.locator('.where', { hasText: 'step 2 of 2' }).waitFor();
        const touched = await page.evaluate('touched');
        expect(touched).toBeGreaterThan(0);
        // There are 40 nodes, 40 sockets and 79 links.
        expect(touched).toBeLessThan(25);
      });
    });

    it('keeps names inert, and short enough for the page', async () => {
      const bad = '<img src=x onerror=alert(1)>'.replaceAll(/[<>]/g, '\u2039');
      const name = `${bad}${'w'.repeat(200)}`;
      const scenario: Scenario = JSON.parse(
        JSON.stringify(stations[0]?.scenario).replaceAll('"T"', JSON.stringify(name)),
      );
      scenario satisfies Scenario;
      const hostile = {
        ...scenario,
        steps: [{ kind: 'publish', node: 'B', topic: '</script><script>alert(1)</script><b>' }],
      } as unknown as Scenario;
      await visiting(
        await addressOf(hostile),
        async (page) => {
          await isReady(page);
          expect(await page.locator('main img, main script, svg b').count()).toBe(0);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
            375,
          );
        },
        { width: 375 },
      );
    });
  },
);

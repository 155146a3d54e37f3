/**
 * The page in a real browser, opened from a disk: it shows a run of a mutant, can be stepped through, linked to
 * and used by keyboard and screen reader, and makes no request. Skipped, with a message, if there is no Chromium.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type { Step } from '#spec';
import { trace } from '../../lockstep/trace.ts';
import {
  executablePath,
  isThere,
  PATIENCE_MS,
  requireBrowser,
  useBrowser,
} from '../../testing/browserVisits.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../../testing/exampleReport.ts';
import { plantedReport } from '../../testing/plantedReport.ts';
import { groupDigits } from '../../wording/counts.ts';
import { unpackJson } from '../page/unpack.ts';
import { htmlReport } from './html.ts';
import type { ReportDocument } from './json.ts';
import { reportDocument } from './json.ts';
import { matrixPage } from './matrix.ts';
import type { PageDocument } from './pageData.ts';
import { pageDocument } from './pageData.ts';

requireBrowser('the report page');

const folder = mkdtempSync(join(tmpdir(), 'partyline-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Checks a mutant by the command line, as a user does; returns the address of its page. */
async function pageOf(id: string): Promise<string> {
  const mutant = mutants.find((each) => each.id === id);
  if (!mutant) throw new Error(`no mutant ${id}`);
  // Without fuzzing: the page shows nothing of it, and it is most of the work.
  const line = `check --router ours --report html --out ${id} --bail 2 --seed zoo --hostile 0`;
  const surroundings = { cwd: folder, now: () => performance.now() };
  const { exit } = await runCommandLine(line, surroundings, ({ check, trace }) => ({
    check: (_, options) => check([mutant.kind], options),
    trace: (_, scenario) => trace(mutant.kind, scenario),
  }));
  expect(exit).toBe(1);
  return pathToFileURL(join(folder, id, 'report.html')).href;
}

const itThorough = it.runIf(isThorough);

describe.skipIf(!isThere)(
  `the page in a browser (needs ${executablePath})`,
  { timeout: PATIENCE_MS },
  () => {
    const visiting = useBrowser();
    let deaf: string;
    let forgetful: string;

    beforeAll(async () => {
      [deaf, forgetful] = await Promise.all([
        pageOf('ports-by-number'),
        pageOf('departure-takes-all'),
      ]);
    }, PATIENCE_MS);

    const where = (page: Page) => page.locator('.where').innerText();
    const hash = (page: Page) => new URL(page.url()).hash;
    const slider = (page: Page) => page.getByRole('slider', { name: 'Step' });

    itThorough('shows the run, a verdict per clause, and leads to its findings', async () => {
      await visiting(deaf, async (page) => {
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain(
          'ports-by-number',
        );
        const rows = page.getByRole('region', { name: 'Verdict per clause' }).locator('tbody tr');
        const wrong = await rows.count();
        // A run that stops at its second finding has not exercised every clause.
        expect(await rows.filter({ hasText: /✗ violated|undecided/ }).count()).toBe(wrong);
        expect(await rows.filter({ hasText: '✗ violated' }).count()).toBeGreaterThan(0);
        await page.getByRole('button', { name: /holds/ }).click();
        expect(await rows.count()).toBeGreaterThan(wrong);
        await page.getByRole('searchbox').fill('arp-7');
        expect(await rows.count()).toBe(1);
        await rows.getByRole('link').first().click();
        expect(await page.locator('.law').innerText()).toContain('ARP-7');
        expect(hash(page)).toMatch(/^#finding=\w+&step=\d+$/);
      });
    });

    /** Returns the texts of all cells of the tables that the selector names, one list for each row. */
    const cellsOf = (page: Page, tables: string) =>
      page.evaluate(
        `[...document.querySelectorAll('${tables}')].map(({ rows }) => [...rows].map(({ cells }) => [...cells].map((each) => each.textContent)))`,
      ) as Promise<string[][][]>;

    itThorough('tells the coverage of report.json', async () => {
      const path = fileURLToPath(deaf).replace('.html', '.json');
      const { coverage } = JSON.parse(readFileSync(path, 'utf8')) as ReportDocument;
      if (!coverage) throw new Error('nothing was measured');
      await visiting(deaf, async (page) => {
        const tables = await cellsOf(page, '.counts');
        const [rows, levels] = [tables.map(([, ...each]) => each), coverage.reach.length];
        for (const [at, { reached, reachable, never }] of coverage.reach.entries()) {
          const told = (['situations', 'pairs', 'triples'] as const).map((part) =>
            [part, groupDigits(reached[part]), groupDigits(reachable[part])].join(),
          );
          expect(rows[at]?.map((row) => row.slice(0, 3).join())).toEqual(told);
          expect(never.length).toBeGreaterThan(0);
          const named = page.locator('details.never').nth(at).locator('li');
          expect(await named.allTextContents()).toEqual(never);
        }
        const sizes = Object.entries(coverage.dimensions).map(([dimension, spread]) => {
          const [least, median, most] = spread.quartiles.map(groupDigits);
          return [dimension, median, `${least}–${most}`, groupDigits(spread.largest)];
        });
        expect(rows[levels]).toEqual(sizes);
        for (const [at, counts] of [coverage.alphabets, coverage.payloads].entries())
          expect(Object.fromEntries(rows[levels + 1 + at] ?? [])).toEqual(
            Object.fromEntries(Object.entries(counts).map(([kind, n]) => [kind, groupDigits(n)])),
          );
        expect(rows).toHaveLength(levels + 3);
      });
    });

    itThorough('shows each clause by each situation', async () => {
      await visiting(deaf, async (page) => {
        const packed = (await page.locator('#document').textContent()) ?? '';
        const { coverage } = (await unpackJson(packed)) as PageDocument;
        const tables = await cellsOf(page, '.shades table');
        expect(tables).toHaveLength(coverage?.reach.length ?? 0);
        for (const [at, { situations, exercised }] of (coverage?.reach ?? []).entries()) {
          const [, [, ...names] = [], all, ...rows] = tables[at] ?? [];
          expect([...names].sort()).toEqual(situations.map(({ id }) => id).sort());
          const inOrder = (counts: readonly number[]) =>
            names.map((name) => counts[situations.findIndex(({ id }) => id === name)] ?? 0);
          const met = inOrder(situations.map(({ scenarios }) => scenarios));
          expect(all).toEqual(['scenarios', ...met.map(groupDigits)]);
          const shown = new Map(rows.map(([id = '', ...cells]) => [id, cells]));
          for (const [id, counts] of Object.entries(exercised))
            expect(shown.get(id), id).toEqual(
              inOrder(counts).map((count) => (count === 0 ? '' : groupDigits(count))),
            );
        }
        expect(await page.locator('.shades th:not([scope])').count()).toBe(0);
        const region = page.getByRole('region', { name: /^Clauses by situations/ }).first();
        const before = hash(page);
        const scrolled = `document.querySelector('.shades').scrollLeft`;
        const scroll = () => region.press('ArrowRight').then(() => page.evaluate(scrolled));
        await expect.poll(scroll, { timeout: 15_000 }).toBeGreaterThan(0);
        expect(hash(page)).toBe(before);
      });
    });

    itThorough('steps by slider, keys, buttons and the list', async () => {
      await visiting(deaf, async (page) => {
        const last = Number(await slider(page).getAttribute('max'));
        expect(last).toBeGreaterThan(0);
        const at = (step: number) => `step ${step + 1} of ${last + 1}`;
        expect(await where(page)).toBe(at(last));
        await page.keyboard.press('ArrowLeft');
        expect(await where(page)).toBe(at(last - 1));
        expect(hash(page)).toContain(`step=${last - 1}`);
        await page.keyboard.press('ArrowRight');
        expect(await where(page)).toBe(at(last));
        await slider(page).fill('0');
        expect(await where(page)).toBe(at(0));
        await page.keyboard.press('End');
        expect(await where(page)).toBe(at(last));
        await page.locator('.steps button').first().click();
        expect(await where(page)).toBe(at(0));
        await page.keyboard.press('End');
        expect(await where(page)).toBe(at(last));
        await page.keyboard.press('Home');
        expect(await where(page)).toBe(at(0));
        await page.getByRole('button', { name: 'Next step' }).click();
        expect(await where(page)).toBe(at(1));
      });
    });

    itThorough('shows what differs at the step where it does, and not before', async () => {
      await visiting(deaf, async (page) => {
        const seen = page.getByRole('region', { name: 'Observations' });
        const deliveries = page.getByRole('region', { name: 'Deliveries' });
        expect(await seen.innerText()).toMatch(/\+ surplus/);
        expect(await deliveries.innerText()).toMatch(/− missing/);
        expect(await page.locator('svg .link.ghost').count()).toBe(1);
        expect(await page.locator('svg .mark.surplus.bad').first().innerHTML()).toContain(' +');
        await slider(page).fill('0');
        expect(await page.locator('tr.bad, svg .bad').count()).toBe(0);
      });
      await visiting(forgetful, async (page) => {
        const table = page
          .getByRole('region', { name: /by the router$/ })
          .filter({ hasText: 'no entry' });
        expect(await table.innerText()).toMatch(/−\s*missing\s*no entry of/);
      });
    });

    itThorough('opens at the step that its address names, and follows the address', async () => {
      let address = '';
      await visiting(deaf, async (page) => {
        const list = page.getByRole('navigation', { name: 'Findings' });
        for (const folded of await list.locator('summary').all()) await folded.click();
        await list.getByRole('button').nth(1).click();
        await slider(page).fill('0');
        address = page.url();
      });
      await visiting(address, async (page) => {
        expect(await where(page)).toMatch(/^step 1 /);
        const current = page
          .getByRole('navigation', { name: 'Findings' })
          .locator('[aria-current]');
        expect(hash(page)).toBe(new URL(address).hash);
        const second = await page.locator('.law').innerText();
        expect(second).toContain((await current.locator('b').innerText()).trim());
        await page.evaluate(`location.hash = location.hash.replace('step=0', 'step=1')`);
        await page.locator('.where', { hasText: 'step 2 ' }).waitFor();
      });
      await visiting(`${deaf}#finding=nowhere&step=7`, async (page) => {
        expect(await where(page)).toMatch(/^step \d/);
      });
    });

    it('shows sentence, drawing, fault and step on the first screen, whatever the finding', async () => {
      const { report, traces } = await plantedReport(mutants, 40);
      const broadcaster = mutants.find(({ id }) => id === 'nobody-means-everybody')?.kind;
      const [join, , publish] = exampleScenario.steps as [Step, Step, Step];
      const calm = Array.from({ length: 30 }, () => ({ ...publish, topic: 'all' }) as Step);
      const wrong = { ...publish, topic: 'news<l9>' } as Step;
      const scenario = { ...exampleScenario, steps: [join, ...calm, wrong] };
      const long = await trace(broadcaster ?? routerKind, scenario);
      expect(long.divergence?.at).toBe(31);
      const late = { ...exampleFinding('EVENT-2'), at: 31, scenario };
      const shown = pageDocument({ ...report, findings: [...report.findings, late] }, [], {
        version: '0.1.0',
        traces: new Map([...traces, [late.id, long]]),
        replay: () => 'x',
      });
      const path = resolve(folder, 'forty.html');
      writeFileSync(path, await htmlReport(shown));
      const address = pathToFileURL(path).href;
      const some = shown.findings.filter((_, at) => at % 10 === 3);
      const ids = [late.id, ...(isThorough ? some.map(({ id }) => id) : [])];
      for (const where of [forgetful, ...ids.map((id) => `${address}#finding=${id}`)])
        await visiting(
          where,
          async (page) => {
            const parts = ['h3#finding', '.drawing svg', 'svg .bad', '.steps [aria-current]'];
            for (const part of parts) {
              const box = await page.locator(part).first().boundingBox();
              expect(box && box.y + Math.min(box.height, 400), `${part} ${where}`).toBeLessThan(
                900,
              );
            }
          },
          { width: 1440, height: 900 },
        );
    });

    itThorough('animates messages, and not for those who prefer reduced motion', async () => {
      const moving = 'document.getAnimations().length';
      await visiting(deaf, async (page) => {
        // Polled from outside, because the page's policy forbids the evaluation of text that `waitForFunction` needs.
        await expect
          .poll(async () => {
            await page.getByRole('button', { name: 'Play the step again' }).click();
            return await page.evaluate(moving);
          })
          .toBeGreaterThan(0);
      });
      await visiting(
        deaf,
        async (page) => {
          await page.keyboard.press('ArrowLeft');
          expect(await page.evaluate(moving)).toBe(0);
          expect(await page.getByRole('button', { name: 'Play the step again' }).count()).toBe(0);
        },
        { reducedMotion: 'reduce' },
      );
    });

    it('shows hostile words as words, and a finding that was not run again', async () => {
      const hostile =
        '</script><script>document.title = "taken"</script><img src="http://x.test/y">';
      const finding = { ...exampleFinding('LINE-1'), detail: hostile };
      const report = exampleReport({ 'LINE-1': 'violated' }, [finding]);
      const told = { ...report, seed: hostile, carries: { nameUnits: 40 }, serversPerNode: 3 };
      const document = pageDocument(told, [], {
        version: '0.1.0',
        traces: new Map(),
        replay: () => hostile,
      });
      const path = join(folder, 'hostile.html');
      writeFileSync(path, await htmlReport(document));
      await visiting(pathToFileURL(path).href, async (page) => {
        expect(await page.getByText(hostile).count()).toBe(5);
        expect(await page.title()).not.toBe('taken');
        expect(await page.getByText(/not drawn|can carry: names of 40 units/).count()).toBe(2);
        expect(await page.getByText('One node, 3 servers').count()).toBe(1);
      });
    });

    itThorough('offers the scenario for download', async () => {
      await visiting(deaf, async (page) => {
        await page.getByText('Scenario as JSON').click();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Download scenario' }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(/^\w+\.json$/);
        const scenario = await page.getByRole('region', { name: 'Scenario' }).innerText();
        expect(JSON.parse(scenario)).toMatchObject({ version: 1 });
      });
    });

    itThorough.each([320, 360])('needs no scrolling sideways at %i px', async (width) => {
      for (const address of [deaf, forgetful])
        await visiting(
          address,
          async (page) => {
            const sideways =
              'document.documentElement.scrollWidth - document.documentElement.clientWidth';
            expect(await page.evaluate(sideways)).toBe(0);
          },
          { width },
        );
    });

    const axe = createRequire(import.meta.url)('axe-core') as { readonly source: string };

    const looks = [
      { colorScheme: 'dark', width: 375 },
      { colorScheme: 'light', width: 1280 },
      { colorScheme: 'dark', width: 1280 },
      { colorScheme: 'light', width: 375 },
    ] as const;
    itThorough.each(looks)('is accessible in $colorScheme, $width px wide', async (visit) => {
      await visiting(
        forgetful,
        async (page) => {
          const unpressed = page.locator('.chips [aria-pressed=false]');
          while ((await unpressed.count()) > 0) await unpressed.first().click();
          await page.getByText('Scenario as JSON').click();
          for (const list of await page.locator('.never:not([open]) summary').all())
            await list.click();
          await page.evaluate(axe.source);
          const { violations } = (await page.evaluate('axe.run()')) as {
            violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[];
          };
          const told = violations.map(({ id, nodes }) => ({ id, at: nodes.slice(0, 3) }));
          expect(told).toEqual([]);
        },
        { ...visit, reducedMotion: 'reduce' },
      );
    });

    const views = [
      { colorScheme: 'light', width: 1280 },
      { colorScheme: 'dark', width: 375 },
    ] as const;
    itThorough.each(views)(
      'has an accessible matrix in $colorScheme, $width px wide',
      async (visit) => {
        const report = exampleReport(
          { 'ARP-1': 'holds', 'LINE-1': 'violated', 'EVENT-6': 'declined' },
          [exampleFinding('LINE-1')],
        );
        const each = reportDocument(report, [], '1.0.0');
        const path = join(folder, `matrix-${visit.width}.html`);
        writeFileSync(
          path,
          matrixPage(
            [each, each, each].map((report) => ({ report, page: null })),
            '1.0.0',
          ),
        );
        const seen = async (page: Page) => {
          await page.locator('td.bad summary').first().click();
          await page.getByText('LINE-1|hearing|publish').first().waitFor();
          const wider = 'document.documentElement.scrollWidth > innerWidth';
          expect(await page.evaluate(wider)).toBe(false);
          await page.evaluate(axe.source);
          const { violations } = (await page.evaluate('axe.run()')) as {
            violations: { id: string }[];
          };
          expect(violations.map(({ id }) => id)).toEqual([]);
        };
        await visiting(pathToFileURL(path).href, seen, visit);
      },
    );
  },
);

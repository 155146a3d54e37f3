/** Visits of a page in a real browser: a page is opened, looked at, and must not have complained or asked anybody else. */
import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';

export const executablePath = process.env.PARTYLINE_CHROMIUM ?? '/usr/bin/chromium';
export const isThere = existsSync(executablePath);
const isDemanded = process.env.PARTYLINE_DEMAND_CHROMIUM === '1';

/** Time limit of a test, in ms. A browser starts within a second, but on a busy machine it may take a minute. */
export const PATIENCE_MS = 120_000;

interface Visit {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly hasTouch?: boolean;
}

export type Visiting = (
  address: string,
  see: (page: Page) => Promise<void>,
  visit?: Visit,
) => Promise<void>;

/** Says that tests are skipped if there is no browser, and fails if one is demanded. `what`: what is looked at. */
export function requireBrowser(what: string): void {
  if (!isThere && !isDemanded)
    console.warn(
      `skipped: ${what} in a browser, because there is no ${executablePath}; install chromium, or name one by PARTYLINE_CHROMIUM`,
    );
  it.runIf(isDemanded)('Chromium is there, as PARTYLINE_DEMAND_CHROMIUM asks', () => {
    expect(isThere, executablePath).toBe(true);
  });
}

/** Starts a browser for the tests of a file. `isAllowed`: which addresses a page may ask; default: none but its own file. */
export function useBrowser(
  isAllowed: (address: string) => boolean = (address) => /^(file|blob|data):/.test(address),
): Visiting {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath, PATIENCE_MS);
  }, PATIENCE_MS);
  afterAll(() => browser?.close(), PATIENCE_MS);
  return async (address, see, { width = 1280, height = 800, ...media } = {}) => {
    const page = await browser.newPage({ viewport: { width, height }, ...media });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!isAllowed(request.url())) complaints.push(request.url());
    });
    try {
      await page.goto(address);
      await see(page);
    } catch (error) {
      // What the page complained of says more than what was waited for in vain.
      if (complaints.length > 0) throw new Error(complaints.join('\n'), { cause: error });
      throw error;
    } finally {
      await page.close();
    }
    expect(complaints).toEqual([]);
  };
}

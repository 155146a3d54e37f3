/** Starts a browser for tests that loads nothing but what a test opens. */
import type { Browser } from 'playwright-core';

export async function launchChromium(executablePath: string, timeout: number): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    timeout,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

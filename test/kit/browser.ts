import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Whether tests in a browser are skipped, with a visible line: never in CI. */
export const noBrowser = !existsSync(CHROMIUM);
if (noBrowser && process.env['CI']) throw new Error(`${CHROMIUM} must be there in CI`);
if (noBrowser) console.warn(`Skipped: tests in a browser need ${CHROMIUM}`);

/** Starts a browser that asks nobody by itself. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
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

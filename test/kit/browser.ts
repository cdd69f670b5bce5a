import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserServer, type LaunchOptions } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Whether tests in a browser are skipped, with a visible line: never in CI. */
export const noBrowser = !existsSync(CHROMIUM);
if (noBrowser && process.env['CI']) throw new Error(`${CHROMIUM} must be there in CI`);
if (noBrowser) console.warn(`Skipped: tests in a browser need ${CHROMIUM}`);

/** A browser that asks nobody by itself. */
const OPTIONS: LaunchOptions = {
  executablePath: CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--in-process-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export const launchBrowser = (): Promise<Browser> => chromium.launch(OPTIONS);

/** Starts a browser to which several workers connect. */
export const serveBrowser = (): Promise<BrowserServer> => chromium.launchServer(OPTIONS);

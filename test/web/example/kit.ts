import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { sandboxOf, type Sandbox } from '../../../packages/client/src/sandbox/index.ts';
import { loadSettings, type GatewayConfig } from '../../../src/config/index.ts';
import { startControl, type ControlKit } from '../../sandbox/control/kit.ts';
import { DESK } from './looks.ts';
import { serve } from './serve.ts';

/** Long enough for a machine that does much else. */
export const WAIT_MS = 15_000;

export interface Example extends AsyncDisposable {
  /** Of the application. */
  readonly url: string;
  readonly kit: ControlKit;
  /** Puts what is behind the application into any state; its clock stands still. */
  readonly sandbox: Sandbox;
  /** Everything behind the application as at the start, and nothing broken. */
  reset(): Promise<void>;
  /**
   * Opens a page of the application, in English and light: the tab of these tests, of which each leaves nothing to the next.
   * With options it is a browser of its own, closed with the test.
   */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the pages have complained about since it was reset. */
  readonly faults: readonly string[];
}

/** What is polled hears of the control soon, and a provider that is there again is asked soon: the real paces have tests of their own. */
const SOON_MS = 100;
const GATEWAY: Partial<GatewayConfig> = {
  streams: {
    signing: { qrMs: SOON_MS, waitMs: SOON_MS, idleMs: SOON_MS, settleMs: SOON_MS },
    loans: { minMs: SOON_MS, activeMs: SOON_MS, waitMs: SOON_MS },
  },
  capacity: loadSettings({ BREAKER_OPEN_MS: `${SOON_MS}` }).capacity,
};

/** The example over a world of its own, in the browser of the run. */
export async function startExample(): Promise<Example> {
  const kit = await startControl({ gateway: GATEWAY });
  const sandbox = sandboxOf(kit.gateway.url);
  const served = await serve(kit.gateway.url);
  const browser = await chromium.connect(inject('browser'));
  const url = served.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  const faults: string[] = [];
  let tab: Page | undefined;
  /** Whether a test has opened it. */
  let isTaken = false;

  async function newPage(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({
      locale: 'en-GB',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport: DESK,
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('request', (request) => {
      const { host, protocol } = new URL(request.url());
      if (request.isNavigationRequest() || !protocol.startsWith('http')) return;
      if (host !== new URL(url).host) faults.push(`asks ${host}`);
    });
    return page;
  }

  /** To where nothing runs, with nothing stored. A tab that stays has the code of the application compiled. */
  async function leave(page: Page): Promise<void> {
    isTaken = false;
    await page.evaluate('localStorage.clear(), sessionStorage.clear()');
    await page.goto('about:blank');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(DESK);
  }

  return {
    url,
    kit,
    sandbox,
    faults,
    async reset() {
      faults.length = 0;
      await sandbox.heal();
      await sandbox.reset();
      await sandbox.forgetCalls();
      // Aarthik names no time to wait.
      if (kit.sandbox.providers.aarthik) kit.sandbox.providers.aarthik.variants.pollAfter = false;
    },
    async open(path, options) {
      const page = options ? await newPage(options) : (tab ??= await newPage({}));
      if (options) onTestFinished(() => page.context().close());
      else if (!isTaken) onTestFinished(() => leave(page));
      if (!options) isTaken = true;
      await page.goto(`${url}${path}`, { waitUntil: 'domcontentloaded' });
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served.close();
      await kit[Symbol.asyncDispose]();
    },
  };
}

import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { sandboxOf, type Sandbox } from '../../../packages/client/src/sandbox/index.ts';
import { launchBrowser } from '../../kit/browser.ts';
import { startControl, type ControlKit } from '../../sandbox/control/kit.ts';
import { WEB } from './build.ts';

/** Long enough for a machine that does much else. */
export const WAIT_MS = 15_000;

export interface Example extends AsyncDisposable {
  /** Of the application. */
  readonly url: string;
  readonly kit: ControlKit;
  /** Puts what is behind the application into any state; its clock stands still. */
  readonly sandbox: Sandbox;
  /** Opens a page of the application, in English and light unless said otherwise; it is closed with the test. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the pages have complained about since the start. */
  readonly faults: readonly string[];
}

interface Served {
  readonly resolvedUrls: { readonly local: readonly string[] } | null;
  close(): Promise<void>;
}

/** The built application, served as `npm run preview` does, with a gateway of its own behind it. */
async function serve(gateway: string): Promise<Served> {
  const vite = pathToFileURL(`${WEB}/node_modules/vite/dist/node/index.js`).href;
  const { preview } = (await import(vite)) as { preview(options: object): Promise<Served> };
  const proxy = { '/graphql': { target: gateway, changeOrigin: true, ws: true } };
  return preview({ root: WEB, logLevel: 'silent', preview: { host: '127.0.0.1', port: 0, proxy } });
}

/** The example over a world of its own, and a browser. */
export async function startExample(): Promise<Example> {
  const kit = await startControl();
  const served = await serve(kit.gateway.url);
  const browser = await launchBrowser();
  const url = served.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  const faults: string[] = [];
  return {
    url,
    kit,
    sandbox: sandboxOf(kit.gateway.url),
    faults,
    async open(path, options = {}) {
      const context = await browser.newContext({
        locale: 'en-GB',
        colorScheme: 'light',
        reducedMotion: 'reduce',
        ...options,
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('request', (request) => {
        const { host, protocol } = new URL(request.url());
        if (protocol.startsWith('http') && host !== new URL(url).host) faults.push(`asks ${host}`);
      });
      await page.goto(`${url}${path}`);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served.close();
      await kit[Symbol.asyncDispose]();
    },
  };
}

/** Both languages, and both themes. */
export const LOOKS = [
  ['sv', 'light'],
  ['en', 'dark'],
] as const;

/** The browser of a person with such a language and theme. */
export const browserOf = (language: string, colorScheme: 'light' | 'dark'): BrowserContextOptions => ({
  locale: language === 'sv' ? 'sv-SE' : 'en-GB',
  colorScheme,
});

/** What reaches over the right edge of the window, by class and text. */
const WIDE = `document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.querySelectorAll('main *, header *')]
  .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
  .map(({ className, textContent }) => className + ': ' + textContent.slice(0, 60))`;

/** Nothing on the page is wider than its window. */
export const expectNoSidewaysScroll = async (page: Page): Promise<void> =>
  expect(await page.evaluate(WIDE), page.url()).toEqual([]);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** The page breaks no rule of axe-core, contrasts included. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate('"axe" in window')))
    await page.addScriptTag({ path: `${WEB}/node_modules/axe-core/axe.min.js` });
  const violations = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join('; ')}`,
    ),
  ).toEqual([]);
}

/** What a page shows in place of what it waits for; a stage that shows the same waits for somebody else. */
const LOADING = '.loading:not([data-stage] *)';

/** The page as it is now fits a desk and a phone, and breaks no rule of accessibility. */
export async function expectToFit(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.locator(LOADING).waitFor({ state: 'detached' });
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 860 });
    await expectNoSidewaysScroll(page);
  }
  await expectAccessible(page);
}

/** What a person does where something has failed, until it is there. */
export async function tryAgainUntil(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(
      async () => {
        const again = page.getByRole('button', { name: 'Try again' });
        if (await again.isVisible()) await again.click();
        return isThere();
      },
      { timeout: 40_000, interval: 1_000 },
    )
    .toBe(true);
}

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { AXE } from './serve.ts';

/** The windows of a computer and of a phone. */
export const DESK = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 860 };

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

const ALL_RULES = { resultTypes: ['violations'], preload: false };
const CONTRASTS = { ...ALL_RULES, runOnly: ['color-contrast'] };

/** The page breaks no rule of axe-core, contrasts included: what is drawn anew while it is looked at is looked at again. */
export async function expectAccessible(page: Page, options: object = ALL_RULES): Promise<void> {
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ url: AXE });
  const look = async (): Promise<string[]> => {
    const violations = await page.evaluate<Violation[]>(
      `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`,
    );
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join('; ')}`,
    );
  };
  await expect.poll(look, { timeout: 5_000 }).toEqual([]);
}

/** What a page shows in place of what it waits for; a stage that shows the same waits for somebody else. */
const LOADING = '.loading:not([data-stage] *)';

async function expectLoaded(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.locator(LOADING).waitFor({ state: 'detached' });
}

const LANGUAGES = { sv: 'en', en: 'sv' } as const;

/** Goes on in the other language, as the switch in the header does. */
async function switchLanguage(page: Page): Promise<void> {
  const language = await page.evaluate<keyof typeof LANGUAGES>('document.documentElement.lang');
  const other = LANGUAGES[language];
  await page.locator(`header button[lang=${other}]`).dispatchEvent('click');
  await page.locator(`html[lang=${other}]`).waitFor();
  await expectLoaded(page);
}

/** Changes to the other colours, as the system does at night. */
async function switchTheme(page: Page): Promise<void> {
  const isDark = await page.evaluate<boolean>('matchMedia("(prefers-color-scheme: dark)").matches');
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
}

/** Goes on in the window of the other device. */
const switchDevice = (page: Page): Promise<void> =>
  page.setViewportSize(page.viewportSize()?.width === DESK.width ? PHONE : DESK);

/**
 * The page as it is now fits a desk and a phone in both languages, and breaks no rule of accessibility in both themes: of dark
 * and light only the contrasts differ. It is left in the other theme and on the other device: the next page is looked at from
 * there, so that nothing is drawn only to be put back.
 */
export async function expectToFit(page: Page): Promise<void> {
  await expectLoaded(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await switchTheme(page);
  await expectAccessible(page, CONTRASTS);
  await switchLanguage(page);
  await expectNoSidewaysScroll(page);
  await switchDevice(page);
  await expectNoSidewaysScroll(page);
  await switchLanguage(page);
  await expectNoSidewaysScroll(page);
}

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { WEB } from './build.ts';

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
  if (!(await page.evaluate('"axe" in window')))
    await page.addScriptTag({ path: `${WEB}/node_modules/axe-core/axe.min.js` });
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

/** Changes the colours, until nothing is between the old and the new ones any more. */
async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(
    `Promise.all(document.getAnimations()
      .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
      .map(({ finished }) => finished.catch(() => undefined)))`,
  );
}

/**
 * The page as it is now fits a desk and a phone in both languages, and breaks no rule of accessibility in both themes: of dark
 * and light only the contrasts differ. It is left as it was found.
 */
export async function expectToFit(page: Page): Promise<void> {
  await expectLoaded(page);
  await page.setViewportSize(DESK);
  await expectNoSidewaysScroll(page);
  await show(page, 'dark');
  await expectAccessible(page, CONTRASTS);
  await show(page, 'light');
  await switchLanguage(page);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await switchLanguage(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.setViewportSize(DESK);
}

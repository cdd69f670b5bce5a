import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { WAIT_MS } from './kit.ts';

/** For what is polled until it is there. */
export const WAIT = { timeout: WAIT_MS };

/** Presses a button by its name. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Waits for a stage of a process. */
export const stage = (page: Page, title: string): Promise<void> =>
  page.getByRole('heading', { level: 2, name: title }).waitFor();

/** What has the focus, by its text. */
export const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');

/** What is told of the fields of a form. */
export const errors = (page: Page): Promise<string[]> => page.locator('.field-error').allTextContents();

/** The id that the address of the page ends with. */
export const idOf = (page: Page): string => decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');

/** What the page has stored, of this origin and of this tab. */
export const stored = (page: Page): Promise<string> =>
  page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');

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

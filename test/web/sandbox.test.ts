import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { launchBrowser, noBrowser } from '../kit/browser.ts';
import { startControl, type ControlKit } from '../sandbox/control/kit.ts';

const APPLICATION = 'Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02';
const WAIT = { timeout: 30_000 };

const statusOf = async (kit: ControlKit): Promise<string> =>
  (await kit.query(`{ application(id: "${APPLICATION}") { status } }`)).data.application.status;

/** The page, with what went wrong on it. */
async function open(page: Page, kit: ControlKit): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('request', (request) => {
    if (!request.url().startsWith(kit.gateway.url)) faults.push(`asks ${request.url()}`);
  });
  await page.goto(`${kit.gateway.url}/sandbox`);
  await page.getByText('Credit applications and signings').waitFor();
  return faults;
}

describe.skipIf(noBrowser)('the page of the sandbox in a browser', { timeout: 90_000 }, () => {
  test('a person presses "Sign", and the application is approved', async () => {
    await using kit = await startControl();
    await kit.query(
      `mutation { startBankIdSigning(input: { application: "${APPLICATION}", endUserIp: "192.0.2.10" }) { __typename } }`,
    );
    await using browser = await launchBrowser();
    const page = await browser.newPage();
    const faults = await open(page, kit);
    await page
      .getByRole('button', { name: /^Sign\b(?! as)/ })
      .first()
      .click();
    await expect.poll(() => statusOf(kit), WAIT).toBe('APPROVED');
    expect(faults).toEqual([]);
  });

  test('a day passes at a press, and the page shows the new time', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage();
    const faults = await open(page, kit);
    const now = (): Promise<string | null> => page.locator('#now').getAttribute('datetime');
    await expect.poll(now, WAIT).not.toBeNull();
    const before = new Date(String(await now())).getTime();
    await page.getByRole('button', { name: /day/i }).first().click();
    await expect
      .poll(async () => new Date(String(await now())).getTime() - before, WAIT)
      .toBeGreaterThanOrEqual(86_400_000);
    expect(faults).toEqual([]);
  });

  test.each([1280, 390])('it fits a window of %i pixels', async (width) => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await open(page, kit);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  });
});

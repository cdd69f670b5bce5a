import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { pageOf, SIGNABLE } from './example/applications.ts';
import type { Example } from './example/kit.ts';
import { expectAccessible, expectNoSidewaysScroll } from './example/looks.ts';
import { press, stage, WAIT } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

const PHONE: BrowserContextOptions = { isMobile: true, hasTouch: true, viewport: { width: 390, height: 844 } };

/** The page of an application whose signing is under way. */
async function signing(example: Example, application: string): Promise<Page> {
  const page = await example.open(pageOf(application));
  await press(page, 'Sign with BankID');
  await page.locator('.signing-hint').waitFor();
  return page;
}

describeExample('signing with BankID in the example', () => {
  test.for([
    ['DECLINE', 'You did not sign'],
    ['EXPIRE', 'The BankID app was not opened'],
    ['CERTIFICATE_ERROR', 'Your BankID cannot be used'],
  ] as const)('after %s a person is told "%s", and signs again', async ([act, title], { example }) => {
    const page = await signing(example, SIGNABLE);
    await example.sandbox.signing(SIGNABLE, act);
    await page.getByRole('alert').filter({ hasText: title }).waitFor();
    await press(page, 'Sign again');
    await page.locator('.qr img').waitFor();
    await example.sandbox.signing(SIGNABLE, 'SIGN');
    await stage(page, 'Your account is open');
  });

  test('a person cancels the signing on the page', async ({ example }) => {
    const page = await signing(example, SIGNABLE);
    await press(page, 'Cancel');
    await page.getByRole('alert').filter({ hasText: 'The signing was canceled' }).waitFor();
    await page.getByRole('button', { name: 'Sign again' }).waitFor();
  });

  test('who needs more time gets it when the time is almost over', async ({ example }) => {
    const page = await signing(example, SIGNABLE);
    expect(await page.getByRole('button', { name: 'I need more time' }).count()).toBe(0);
    // Left to this test, or the person signs.
    await example.sandbox.application(SIGNABLE, 'INITIALIZED_DIGITAL_SIGN');
    await example.sandbox.advance('PT125S');
    await press(page, 'I need more time');
    await page.getByRole('button', { name: 'I need more time' }).waitFor({ state: 'detached' });
  });

  test('a signature of somebody else closes the application', async ({ example }) => {
    const page = await signing(example, SIGNABLE);
    await example.sandbox.signing(SIGNABLE, 'SIGN_AS_OTHER');
    await stage(page, 'Somebody else has signed');
    await page.getByRole('link', { name: 'Begin a new application' }).click();
    await page.getByRole('heading', { name: 'Credit accounts' }).waitFor();
  });

  test('a computer opens BankID by its scheme; a phone by an app link, which leads back to the page', async ({
    example,
  }) => {
    const link = (page: Page): Promise<string | null> =>
      page.getByRole('link', { name: 'Open BankID on this device' }).getAttribute('href');
    const computer = await signing(example, SIGNABLE);
    expect(await link(computer)).toMatch(/^bankid:\/\/\/\?autostarttoken=[\w-]+&redirect=null$/);
    const phone = await example.open(pageOf(SIGNABLE), PHONE);
    await phone.locator('.signing-hint').waitFor();
    const address = new URL((await link(phone)) ?? '');
    expect(address.origin).toBe('https://app.bankid.com');
    expect(address.searchParams.get('redirect')).toBe(phone.url());
    expect(await phone.locator('.qr').isVisible()).toBe(false);
    await expectNoSidewaysScroll(phone);
    await expectAccessible(phone);
  });

  test('a code that is not renewed says so, until it is', async ({ example }) => {
    const page = await signing(example, SIGNABLE);
    const old = page.getByText('The code is not renewed at the moment.');
    await old.waitFor();
    await example.sandbox.advance('PT1S');
    await expect.poll(() => old.count(), WAIT).toBe(0);
  });

  test('a start of which nobody knows what came is not told as one that failed', async ({ example }) => {
    const page = await example.open(pageOf(SIGNABLE));
    await page.locator('[data-stage=sign]').waitFor();
    await example.sandbox.fail({ provider: 'PAYEX', kind: 'ANSWER', status: 200, body: 'odd', times: 10 });
    await press(page, 'Sign with BankID');
    await page.getByText('We do not know yet whether this was done').waitFor();
    expect(await page.getByText('BankID did not start').count()).toBe(0);
  });
});

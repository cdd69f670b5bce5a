import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applied, DANE, NORWEGIAN, pageOf } from './example/applications.ts';
import { noExample } from './example/build.ts';
import { startExample, type Example } from './example/kit.ts';

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const stage = (page: Page, title: string): Promise<void> =>
  page.getByRole('heading', { level: 2, name: title }).waitFor();
/** Waits for the pages on which one signs. */
const away = (page: Page): Promise<void> => page.waitForURL(/\/hosted\/sign\//, { waitUntil: 'domcontentloaded' });

const COUNTRIES = [
  ['Norway', NORWEGIAN, 'Sign with BankID'],
  ['Denmark', DANE, 'Sign with MitID'],
] as const;

describe.skipIf(noExample)('signing on the pages of a partner in the example', { timeout: 120_000 }, () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  }, 60_000);
  afterAll(() => example[Symbol.asyncDispose]());
  beforeEach(() => example.reset());
  afterEach(() => expect(example.faults).toEqual([]));

  test.each(COUNTRIES)('a person in %s signs there, and is led back to the account', async (_country, person, sign) => {
    const application = await applied(example, person, 'AWAITING_SIGN');
    const page = await example.open(pageOf(application));
    await stage(page, 'Sign the agreement');
    const here = page.url();
    await press(page, sign);
    await away(page);
    await page.locator('#sign').click();
    await page.waitForURL(here, { waitUntil: 'domcontentloaded' });
    await stage(page, 'Sign on the pages of our partner');
    await example.sandbox.advance('PT1S');
    await stage(page, 'Your account is open');
    const { data } = await example.kit.query(
      `{ application(id: "${application}") { status createdAccount { accountNumber } } }`,
    );
    expect(data.application.status).toBe('APPROVED');
    await page.getByText(data.application.createdAccount.accountNumber).waitFor();
  });

  test.each(COUNTRIES)(
    'who stops signing in %s is told that nothing was signed, and signs later',
    async (_country, person, sign) => {
      const application = await applied(example, person, 'INITIALIZED_DIGITAL_SIGN');
      const page = await example.open(pageOf(application));
      await stage(page, 'Sign on the pages of our partner');
      await example.sandbox.signing(application, 'DECLINE');
      await page.getByRole('alert').filter({ hasText: 'Nothing was signed' }).waitFor();
      await press(page, sign);
      await away(page);
      await example.sandbox.signing(application, 'SIGN');
      await example.open(pageOf(application));
      await stage(page, 'Your account is open');
    },
  );

  test('who leaves the pages without signing is told how to go on, and can sign again when the time has run out', async () => {
    const application = await applied(example, NORWEGIAN, 'AWAITING_SIGN');
    const page = await example.open(pageOf(application));
    await press(page, 'Sign with BankID');
    await away(page);
    await page.goBack({ waitUntil: 'domcontentloaded' });
    await stage(page, 'Sign on the pages of our partner');
    await example.sandbox.advance('PT30M');
    await page.getByRole('alert').filter({ hasText: 'Nothing was signed' }).waitFor();
    await page.getByRole('button', { name: 'Sign with BankID' }).waitFor();
  });

  test('a signature of somebody else in Denmark closes the application', async () => {
    const application = await applied(example, DANE, 'INITIALIZED_DIGITAL_SIGN');
    const page = await example.open(pageOf(application));
    await stage(page, 'Sign on the pages of our partner');
    await example.sandbox.signing(application, 'SIGN_AS_OTHER');
    await stage(page, 'Somebody else has signed');
  });
});

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { applied, DANE, NORWEGIAN, pageOf } from './example/applications.ts';
import type { Example } from './example/kit.ts';
import { expectToFit } from './example/looks.ts';
import { press, stage, stored } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

/** Waits for the pages on which one signs. */
const away = (page: Page): Promise<void> => page.waitForURL(/\/hosted\/sign\//, { waitUntil: 'domcontentloaded' });

const COUNTRIES = [
  ['Norway', NORWEGIAN, 'Sign with BankID'],
  ['Denmark', DANE, 'Sign with MitID'],
] as const;

/** The page of a Dane who has answered the questions. */
async function answered(example: Example): Promise<{ readonly page: Page; readonly application: string }> {
  const application = await applied(example, DANE, 'AWAITING_COMPLEMENTARY_INFO');
  const page = await example.open(pageOf(application));
  await page
    .getByRole('group', { name: /politically exposed/ })
    .getByLabel('No')
    .check();
  await page.getByLabel('Self-employed').check();
  await page.getByLabel('20,000–40,000').check();
  await press(page, 'Send the answers');
  await stage(page, 'Your budget');
  return { page, application };
}

describeExample('signing on the pages of a partner in the example', () => {
  test.for(COUNTRIES)(
    'a person in %s signs there, and is led back to the account',
    async ([, person, sign], { example }) => {
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
    },
  );

  test.for(COUNTRIES)(
    'who stops signing in %s is told that nothing was signed, and signs later',
    async ([, person, sign], { example }) => {
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

  test('who leaves the pages without signing is told how to go on, and can sign again when the time has run out', async ({
    example,
  }) => {
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

  test('a signature of somebody else in Denmark closes the application', async ({ example }) => {
    const application = await applied(example, DANE, 'INITIALIZED_DIGITAL_SIGN');
    const page = await example.open(pageOf(application));
    await stage(page, 'Sign on the pages of our partner');
    await example.sandbox.signing(application, 'SIGN_AS_OTHER');
    await stage(page, 'Somebody else has signed');
  });

  test('a Norwegian applies with a national number of eleven digits', async ({ example }) => {
    const page = await example.open('/credit');
    await page.getByLabel('Norway').check();
    await page.getByRole('link', { name: 'Apply for Kredittkonto' }).click();
    await page.getByLabel('How much credit').fill('5,000');
    const number = page.getByLabel('National identity number');
    await number.fill('19101010-1010');
    await page.getByLabel('E-mail address').fill('kari@example.com');
    await page.getByRole('checkbox').check();
    await press(page, 'Send the application');
    await page.locator('.field-error').waitFor();
    await number.fill('128375 10110');
    await press(page, 'Send the application');
    await stage(page, 'A few questions about you');
  });

  test('a Dane fills in the budget in a tab of its own, and the page goes on to the credit check', async ({
    example,
  }) => {
    const { page, application } = await answered(example);
    await press(page, 'Fill in the budget');
    const link = page.getByRole('link', { name: 'Fill in the budget' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toMatch(/\/hosted\/kalp\//);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await stored(page)).not.toContain('http');
    await example.sandbox.application(application, 'AWAITING_VERIFICATION');
    await stage(page, 'Credit check');
  });

  test('every stage fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async ({
    example,
  }) => {
    const { page, application } = await answered(example);
    const look = async (shown: string): Promise<void> => {
      await page.locator(shown).waitFor();
      await expectToFit(page);
    };
    await page.locator('[data-stage=budget] button').click();
    await look('[data-stage=budget] a');
    await example.sandbox.application(application, 'AWAITING_SIGN');
    await look('[data-stage=sign]');
    await example.sandbox.application(application, 'INITIALIZED_DIGITAL_SIGN');
    await look('[data-stage=away]');
    await example.sandbox.signing(application, 'DECLINE');
    await look('[data-stage=sign-again] .notice');
  });
});

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { readQrUrl } from '../kit/qr-reader.ts';
import { applied, ASKED, DECLINED, FINN, pageOf, SIGNABLE } from './example/applications.ts';
import { expectToFit } from './example/looks.ts';
import { errors, focused, idOf, press, stage, stored, tryAgainUntil, WAIT } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

const PERSON = '19101010-1010';
const code = (page: Page): Promise<string | null> => page.locator('.qr img').getAttribute('src');

describeExample('signing up to a credit account in the example', () => {
  test('a person goes from the offer to an account: mistakes are told, questions follow answers, BankID signs', async ({
    example,
  }) => {
    const page = await example.open('/credit');
    await page.getByRole('link', { name: 'Apply for Kontokredit' }).click();
    await page.getByRole('heading', { name: 'Your application' }).waitFor();
    await press(page, 'Send the application');
    await expect
      .poll(() => errors(page), WAIT)
      .toEqual([
        'Write how much credit you would like.',
        'Write your number.',
        'Write your e-mail address.',
        'You need to agree before you can apply.',
      ]);
    await page.getByLabel('How much credit').fill('50,001');
    await expect.poll(() => errors(page), WAIT).toContainEqual(expect.stringMatching(/highest credit .* SEK\s50,000/));
    await page.getByLabel('How much credit').fill('5,000');
    await page.getByLabel('Personal identity number').fill('19101010-1011');
    await page.getByLabel('E-mail address').fill('kim@example.com');
    await page.getByRole('checkbox').check();
    await press(page, 'Send the application');
    await expect.poll(() => errors(page), WAIT).toEqual(['There is a mistake in the number: check each digit.']);
    await expect.poll(() => page.evaluate('document.activeElement.value'), WAIT).toBe('19101010-1011');
    await page.getByLabel('Personal identity number').fill(PERSON);
    await press(page, 'Send the application');

    await stage(page, 'A few questions about you');
    expect(await page.getByRole('group', { name: 'Which role?' }).count()).toBe(0);
    await page
      .getByRole('group', { name: /politically exposed/ })
      .getByLabel('Yes')
      .check();
    await page.getByLabel('Self-employed').check();
    await page.getByLabel('20,000–40,000').check();
    await page.getByLabel('Where does the money').fill('Salary');
    await page.getByLabel('Travel').check();
    await press(page, 'Send the answers');
    await expect.poll(() => errors(page), WAIT).toEqual(['Answer this question.']);
    await page.getByRole('group', { name: 'Which role?' }).getByLabel('I myself').check();
    await press(page, 'Send the answers');

    await stage(page, 'Credit check');
    await expect.poll(() => focused(page), WAIT).toBe('Credit check');
    await press(page, 'Check my credit');
    await press(page, 'Sign with BankID');
    await page.locator('.qr img').waitFor();

    const application = idOf(page);
    const first = await code(page);
    expect(readQrUrl(first)).toMatch(/^bankid\.[\w-]+\.\d+\.[\da-f]{64}$/);
    await example.sandbox.advance('PT1S');
    await expect.poll(() => code(page), WAIT).not.toBe(first);

    await page.reload();
    await page.locator('.qr img').waitFor();
    expect(await stored(page)).toBe(JSON.stringify([{ 'begun-application': application }, {}]));
    await example.sandbox.signing(application, 'OPEN_APP');
    await example.sandbox.advance('PT1S');
    await page.getByRole('status').filter({ hasText: 'sign it with your security code' }).waitFor();
    expect(await page.locator('.qr').count()).toBe(0);
    await example.sandbox.signing(application, 'SIGN');
    await stage(page, 'Your account is open');
    await expect.poll(() => focused(page), WAIT).toBe('Your account is open');
    const { data } = await example.kit.query(
      `{ application(id: "${application}") { status createdAccount { accountNumber } } }`,
    );
    expect(data.application.status).toBe('APPROVED');
    await page.getByText(data.application.createdAccount.accountNumber).waitFor();
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  test('an application that waits for a person at the bank says so, and goes on by itself', async ({ example }) => {
    const application = await applied(example, FINN, 'AWAITING_SIGN');
    const page = await example.open(pageOf(application));
    await stage(page, 'We are handling your application');
    await example.sandbox.application(application, 'APPROVED');
    await stage(page, 'Your account is open');
  });

  test('a credit check that says no ends the application', async ({ example }) => {
    const page = await example.open(pageOf(await applied(example, DECLINED, 'AWAITING_VERIFICATION')));
    await press(page, 'Check my credit');
    await stage(page, 'We cannot offer you this credit');
  });

  test('what the bank no longer has is told, and a new application is offered', async ({ example }) => {
    await example.sandbox.application(ASKED, 'LAPSED');
    const page = await example.open(pageOf(ASKED));
    await page.getByText('Your application is no longer valid').waitFor();
    await example.open(pageOf('Application:kontotyp-1:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e99'));
    await page.getByText('There is no such application').waitFor();
  });

  test('a bank that does not answer is told, and asked again', async ({ example }) => {
    await example.sandbox.fail({ provider: 'PAYEX', kind: 'ANSWER', status: 503 });
    const page = await example.open(pageOf(SIGNABLE));
    await page.getByRole('alert').filter({ hasText: 'not available at the moment' }).waitFor({ timeout: 40_000 });
    await example.sandbox.heal();
    await tryAgainUntil(page, () => page.getByRole('button', { name: 'Sign with BankID' }).isVisible());
  });

  test('every stage fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async ({
    example,
  }) => {
    const page = await example.open('/credit');
    const look = async (shown: string): Promise<void> => {
      await page.locator(shown).first().waitFor();
      await expectToFit(page);
    };
    await look('main .card');
    await example.open(`/credit/apply/${encodeURIComponent('Offer:kontotyp-1')}`);
    await page.locator('button[type=submit]').click();
    await look('.field-error');
    await example.open(pageOf(ASKED));
    await page.locator('input[value=true]').check();
    await page.locator('button[type=submit]').click();
    await look('.field-error');
    await example.sandbox.application(ASKED, 'AWAITING_VERIFICATION');
    await look('[data-stage=check]');
    await example.sandbox.application(ASKED, 'REJECTED');
    await look('[data-stage=rejected]');

    await example.open(pageOf(SIGNABLE));
    await look('[data-stage=sign]');
    await page.locator('[data-stage=sign] button').click();
    await look('.qr img');
    await example.sandbox.signing(SIGNABLE, 'DECLINE');
    await look('[data-stage=sign-again] .notice');
    await example.sandbox.application(SIGNABLE, 'APPROVED');
    await look('[data-stage=completed]');

    for (const [status, shown] of [
      ['SIGN_MISMATCH', '[data-stage=failed]'],
      ['LAPSED', '.empty'],
    ] as const) {
      await example.sandbox.application(ASKED, status);
      await example.open(pageOf(ASKED));
      await look(shown);
    }
    await example.open(pageOf(await applied(example, FINN, 'AWAITING_SIGN')));
    await look('[data-stage=review]');
  });
});

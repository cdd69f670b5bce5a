import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readQrUrl } from '../kit/qr-reader.ts';
import { applied, DECLINED, FINN, pageOf } from './example/applications.ts';
import { noExample } from './example/build.ts';
import { startExample, tryAgainUntil, WAIT_MS, type Example } from './example/kit.ts';
import { expectAccessible, expectNoSidewaysScroll, expectToFit } from './example/looks.ts';

/** Of the sandbox: it has only to be signed. */
const SIGNABLE = 'Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02';
/** Of the sandbox: its questions have to be answered. */
const ASKED = 'Application:kontotyp-1:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e01';
const PERSON = '19101010-1010';
const WAIT = { timeout: WAIT_MS };
const PHONE: BrowserContextOptions = { isMobile: true, hasTouch: true, viewport: { width: 390, height: 844 } };

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const code = (page: Page): Promise<string | null> => page.locator('.qr img').getAttribute('src');
const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');
const errors = (page: Page): Promise<string[]> => page.locator('.field-error').allTextContents();

/** Waits for a stage of the application. */
const stage = (page: Page, title: string): Promise<void> =>
  page.getByRole('heading', { level: 2, name: title }).waitFor();

describe.skipIf(noExample)('signing up to a credit account in the example', { timeout: 120_000 }, () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  }, 60_000);
  afterAll(() => example[Symbol.asyncDispose]());
  beforeEach(() => example.reset());
  afterEach(() => expect(example.faults).toEqual([]));

  /** The page of an application whose signing is under way. */
  async function signing(application: string, options?: BrowserContextOptions): Promise<Page> {
    const page = await example.open(pageOf(application), options);
    await press(page, 'Sign with BankID');
    await page.locator('.signing-hint').waitFor();
    return page;
  }

  test('a person goes from the offer to an account: mistakes are told, questions follow answers, BankID signs', async () => {
    const page = await example.open('/credit');
    await page.getByRole('link', { name: 'Apply for Kontokredit' }).click();
    await page.getByRole('heading', { name: 'Your application' }).waitFor();
    await press(page, 'Send the application');
    expect(await errors(page)).toEqual([
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
    expect(await errors(page)).toEqual(['Answer this question.']);
    await page.getByRole('group', { name: 'Which role?' }).getByLabel('I myself').check();
    await press(page, 'Send the answers');

    await stage(page, 'Credit check');
    expect(await focused(page)).toBe('Credit check');
    await press(page, 'Check my credit');
    await press(page, 'Sign with BankID');
    await page.locator('.qr img').waitFor();

    const application = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    const first = await code(page);
    expect(readQrUrl(first)).toMatch(/^bankid\.[\w-]+\.\d+\.[\da-f]{64}$/);
    await example.sandbox.advance('PT1S');
    await expect.poll(() => code(page), WAIT).not.toBe(first);

    await page.reload();
    await page.locator('.qr img').waitFor();
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      JSON.stringify([{ 'begun-application': application }, {}]),
    );
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

  test.each([
    ['DECLINE', 'You did not sign'],
    ['EXPIRE', 'The BankID app was not opened'],
    ['CERTIFICATE_ERROR', 'Your BankID cannot be used'],
  ] as const)('after %s a person is told "%s", and signs again', async (act, title) => {
    const page = await signing(SIGNABLE);
    await example.sandbox.signing(SIGNABLE, act);
    await page.getByRole('alert').filter({ hasText: title }).waitFor();
    await press(page, 'Sign again');
    await page.locator('.qr img').waitFor();
    await example.sandbox.signing(SIGNABLE, 'SIGN');
    await stage(page, 'Your account is open');
  });

  test('a person cancels the signing on the page', async () => {
    const page = await signing(SIGNABLE);
    await press(page, 'Cancel');
    await page.getByRole('alert').filter({ hasText: 'The signing was canceled' }).waitFor();
    await page.getByRole('button', { name: 'Sign again' }).waitFor();
  });

  test('who needs more time gets it when the time is almost over', async () => {
    const page = await signing(SIGNABLE);
    expect(await page.getByRole('button', { name: 'I need more time' }).count()).toBe(0);
    // Left to this test, or the person signs.
    await example.sandbox.application(SIGNABLE, 'INITIALIZED_DIGITAL_SIGN');
    await example.sandbox.advance('PT125S');
    await press(page, 'I need more time');
    await page.getByRole('button', { name: 'I need more time' }).waitFor({ state: 'detached' });
  });

  test('a signature of somebody else closes the application', async () => {
    const page = await signing(SIGNABLE);
    await example.sandbox.signing(SIGNABLE, 'SIGN_AS_OTHER');
    await stage(page, 'Somebody else has signed');
    await page.getByRole('link', { name: 'Begin a new application' }).click();
    await page.getByRole('heading', { name: 'Credit accounts' }).waitFor();
  });

  test('a computer opens BankID by its scheme; a phone by an app link, which leads back to the page', async () => {
    const link = (page: Page): Promise<string | null> =>
      page.getByRole('link', { name: 'Open BankID on this device' }).getAttribute('href');
    const computer = await signing(SIGNABLE);
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

  test('a code that is not renewed says so, until it is', async () => {
    const page = await signing(SIGNABLE);
    const old = page.getByText('The code is not renewed at the moment.');
    await old.waitFor();
    await example.sandbox.advance('PT1S');
    await expect.poll(() => old.count(), WAIT).toBe(0);
  });

  test('a start of which nobody knows what came is not told as one that failed', async () => {
    const page = await example.open(pageOf(SIGNABLE));
    await page.locator('[data-stage=sign]').waitFor();
    await example.sandbox.fail({ provider: 'PAYEX', kind: 'ANSWER', status: 200, body: 'odd', times: 10 });
    await press(page, 'Sign with BankID');
    await page.getByText('We do not know yet whether this was done').waitFor();
    expect(await page.getByText('BankID did not start').count()).toBe(0);
  });

  test('an application that waits for a person at the bank says so, and goes on by itself', async () => {
    const application = await applied(example, FINN, 'AWAITING_SIGN');
    const page = await example.open(pageOf(application));
    await stage(page, 'We are handling your application');
    await example.sandbox.application(application, 'APPROVED');
    await stage(page, 'Your account is open');
  });

  test('a credit check that says no ends the application', async () => {
    const page = await example.open(pageOf(await applied(example, DECLINED, 'AWAITING_VERIFICATION')));
    await press(page, 'Check my credit');
    await stage(page, 'We cannot offer you this credit');
  });

  test('what the bank no longer has is told, and a new application is offered', async () => {
    await example.sandbox.application(ASKED, 'LAPSED');
    const page = await example.open(pageOf(ASKED));
    await page.getByText('Your application is no longer valid').waitFor();
    await example.open(pageOf('Application:kontotyp-1:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e99'));
    await page.getByText('There is no such application').waitFor();
  });

  test('a bank that does not answer is told, and asked again', async () => {
    await example.sandbox.fail({ provider: 'PAYEX', kind: 'ANSWER', status: 503 });
    const page = await example.open(pageOf(SIGNABLE));
    await page.getByRole('alert').filter({ hasText: 'not available at the moment' }).waitFor({ timeout: 40_000 });
    await example.sandbox.heal();
    await tryAgainUntil(page, () => page.getByRole('button', { name: 'Sign with BankID' }).isVisible());
  });

  test('every stage fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async () => {
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

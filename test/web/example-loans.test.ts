import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Example } from './example/kit.ts';
import { expectToFit } from './example/looks.ts';
import { errors, focused, idOf, stage, stored, WAIT } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

type LoanChange = Parameters<Example['sandbox']['loanJourney']>[1];

const [FIRST, SECOND, THIRD] = ['Banyan Tree Capital', 'Sahyadri Finserv', 'Konkan Credit Union'];

/** Looks anew, as after a visit to another tab. */
const comeBack = (page: Page): Promise<void> => page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
const pageOf = (journey: string): string => `/loans/${encodeURIComponent(journey)}`;

/** A journey of a borrower of its own; no lender has answered. */
async function started({ sandbox }: Example, borrower: string): Promise<string> {
  const { loanJourneys } = await sandbox.seed({ borrowers: [{ id: borrower, steps: [], start: true }] });
  return loanJourneys[0] ?? '';
}

describeExample('comparing loans in the example', () => {
  test('a person asks, compares the offers that arrive, chooses one, and goes to the lender by a link that works once', async ({
    example,
  }) => {
    const page = await example.open('/loans');
    await page.getByRole('button', { name: 'Get offers' }).click();
    await expect.poll(() => errors(page), WAIT).toHaveLength(6);
    await page.getByLabel('Name as on your PAN').fill('Rahul Sharma');
    await page.getByLabel('Mobile number').fill('12345 67890');
    await page.getByLabel('Date of birth').fill('1995-06-20');
    await page.getByLabel('I am employed').check();
    await page.getByLabel('Income per month').fill('75,000');
    await page.getByRole('checkbox').check();
    await expect.poll(() => errors(page), WAIT).toEqual(['Write ten digits that begin with 6, 7, 8 or 9.']);
    await page.getByLabel('Mobile number').fill('98765 43210');
    await page.getByRole('button', { name: 'Get offers' }).click();
    await stage(page, 'We are asking the lenders');
    const journey = idOf(page);

    await example.sandbox.loanJourney(journey, { offer: { lender: FIRST } });
    await stage(page, 'Your offers');
    await expect.poll(() => focused(page), WAIT).toBe('Your offers');
    await example.sandbox.loanJourney(journey, { offer: { lender: SECOND } });
    await comeBack(page);
    await page.getByRole('status').filter({ hasText: '3 offers; 1 lender has not answered yet' }).waitFor();

    const lenders = (): Promise<string[]> => page.locator('.loan-offer-lender').allTextContents();
    expect(await lenders()).toEqual([SECOND, FIRST, FIRST]);
    await page.getByLabel('Amount').check();
    expect(await lenders()).toEqual([FIRST, SECOND, FIRST]);
    const cheapest = page.getByRole('radio', { name: /Lowest cost/ });
    expect(await page.locator('.loan-offer').filter({ hasText: 'Lowest cost' }).innerText()).toMatch(
      /Sahyadri Finserv[^]*INR\s200,000[^]*15\.71\s%[^]*INR\s9,650[^]*24 months/,
    );
    await page.getByRole('button', { name: 'Continue with this offer' }).click();
    await page.getByText('Choose an offer to go on.').waitFor();
    await cheapest.check();
    await page.getByRole('button', { name: 'Continue with this offer' }).click();
    const link = page.getByRole('link', { name: `Continue at ${SECOND}` });
    await link.waitFor();
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await stored(page)).not.toContain('http');
    expect(await stored(page)).not.toContain('9876543210');

    await page.reload();
    await stage(page, 'Go on at your lender');
    await page.getByRole('button', { name: 'Get the link to the lender' }).click();
    await page.getByRole('link', { name: 'Continue at the lender' }).waitFor();
  });

  test('whoever has been at the lender sees what is left, gets a new link, and hears of the money', async ({
    example,
  }) => {
    const journey = await started(example, 'CRM-WAY');
    await example.sandbox.loanJourney(journey, { status: 'OFFERED' });
    const page = await example.open(pageOf(journey));
    await page.locator('.loan-offer input').first().check();
    await page.locator('[data-stage=offers] .button-primary').click();
    await page.locator('[data-stage=hand-off]').waitFor();
    const link = page.getByRole('link', { name: `Continue at ${SECOND}` });
    await link.waitFor();
    const step = page.locator('.steps [aria-current=step] .step-name');
    expect(await step.count()).toBe(0);
    for (const [status, name] of [
      ['KYC_PENDING', 'Prove who you are'],
      ['BANK_MANDATE_PENDING', 'Name your bank account'],
      ['E_MANDATE_PENDING', 'Allow the instalments to be collected'],
      ['LOAN_AGREEMENT_PENDING', 'Sign the agreement'],
    ] as const) {
      await example.sandbox.loanJourney(journey, { status });
      await expect.poll(() => step.allTextContents(), WAIT).toEqual([name]);
      expect(await link.count(), 'a link that has been used').toBe(0);
    }
    await page.getByRole('button', { name: 'Get a new link' }).click();
    await link.waitFor();
    await example.sandbox.loanJourney(journey, { status: 'LENDER_PROCESSING' });
    await stage(page, 'The lender is working on it');
    await example.sandbox.loanJourney(journey, { status: 'DISBURSED' });
    await stage(page, 'The money is on its way to you');
    await expect.poll(() => focused(page), WAIT).toMatch(/^The money/);
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  test.for([
    ['REJECTED', 'The lender said no'],
    ['EXPIRED', 'The time ran out'],
    ['CLOSED', 'This application is closed'],
  ] as const)(
    'whoever comes back from a lender to a journey that is %s reads "%s", and can ask again',
    async ([status, title], { example }) => {
      const journey = await started(example, `CRM-BACK-${status}`);
      await example.sandbox.loanJourney(journey, { status: 'KYC_PENDING' });
      const page = await example.open(pageOf(journey));
      await stage(page, 'Go on at your lender');
      await example.sandbox.loanJourney(journey, { status });
      await stage(page, title);
      await page.getByRole('link', { name: 'Ask for offers' }).click();
      await page.getByRole('button', { name: 'Get offers' }).waitFor();
    },
  );

  test('a status that nobody knows yet leaves the person in peace', async ({ example }) => {
    const journey = await started(example, 'CRM-NEW');
    await example.sandbox.loanJourney(journey, { status: 'VIDEO_CALL_PENDING' });
    const page = await example.open(pageOf(journey));
    await stage(page, 'The lender is working on it');
  });

  test('an offer that cannot be chosen yet is shown, and not for choice', async ({ example }) => {
    const journey = await started(example, 'CRM-1');
    const page = await example.open(pageOf(journey));
    await stage(page, 'We are asking the lenders');
    await example.sandbox.loanJourney(journey, { offer: { lender: FIRST, status: 'OFFER_AWAITED' } });
    await comeBack(page);
    await page.getByText('Cannot be chosen yet').first().waitFor();
    expect(await page.locator('.loan-offer input:enabled').count()).toBe(0);
  });

  test('a consent is asked for on pages of its own, and offers may follow', async ({ example }) => {
    const journey = await started(example, 'CRM-2');
    await example.sandbox.loanJourney(journey, { offer: { lender: THIRD, status: 'AA_REQUIRED' } });
    const page = await example.open(pageOf(journey));
    await page.getByRole('link', { name: 'Decide about the statements' }).waitFor();
    await example.sandbox.loanJourney(journey, { consent: 'GIVE' });
    await example.sandbox.loanJourney(journey, { offer: { lender: THIRD } });
    await comeBack(page);
    await stage(page, 'Your offers');
  });

  test.for([
    ['NOT_OFFERED', 'No lender makes an offer'],
    ['EXPIRED', 'The time ran out'],
  ] as const)('a journey that becomes %s says "%s"', async ([status, title], { example }) => {
    const journey = await started(example, `CRM-${status}`);
    const page = await example.open(pageOf(journey));
    await stage(page, 'We are asking the lenders');
    await example.sandbox.loanJourney(journey, { status });
    await comeBack(page);
    await stage(page, title);
    await page.getByRole('link', { name: 'Ask for offers' }).click();
    await page.getByRole('button', { name: 'Get offers' }).waitFor();
  });

  test('a borrower without a journey is told so', async ({ example }) => {
    const page = await example.open(pageOf('LoanJourney:CRM-404'));
    await page.getByText('No lender has been asked here').waitFor();
  });

  test('every stage fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async ({
    example,
  }) => {
    const page = await example.open('/loans');
    await page.locator('button[type=submit]').click();
    await expectToFit(page);
    const journey = await started(example, 'CRM-3');
    await example.open(pageOf(journey));
    const look = async (change: LoanChange, shown: string): Promise<void> => {
      await example.sandbox.loanJourney(journey, change);
      await comeBack(page);
      await page.locator(shown).first().waitFor();
      await expectToFit(page);
    };
    await look({ offer: { lender: THIRD, status: 'AA_REQUIRED' } }, '[data-stage=asking]');
    await look({ offer: { lender: FIRST, status: 'OFFER_AWAITED' } }, '.loan-offer[data-disabled]');
    await look({ status: 'OFFERED' }, '.loan-offer input:enabled');
    await page.locator('.loan-offer input:enabled').first().check();
    await page.locator('[data-stage=offers] .button-primary').click();
    await page.locator('[data-stage=hand-off] a').waitFor();
    await expectToFit(page);
    await look({ status: 'KYC_PENDING' }, '.steps [aria-current=step]');
    await look({ status: 'LENDER_PROCESSING' }, '[data-stage=processing]');
    await look({ status: 'DISBURSED' }, '[data-stage=disbursed]');
    const refused = await started(example, 'CRM-4');
    await example.sandbox.loanJourney(refused, { status: 'NOT_OFFERED' });
    await example.open(pageOf(refused));
    await page.locator('[data-stage=not_offered]').waitFor();
    await expectToFit(page);
  });
});

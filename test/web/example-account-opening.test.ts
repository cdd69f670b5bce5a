import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noExample } from './example/build.ts';
import { startExample, WAIT_MS, type Example } from './example/kit.ts';
import { expectAccessible, expectToFit } from './example/looks.ts';

const CLIENT = 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877';
const WAIT = { timeout: WAIT_MS };

const journeyOf = (page: Page): string => decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
const stage = (page: Page, title: string): Promise<void> =>
  page.getByRole('heading', { level: 2, name: title }).waitFor();

describe.skipIf(noExample)('opening an account in the example', { timeout: 120_000 }, () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample();
  }, 60_000);
  afterAll(() => example[Symbol.asyncDispose]());
  beforeEach(() => example.reset());
  afterEach(() => expect(example.faults).toEqual([]));

  /** The page of a journey that has just been begun. */
  async function begin(): Promise<Page> {
    const page = await example.open('/open-account');
    await page.getByLabel('Investment savings account').check();
    await page.getByLabel('What do you want to call it?').fill('Rainy days');
    await page.getByRole('button', { name: 'Continue' }).click();
    await stage(page, 'Identify yourself');
    return page;
  }

  test('a person chooses, goes to Fondo by a link that says nothing of where they come from, and gets the account', async () => {
    const empty = await example.open('/open-account');
    await empty.getByRole('button', { name: 'Continue' }).click();
    expect(await empty.locator('.field-error').allTextContents()).toEqual([
      'Choose a kind of account.',
      'Write a name, such as Savings.',
    ]);
    expect(await empty.evaluate('document.activeElement.value')).toBe('ISK');

    const page = await begin();
    const link = page.getByRole('link', { name: 'Continue at Fondo' });
    const journey = journeyOf(page);
    const { data } = await example.kit.query(`{ node(id: "${journey}") { ... on Journey { url redirectUrl } } }`);
    expect(await link.getAttribute('href')).toBe(data.node.url);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(data.node.redirectUrl).toBe(`${example.url}/open-account?back`);
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      JSON.stringify([{ 'begun-journey': journey }, {}]),
    );

    await example.sandbox.journey(journey, { status: 'PENDING', context: 'createaccountkyc' });
    await stage(page, 'Go on at Fondo');
    await expect.poll(() => page.evaluate('document.activeElement.textContent'), WAIT).toBe('Go on at Fondo');
    await example.sandbox.journey(journey, { status: 'COMPLETE', person: { firstName: 'Ylva' } });
    await page.getByRole('link', { name: 'To the account' }).waitFor();
    const { result } = (
      await example.kit.query(`{ node(id: "${journey}") { ... on Journey { result { account { id } } } } }`)
    ).data.node;
    await example.sandbox.account(result.account.id, { status: 'ACTIVE' });
    await stage(page, 'Your account is open');
    await page.getByRole('link', { name: 'To the account' }).click();
    await page.getByRole('heading', { name: 'Rainy days' }).waitFor();
    expect(journeyOf(page)).toBe(result.account.id);
  });

  test('whoever comes back from Fondo sees how far the account is', async () => {
    const page = await begin();
    const journey = journeyOf(page);
    await example.open('/open-account?back');
    await stage(page, 'Identify yourself');
    expect(journeyOf(page)).toBe(journey);
  });

  test.each([
    [{ status: 'CANCELED', context: 'createaccountkyc' }, 'You stopped before the account was open'],
    [{ status: 'EXPIRED' }, 'The time ran out'],
    [{ status: 'ERROR', errorCode: 'E1' }, 'Something went wrong at Fondo'],
  ] as const)('a journey that ends with %o says "%s", and another can be begun', async (change, title) => {
    const page = await begin();
    await example.sandbox.journey(journeyOf(page), change);
    await stage(page, title);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Begin again' }).click();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  test('a journey that is not there is told', async () => {
    const page = await example.open(
      `/open-account/${encodeURIComponent(`${CLIENT.replace('Client', 'Journey')}:64b8c89c-23df-41fc-86bd-deb34bd3d28f`)}`,
    );
    await page.getByText('There is no such account opening').waitFor();
  });

  test('every page fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async () => {
    const page = await example.open('/open-account');
    const look = (): Promise<void> => expectToFit(page);
    await page.locator('button[type=submit]').click();
    await look();
    await page.locator('input[value=ISK]').check();
    await page.locator('input.input').fill('x');
    await page.locator('button[type=submit]').click();
    await page.locator('[data-stage=new]').waitFor();
    await look();
    await example.sandbox.journey(journeyOf(page), { status: 'COMPLETE' });
    await page.locator('[data-stage=almost], [data-stage=complete]').waitFor();
    await look();
  });
});

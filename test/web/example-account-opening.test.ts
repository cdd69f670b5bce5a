import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Example } from './example/kit.ts';
import { expectAccessible, expectToFit } from './example/looks.ts';
import { errors, focused, idOf, stage, stored, WAIT } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

const CLIENT = 'Client:49ad7378-121c-4a53-9894-dfd14a7b4877';

/** The page of a journey that has just been begun. */
async function begin(example: Example): Promise<Page> {
  const page = await example.open('/open-account');
  await page.getByLabel('Investment savings account').check();
  await page.getByLabel('What do you want to call it?').fill('Rainy days');
  await page.getByRole('button', { name: 'Continue' }).click();
  await stage(page, 'Identify yourself');
  return page;
}

describeExample('opening an account in the example', () => {
  test('a person chooses, goes to Fondo by a link that says nothing of where they come from, and gets the account', async ({
    example,
  }) => {
    const empty = await example.open('/open-account');
    await empty.getByRole('button', { name: 'Continue' }).click();
    await expect
      .poll(() => errors(empty), WAIT)
      .toEqual(['Choose a kind of account.', 'Write a name, such as Savings.']);
    await expect.poll(() => empty.evaluate('document.activeElement.value'), WAIT).toBe('ISK');

    const page = await begin(example);
    const link = page.getByRole('link', { name: 'Continue at Fondo' });
    const journey = idOf(page);
    const { data } = await example.kit.query(`{ node(id: "${journey}") { ... on Journey { url redirectUrl } } }`);
    expect(await link.getAttribute('href')).toBe(data.node.url);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(data.node.redirectUrl).toBe(`${example.url}/open-account?back`);
    expect(await stored(page)).toBe(JSON.stringify([{ 'begun-journey': journey }, {}]));

    await example.sandbox.journey(journey, { status: 'PENDING', context: 'createaccountkyc' });
    await stage(page, 'Go on at Fondo');
    await expect.poll(() => focused(page), WAIT).toBe('Go on at Fondo');
    await example.sandbox.journey(journey, { status: 'COMPLETE', person: { firstName: 'Ylva' } });
    await page.getByRole('link', { name: 'To the account' }).waitFor();
    const { result } = (
      await example.kit.query(`{ node(id: "${journey}") { ... on Journey { result { account { id } } } } }`)
    ).data.node;
    await example.sandbox.account(result.account.id, { status: 'ACTIVE' });
    await stage(page, 'Your account is open');
    await page.getByRole('link', { name: 'To the account' }).click();
    await page.getByRole('heading', { name: 'Rainy days' }).waitFor();
    expect(idOf(page)).toBe(result.account.id);
  });

  test('whoever comes back from Fondo sees how far the account is', async ({ example }) => {
    const page = await begin(example);
    const journey = idOf(page);
    await example.open('/open-account?back');
    await stage(page, 'Identify yourself');
    expect(idOf(page)).toBe(journey);
  });

  test.for([
    [{ status: 'CANCELED', context: 'createaccountkyc' }, 'You stopped before the account was open'],
    [{ status: 'EXPIRED' }, 'The time ran out'],
    [{ status: 'ERROR', errorCode: 'E1' }, 'Something went wrong at Fondo'],
  ] as const)(
    'a journey that ends with %o says "%s", and another can be begun',
    async ([change, title], { example }) => {
      const page = await begin(example);
      await example.sandbox.journey(idOf(page), change);
      await stage(page, title);
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Begin again' }).click();
      await page.getByRole('button', { name: 'Continue' }).waitFor();
      expect(await page.evaluate('localStorage.length')).toBe(0);
    },
  );

  test('a journey that is not there is told', async ({ example }) => {
    const page = await example.open(
      `/open-account/${encodeURIComponent(`${CLIENT.replace('Client', 'Journey')}:64b8c89c-23df-41fc-86bd-deb34bd3d28f`)}`,
    );
    await page.getByText('There is no such account opening').waitFor();
  });

  test('every page fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async ({
    example,
  }) => {
    const page = await example.open('/open-account');
    const look = (): Promise<void> => expectToFit(page);
    await page.locator('button[type=submit]').click();
    await look();
    await page.locator('input[value=ISK]').check();
    await page.locator('input.input').fill('x');
    await page.locator('button[type=submit]').click();
    await page.locator('[data-stage=new]').waitFor();
    await look();
    await example.sandbox.journey(idOf(page), { status: 'COMPLETE' });
    await page.locator('[data-stage=almost], [data-stage=complete]').waitFor();
    await look();
  });
});

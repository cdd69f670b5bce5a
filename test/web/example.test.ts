import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible, expectToFit } from './example/looks.ts';
import { ACCOUNT, CLIENT, FUND, newest, sent, ticket } from './example/orders.ts';
import { WAIT } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

const goOn = (page: Page): Promise<void> => page.getByRole('button', { name: 'Continue' }).click();
const confirm = (page: Page) => page.getByRole('button', { name: /^(Buy for|Sell)/ });

describeExample('the example application in a browser', () => {
  test('an order is placed by the keyboard alone, and moves on the page until it is settled', async ({ example }) => {
    const page = await example.open('/');
    await page.getByRole('heading', { name: 'Newest orders' }).waitFor();
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    /** Moves the focus to the next element of that name. */
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let step = 0; step < 60; step += 1) {
        await press('Tab');
        const focused = await page.evaluate<string>(
          '[document.activeElement.ariaLabel, document.activeElement.labels?.[0]?.textContent, document.activeElement.textContent].find(Boolean) ?? ""',
        );
        if (name.test(focused)) return;
      }
      throw new Error(`No element ${name} is reached by Tab.`);
    };
    await press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await press('Enter');
    await tabTo(/^Buy or sell$/);
    await press('Enter');
    await page.getByRole('heading', { name: 'Buy or sell a fund' }).waitFor();
    await tabTo(/^Account/);
    await page.keyboard.type('Spar');
    await tabTo(/^Fund/);
    await page.keyboard.type('sverige index');
    await page.getByRole('option', { name: /Habibi Sverige Index/ }).waitFor();
    await press('ArrowDown', 'Enter');
    await tabTo(/^Amount/);
    await page.keyboard.type('1,500.50');
    await press('Enter');
    await page.getByRole('heading', { name: 'Check your order' }).waitFor();
    await tabTo(/^Buy for SEK\s1,500.50$/);
    await press('Enter');
    await page.getByRole('heading', { name: 'Buy Habibi Sverige Index' }).waitFor();

    const step = page.locator('[aria-current="step"]');
    await expect.poll(() => step.textContent(), WAIT).toContain('Received');
    const { id } = await newest(example);
    for (const [status, word] of [
      ['SENT', 'Sent to the market'],
      ['CONFIRMED', 'Confirmed'],
    ] as const) {
      await example.sandbox.order(id, status);
      await expect.poll(() => step.textContent(), WAIT).toContain(word);
    }
    await example.sandbox.order(id, 'SETTLED');
    await expect.poll(() => page.getByRole('status').allTextContents(), WAIT).toContain('Completed');
    expect(await sent(example)).toBe(1);
    await page.getByRole('link', { name: 'Portfolio' }).first().click();
    const first = page.getByRole('region', { name: 'Newest orders' }).getByRole('listitem').first();
    await expect.poll(() => first.textContent(), WAIT).toMatch(/SEK\s1,500\.50.*Completed|Completed.*SEK\s1,500\.50/);
  });

  test('an amount that cannot be is not sent, and the field says why', async ({ example }) => {
    const page = await example.open(ticket());
    for (const [amount, words] of [
      ['99', 'The smallest purchase of this fund is SEK 100.00.'],
      ['1e3', 'Write a number, such as 1,000.50.'],
      ['100.005', 'Use at most 2 decimals.'],
      ['99999999', /There is not that much money in the account: SEK\s[\d,.]+ is available\./],
    ] as const) {
      await page.getByLabel('Amount').fill(amount);
      await goOn(page);
      await page.locator('.field-error').filter({ hasText: words }).waitFor();
      await page.locator('[aria-invalid=true]:focus').waitFor();
    }
    expect(await example.sandbox.calls({ provider: 'FONDO', operation: 'createOrder' })).toEqual([]);
  });

  test('an order that has been checked stays what it is when one changes the language', async ({ example }) => {
    const page = await example.open(ticket());
    await page.getByLabel('Amount').fill('1,000');
    await goOn(page);
    await page.getByRole('button', { name: /^Buy for SEK\s1,000\.00$/ }).waitFor();
    await page.getByRole('button', { name: 'Svenska' }).click();
    await page.getByRole('button', { name: /^Köp för 1\s000,00\skr$/ }).click();
    await page.getByRole('heading', { name: 'Köp Habibi Sverige Index' }).waitFor();
    const { data } = await example.kit.query(
      `{ client(id: "${CLIENT}") { orders(first: 1, order: NEWEST_FIRST) { nodes { amount { amount } } } } }`,
    );
    expect(data.client.orders.nodes[0].amount.amount).toMatch(/^1000(?:\.00)?$/);
  });

  test('units that are not there any more are refused in words for a person', async ({ example }) => {
    const page = await example.open(ticket({ side: 'sell' }));
    await page.getByRole('button', { name: 'Sell all' }).click();
    const { data } = await example.kit.query(
      `{ node(id: "${ACCOUNT}") { ... on Account { positions { units instrument { id } } } } }`,
    );
    const { units } = data.node.positions.find(({ instrument }: any) => instrument.id === FUND);
    await example.kit.query(
      `mutation { placeOrder(input: { account: "${ACCOUNT}", instrument: "${FUND}", trade: { sellUnits: "${units}" } }) { __typename } }`,
    );
    await goOn(page);
    await page.getByRole('alert').filter({ hasText: 'Your order was not placed' }).waitFor();
    await expectAccessible(page);
    expect(await sent(example)).toBe(1);
  });

  test('a button that is pressed twice places one order', async ({ example }) => {
    const page = await example.open(ticket());
    await page.getByLabel('Amount').fill('250');
    await goOn(page);
    await confirm(page).dblclick();
    await page.getByRole('heading', { name: 'Buy Habibi Sverige Index' }).waitFor();
    expect(await sent(example)).toBe(1);
  });

  test('an order whose answer is lost is looked for, told honestly, and never sent again', async ({ example }) => {
    const page = await example.open(ticket());
    await page.getByLabel('Amount').fill('777');
    await goOn(page);
    await confirm(page).waitFor();
    await example.sandbox.fail({
      provider: 'FONDO',
      kind: 'SOCKET',
      socket: 'LOSE',
      operation: 'createOrder',
      times: 1,
    });
    await example.sandbox.fail({ provider: 'FONDO', kind: 'ANSWER', status: 503, operation: 'getOrders' });
    await confirm(page).click();
    const notice = page.getByRole('alert').filter({ hasText: 'The answer to your order was lost' });
    await notice.waitFor({ timeout: 40_000 });
    expect(await notice.textContent()).toContain('Do not place it again');
    await page.reload();
    await notice.waitFor();
    await example.sandbox.heal();
    await page.getByRole('heading', { name: 'Buy Habibi Sverige Index' }).waitFor({ timeout: 40_000 });
    expect(await sent(example)).toBe(1);
  });

  test('a page whose code does not arrive is offered again, and an address that is mistyped is told', async ({
    example,
  }) => {
    const page = await example.open('/orders/mistyped');
    await page.getByText('the address is mistyped').waitFor();
    await page.route('**/assets/*', (route) => route.abort());
    await page.getByRole('link', { name: 'Loans' }).click();
    await page.getByText('We cannot reach the bank.').waitFor();
    await page.unroute('**/assets/*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Compare loans' }).waitFor();
  });

  test('an order that has not been sent can be cancelled, after one is asked', async ({ example }) => {
    const page = await example.open(ticket());
    await page.getByLabel('Amount').fill('200');
    await goOn(page);
    await confirm(page).click();
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await page.getByText('Nothing was bought or sold').waitFor();
    expect((await newest(example)).status).toBe('CANCELED');
  });

  test('at twice the size nothing that has the focus is hidden', async ({ example }) => {
    const page = await example.open(ticket(), { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 });
    await page.getByLabel('Amount').waitFor();
    const hidden = `(() => {
      const focused = document.activeElement.closest('label') ?? document.activeElement;
      const { left, top, bottom, width } = focused.getBoundingClientRect();
      const isSeen = (y) => focused.contains(document.elementFromPoint(left + width / 2, y));
      return focused === document.body || (isSeen(top + 4) && isSeen(bottom - 4)) ? [] : [focused.outerHTML];
    })()`;
    for (const key of ['Tab', 'Shift+Tab'])
      for (let step = 0; step < 14; step += 1) {
        await page.keyboard.press(key);
        expect(await page.evaluate(hidden)).toEqual([]);
      }
  });

  test('every page fits a phone and a desk in both languages, and breaks no rule of accessibility in both themes', async ({
    example,
  }) => {
    const { id } = await newest(example);
    const page = await example.open('/');
    for (const path of [
      '/',
      `/accounts/${encodeURIComponent(ACCOUNT)}`,
      ticket(),
      `/orders/${encodeURIComponent(id)}`,
      '/nowhere',
    ]) {
      await example.open(path);
      await expectToFit(page);
    }
  });
});

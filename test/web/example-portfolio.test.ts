import { expect } from 'vitest';
import { expectAccessible } from './example/looks.ts';
import { newest, place } from './example/orders.ts';
import { tryAgainUntil, WAIT } from './example/person.ts';
import { describeExample, test } from './example/test.ts';

describeExample('the portfolio of the example', () => {
  test('the newest orders of the portfolio move, and one that somebody else places appears', async ({ example }) => {
    const page = await example.open('/');
    const first = page.getByRole('region', { name: 'Newest orders' }).getByRole('listitem').first();
    await first.waitFor();
    await place(example, '321.00');
    await expect.poll(() => first.textContent(), WAIT).toMatch(/SEK\s321\.00/);
    expect(await first.textContent()).toContain('Received');
    await example.sandbox.order((await newest(example)).id, 'SETTLED');
    await expect.poll(() => first.textContent(), WAIT).toContain('Completed');
  });

  test('an order that is placed while the list is read is not lost with the answer from before it', async ({
    example,
  }) => {
    const page = await example.open('/nowhere');
    const [read, told, late] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => payload.includes('"CREATED"') && told.resolve()),
    );
    let isFirst = true;
    await page.route('**/graphql', async (route) => {
      if (!isFirst || !route.request().postData()?.includes('query NewestOrders')) return route.continue();
      isFirst = false;
      const response = await route.fetch();
      read.resolve();
      await late.promise;
      await route.fulfill({ response });
    });
    await example.open('/');
    await read.promise;
    await place(example, '321.00');
    await told.promise;
    late.resolve();
    const first = page.getByRole('region', { name: 'Newest orders' }).getByRole('listitem').first();
    await expect.poll(() => first.textContent(), WAIT).toMatch(/SEK\s321\.00/);
    await page.unroute('**/graphql');
  });

  test('what a provider that is down leaves of the portfolio can be asked for again', async ({ example }) => {
    await example.sandbox.fail({ provider: 'FONDO', kind: 'ANSWER', status: 503 });
    const page = await example.open('/');
    const notice = page.getByRole('alert').filter({ hasText: 'This is not available at the moment.' });
    await notice.waitFor({ timeout: 40_000 });
    await expectAccessible(page);
    await example.sandbox.heal();
    await tryAgainUntil(page, () => page.getByRole('heading', { name: 'Accounts' }).isVisible());
  });

  test('what could not be read while the provider was away is there once it is back', async ({ example }) => {
    await example.sandbox.fail({ provider: 'FONDO', kind: 'ANSWER', status: 503 });
    const page = await example.open('/');
    await page.getByText('This is not available at the moment.').waitFor();
    const bar = page.getByText('Orders and balances are delayed at the moment.');
    await bar.waitFor();
    await page.setViewportSize({ width: 390, height: 520 });
    await page.evaluate('scrollTo({ top: 200, behavior: "instant" })');
    const isOnTop =
      'document.elementFromPoint(195, document.querySelector(".connection").getBoundingClientRect().bottom - 4)';
    expect(await page.evaluate(`${isOnTop}.closest(".connection") !== null`), 'in sight where one has scrolled').toBe(
      true,
    );
    await example.sandbox.heal();
    await page.getByRole('heading', { name: 'Newest orders' }).waitFor({ timeout: 45_000 });
  });

  test('where a person has chosen all colours one sees where one is, and how far an order is', async ({ example }) => {
    const page = await example.open('/', { forcedColors: 'active' });
    const drawn = (selector: string, property: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);
    await page.locator('.mark-done').first().waitFor();
    for (const chosen of ['.navigation [aria-current=page]', '.switch [aria-pressed=true]'])
      expect(await drawn(chosen, 'outlineStyle')).toBe('solid');
    const system = (name: string): Promise<string> =>
      page.evaluate(`(document.body.style.color = '${name}', getComputedStyle(document.body).color)`);
    expect(await drawn('.mark-done', 'backgroundColor')).toBe(await system('CanvasText'));
    expect(await drawn('.mark:not(.mark-done)', 'backgroundColor')).toBe(await system('GrayText'));
  });
});

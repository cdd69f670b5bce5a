import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startAuthKit } from '../auth/kit.ts';
import { launchBrowser as launch, noBrowser as isMissing } from '../kit/browser.ts';
import { startKit } from '../kit/gateway.ts';

/** A page that notes what it asks of others than the gateway. */
async function openPage(browser: Browser, gateway: string, path = '/graphql') {
  // So high that the editor draws all lines of an answer.
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
  const outside: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== gateway) outside.push(request.url());
  });
  await page.goto(gateway + path);
  await page.getByRole('button', { name: /execute/i }).waitFor();
  return { page, outside };
}

/** GraphiQL over a sandbox that lives twenty times as fast as real time. */
async function openGraphiQL(browser: Browser, path?: string) {
  const kit = await startKit({ sandbox: { speed: 20 } });
  return { kit, ...(await openPage(browser, kit.gateway.url, path)) };
}

/** Runs the operation of the open tab, or the named one of several. */
async function run(page: Page, operation?: string): Promise<void> {
  await page.getByRole('button', { name: /execute/i }).click();
  if (operation) await page.getByRole('menuitem', { name: operation }).click();
}

/** Opens the tab and waits until the editor has taken in its document. */
async function openTab(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: title, exact: true }).click();
  const words = async (): Promise<string> =>
    ((await page.locator('.graphiql-query-editor').textContent()) ?? '').replace(/\s/g, ' ');
  await expect.poll(words).toContain(title);
}

/** Without the line breaks of the editor. */
const resultOf = async (page: Page): Promise<string> =>
  ((await page.locator('.result-window').textContent()) ?? '').replace(/\s+/g, ' ');
const panelOf = (page: Page): Promise<string | null> => page.locator('#answer-panel').textContent();
const WAIT = { timeout: 30_000 };

// A browser on two shared cores takes its time.
describe.skipIf(isMissing)('GraphiQL in a browser', { timeout: 90_000 }, () => {
  test('runs the first task by a click, shows the calls that it took, and asks nobody but the gateway', async () => {
    await using browser = await launch();
    const { kit, page, outside } = await openGraphiQL(browser);
    await using _kit = kit;
    await run(page);
    await expect.poll(() => resultOf(page), WAIT).toContain('"loanJourney"');
    expect(await resultOf(page)).not.toMatch(/"errors"|"upstream"/);
    await expect.poll(() => panelOf(page), WAIT).toMatch(/Upstream plan: \d+ calls in \d rounds?/);
    expect(await page.locator('#answer-panel tr .bar').count()).toBeGreaterThanOrEqual(3);
    expect(await panelOf(page)).toContain('/offers/kontotyp-1/applications/');
    expect(outside).toEqual([]);
  });

  test('has a tab for each task, and a history', async () => {
    await using browser = await launch();
    const { kit, page } = await openGraphiQL(browser);
    await using _kit = kit;
    const titles = readdirSync('docs/operations')
      .filter((file) => file.startsWith('task-'))
      .map((file) => readFileSync(`docs/operations/${file}`, 'utf8').split('\n', 1)[0]?.slice(2));
    expect(await page.locator('.graphiql-tab').allInnerTexts()).toEqual(titles);
    await run(page);
    await expect.poll(() => resultOf(page), WAIT).toContain('"data"');
    await page.getByRole('button', { name: /show history/i }).click();
    expect(await page.locator('.graphiql-tab').allInnerTexts()).toEqual(titles);
    await expect.poll(() => page.locator('.graphiql-history').textContent()).toContain('ThreeProvidersAtOnce');
  });

  test('loads nothing again on a reload, and keeps the tab that was open', async () => {
    await using browser = await launch();
    const { kit, page } = await openGraphiQL(browser);
    await using _kit = kit;
    await openTab(page, 'Place an order and follow it');
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('graphiql:tabState')))
      .toContain('"activeTabIndex":2');
    await page.reload();
    await page.getByRole('button', { name: /execute/i }).waitFor();
    await expect.poll(() => page.locator('.graphiql-query-editor').textContent()).toContain('BuyForAmount');
    expect(await page.locator('.graphiql-tab').count()).toBe(6);
    const loaded = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => entry as unknown as { name: string; initiatorType: string; transferSize: number })
        .filter(({ name, transferSize }) => /\/graphiql\/|introspection/.test(name) && transferSize > 1_000),
    );
    expect(loaded).toEqual([]);
  });

  test('opens the operation of a link', async () => {
    await using browser = await launch();
    const query = 'query FromALink($id: ID!) { client(id: $id) { name } }';
    const variables = '{"id":"49ad7378-121c-4a53-9894-dfd14a7b4877"}';
    const { kit, page } = await openGraphiQL(
      browser,
      `/graphql?${new URLSearchParams({ query, variables }).toString()}`,
    );
    await using _kit = kit;
    await expect.poll(() => page.locator('.graphiql-query-editor').textContent()).toContain('FromALink');
    await run(page);
    await expect.poll(() => resultOf(page), WAIT).toContain('Habibi');
  });

  test('an order is placed and followed: its id is filled in', async () => {
    await using browser = await launch();
    const { kit, page } = await openGraphiQL(browser);
    await using _kit = kit;
    await openTab(page, 'Place an order and follow it');
    await run(page, 'BuyForAmount');
    await expect.poll(() => resultOf(page), WAIT).toContain('"RECEIVED"');
    await run(page, 'FollowNewOrder');
    await expect.poll(() => panelOf(page), WAIT).toContain('Filled in: $order = Order:');
    await expect.poll(() => resultOf(page), WAIT).toContain('"SETTLED"');
  });

  test('a person signs up with BankID: the QR code is seen as a picture', async () => {
    await using browser = await launch();
    await using kit = await startKit(); // whose clock stands still: the person waits until the picture is seen
    const { page } = await openPage(browser, kit.gateway.url);
    await openTab(page, 'Sign up with BankID');
    for (const [operation, expected] of [
      ['ApplyForCredit', '"ACTION_REQUIRED"'],
      ['AnswerTheQuestions', '"AWAITING_VERIFICATION"'],
      ['CheckCredit', '"AWAITING_SIGN"'],
      ['SignWithBankId', '"PENDING"'],
    ] as const) {
      await run(page, operation);
      await expect.poll(() => resultOf(page), WAIT).toContain(expected);
    }
    await run(page, 'FollowSignUp');
    const picture = page.locator('#answer-panel img');
    await picture.waitFor();
    const width = await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    expect(width).toBeGreaterThan(20);
    kit.sandbox.clock.advance(15_000);
    await expect.poll(() => resultOf(page), WAIT).toContain('"COMPLETED"');
  });

  test('a subscription takes the headers of the Headers tab where callers are authenticated', async () => {
    await using auth = await startAuthKit({}, {}, { sandbox: { speed: 20 } });
    await using browser = await launch();
    const query = 'subscription Live($id: ID!) { processChanged(id: $id) { id state } }';
    const variables = '{"id":"Application:kontotyp-1:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e01"}';
    const link = `/graphql?${new URLSearchParams({ query, variables }).toString()}`;
    const { page } = await openPage(browser, auth.kit.gateway.url, link);
    await run(page);
    await expect.poll(() => resultOf(page), WAIT).toContain('UNAUTHENTICATED');
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)').click();
    await page.keyboard.insertText(JSON.stringify({ authorization: `Bearer ${await auth.token()}` }));
    await run(page);
    await expect.poll(() => resultOf(page), WAIT).toContain('"ACTION_REQUIRED"');
  });

  test('a stream that is cut off says so in words', async () => {
    await using browser = await launch();
    const query = 'subscription Live($id: ID!) { clientEvents(client: $id, includeStatus: true) { __typename } }';
    const variables = '{"id":"49ad7378-121c-4a53-9894-dfd14a7b4877"}';
    const { kit, page } = await openGraphiQL(
      browser,
      `/graphql?${new URLSearchParams({ query, variables }).toString()}`,
    );
    await using _kit = kit;
    await run(page);
    await expect.poll(() => resultOf(page), WAIT).toContain('clientEvents');
    await kit.gateway.close();
    await expect.poll(() => resultOf(page), WAIT).toMatch(/connection was closed|restart/i);
    expect(await resultOf(page)).not.toContain('isTrusted');
  });

  test.each([
    [1280, 900],
    [390, 844],
  ])('the panel of an answer covers nothing of the rest on a screen of %i by %i', async (width, height) => {
    await using browser = await launch();
    const { kit, page } = await openGraphiQL(browser);
    await using _kit = kit;
    await page.setViewportSize({ width, height });
    await run(page);
    const summary = page.locator('#answer-panel summary');
    await summary.waitFor();
    if (width < 640) await summary.click(); // closed at first, where there is little room
    const bottomOf = async (what: Locator): Promise<number> => {
      const { y = 0, height: tall = 0 } = (await what.boundingBox()) ?? {};
      return Math.round(y + tall);
    };
    const tools = page.getByRole('button', { name: 'Headers' });
    const parts = [page.getByRole('button', { name: /settings/i }), page.locator('.result-window'), tools];
    await expect
      .poll(async () => {
        const top = Math.round((await page.locator('#answer-panel').boundingBox())?.y ?? 0);
        return (await Promise.all(parts.map(bottomOf))).filter((bottom) => bottom > top);
      }, WAIT)
      .toEqual([]);
    expect(await bottomOf(tools)).toBeLessThanOrEqual(await bottomOf(page.locator('.graphiql-editors')));
    const lane = await page.locator('#answer-panel .lane').first().boundingBox();
    expect(lane?.width).toBeGreaterThan(width / 3);
  });

  test.each(['/graphql', '/'])('%s fits a phone', async (path) => {
    await using browser = await launch();
    await using kit = await startKit();
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(kit.gateway.url + path);
    await page
      .getByRole(path === '/' ? 'heading' : 'button', { name: path === '/' ? /what do you want/i : /execute/i })
      .waitFor();
    const width = await page.evaluate(
      () =>
        (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document.documentElement
          .scrollWidth,
    );
    expect(width).toBeLessThanOrEqual(390);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { launchBrowser, noBrowser } from '../kit/browser.ts';
import { OrderStatus, APPLICATION_STATUSES } from '../../sandbox/control/model/acts.ts';
import { OUTCOMES } from '../../sandbox/control/model/seed.ts';
import { startControl, type ControlKit } from '../sandbox/control/kit.ts';

const APPLICATION = 'Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02';
const WAIT = { timeout: 30_000 };

const statusOf = async (kit: ControlKit): Promise<string> =>
  (await kit.query(`{ application(id: "${APPLICATION}") { status } }`)).data.application.status;

/** The page, with what went wrong on it. */
async function open(page: Page, kit: ControlKit): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('request', (request) => {
    if (!request.url().startsWith(kit.gateway.url)) faults.push(`asks ${request.url()}`);
  });
  await page.goto(`${kit.gateway.url}/sandbox`);
  await page.getByText('Credit applications and signings').waitFor();
  return faults;
}

test('every status that the page offers has its Swedish word', async () => {
  const { SWEDISH_STATUSES } = (await import(
    new URL('../../sandbox/control/page/status-words.js', import.meta.url).href
  )) as { SWEDISH_STATUSES: Record<string, string> };
  const offered = [...APPLICATION_STATUSES, ...OrderStatus.options, ...OUTCOMES];
  expect(offered.filter((status) => !SWEDISH_STATUSES[status])).toEqual([]);
});

describe.skipIf(noBrowser)('the page of the sandbox in a browser', { timeout: 90_000 }, () => {
  test('a person presses "Sign", and the application is approved', async () => {
    await using kit = await startControl();
    await kit.query(
      `mutation { startBankIdSigning(input: { application: "${APPLICATION}", endUserIp: "192.0.2.10" }) { __typename } }`,
    );
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'en-GB' });
    const faults = await open(page, kit);
    await page
      .getByRole('button', { name: /^Sign\b(?! as)/ })
      .first()
      .click();
    await expect.poll(() => statusOf(kit), WAIT).toBe('APPROVED');
    expect(faults).toEqual([]);
  });

  test('a day passes at a press, and the page shows the new time', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'en-GB' });
    const faults = await open(page, kit);
    const now = (): Promise<string | null> => page.locator('#now').getAttribute('datetime');
    await expect.poll(now, WAIT).not.toBeNull();
    const before = new Date(String(await now())).getTime();
    await page.getByRole('button', { name: /day/i }).first().click();
    await expect
      .poll(async () => new Date(String(await now())).getTime() - before, WAIT)
      .toBeGreaterThanOrEqual(86_400_000);
    expect(faults).toEqual([]);
  });

  test('objects are added by a form, and what is wrong with them is told by its place', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'en-GB' });
    const faults = await open(page, kit);
    const text = page.getByLabel('What is to be added, as JSON');
    await page.getByLabel('Begin with').selectOption('Another client');
    await page.getByLabel('Name', { exact: true }).fill('<b>Öberg & Söner</b>');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Done: there are 1 more objects').waitFor(WAIT);
    const id = (await page.locator('#seed-answer').textContent()) ?? '';
    expect((await kit.query(`{ client(id: "${id}") { name } }`)).data.client).toEqual({ name: '<b>Öberg & Söner</b>' });
    await page.getByText('As JSON, for everything else').click();
    expect(JSON.parse(await text.inputValue())).toEqual({ clients: [{ name: '<b>Öberg & Söner</b>' }] });
    await text.fill('{ "accounts": [{ "balance": -1 }] }');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('accounts[0].balance').waitFor(WAIT);
    await text.fill('{ "accounts":');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('This is no JSON').waitFor(WAIT);
    expect(faults).toEqual([]);
  });

  test('each form adds what it says', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'en-GB' });
    const faults = await open(page, kit);
    const added = page.locator('#seed-answer');
    const add = async (kind: string, ids: RegExp): Promise<void> => {
      await page.getByLabel('Begin with').selectOption(kind);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await added.filter({ hasText: ids }).waitFor(WAIT);
    };
    await add('An account with cash and a position', /^Account:\S+$/);
    await page.getByLabel('Begin with').selectOption('An order that is on its way');
    await page.getByLabel('Status', { exact: true }).selectOption('CONFIRMED');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await added.filter({ hasText: /Order:/ }).waitFor(WAIT);
    expect((await kit.ask('GET', '')).body.orders[0]).toMatchObject({ status: 'CONFIRMED', amount: 500 });
    await page.getByLabel('Begin with').selectOption('An application and what its applicant does');
    await page.getByLabel('What the person does').selectOption('DECLINED');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await added.filter({ hasText: /^Application:kontotyp-2:\S+$/ }).waitFor(WAIT);
    expect((await kit.ask('GET', '')).body.applications[0]).toMatchObject({ outcome: 'DECLINED' });
    await add('A borrower whose lenders answer when told', /^LoanJourney:BORROWER-MINE$/);
    expect(faults).toEqual([]);
  });

  test('a gateway that cannot be reached is told in words', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const context = await browser.newContext({ locale: 'sv-SE' });
    const page = await context.newPage();
    await page.goto(`${kit.gateway.url}/sandbox`);
    await page.getByText('Kreditansökningar och signeringar').waitFor(WAIT);
    await context.setOffline(true);
    await page.getByRole('button', { name: 'En dag fram' }).click();
    await page.getByText('Gatewayen går inte att nå.').waitFor(WAIT);
  });

  test('a world is started, led to and ended', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'en-GB' });
    await open(page, kit);
    await page.getByLabel('The time stands still').check();
    await page.getByRole('button', { name: 'Start a world' }).click();
    const link = page.locator('#world-list a').first();
    await link.waitFor(WAIT);
    const { worlds } = (await kit.ask('GET', '/worlds')).body;
    expect(await link.getAttribute('href')).toBe(worlds[0].sandbox);
    await page.goto(worlds[0].sandbox);
    await page.locator('#running').filter({ hasText: 'frozen' }).waitFor(WAIT);
    expect(await page.locator('#worlds').isVisible()).toBe(false); // a world starts no worlds
    await open(page, kit);
    await page.getByRole('button', { name: 'End it' }).click();
    await expect.poll(async () => (await kit.ask('GET', '/worlds')).body.worlds, WAIT).toEqual([]);
  });

  test('it speaks Swedish to who prefers that, in every word of its own, and English at a press', async () => {
    await using kit = await startControl();
    await kit.query(
      `mutation { startBankIdSigning(input: { application: "${APPLICATION}", endUserIp: "192.0.2.10" }) { __typename } }`,
    );
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'sv-SE' });
    await page.goto(`${kit.gateway.url}/sandbox`);
    await page.getByText('Kreditansökningar och signeringar').waitFor(WAIT);
    await page.getByRole('button', { name: 'Signera', exact: true }).first().waitFor();
    await page.getByText('Testdata').waitFor();
    await page.getByText('underskrift pågår (INITIALIZED_DIGITAL_SIGN)').first().waitFor();
    await page.getByText('SE: Godkänns i prövningen och skriver under').waitFor();
    expect(await page.locator('#test-data dl[lang]').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.dataset.untranslated ?? null')).toBeNull();
    expect(await page.evaluate('document.documentElement.lang')).toBe('sv');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Credit applications and signings').waitFor(WAIT);
    await page.reload();
    await page.getByText('Credit applications and signings').waitFor(WAIT);
  });

  test('a page of another origin of this machine starts a world, and ends it', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    const page = await browser.newPage();
    const other = createServer((_request, response) => response.end('<!doctype html><title>App</title>'));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    const status = await page.evaluate(`(async () => {
      const worlds = '${kit.gateway.url}/sandbox/worlds';
      const headers = { 'content-type': 'application/json' };
      const { id } = await (await fetch(worlds, { method: 'POST', headers, body: '{}' })).json();
      return (await fetch(worlds + '/' + id, { method: 'DELETE' })).status;
    })()`);
    other.close();
    expect(status).toBe(204);
    expect((await kit.ask('GET', '/worlds')).body.worlds).toEqual([]);
  });

  test('the landing page leads to it, and it leads back', async () => {
    await using kit = await startControl({ gateway: { graphiql: true } });
    await using browser = await launchBrowser();
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(kit.gateway.url);
    await page.getByRole('link', { name: 'Sandbox', exact: true }).click();
    await page.getByText('Credit applications and signings').waitFor(WAIT);
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { name: 'What do you want to do?' }).waitFor(WAIT);
  });

  test('it fits a desk, a phone and the narrowest window, and nothing in it lies over anything else', async () => {
    await using kit = await startControl();
    await using browser = await launchBrowser();
    for (const [width, locale] of [
      [1280, 'en-GB'],
      [1280, 'sv-SE'],
      [390, 'sv-SE'],
      [320, 'en-GB'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, locale });
      await page.goto(`${kit.gateway.url}/sandbox`);
      await page.locator('#lists li').first().waitFor(WAIT);
      await page.locator('#test-data details[open] dl').first().waitFor(WAIT);
      const within = `[document.documentElement, ...document.querySelectorAll('#lists li, #lists section, .panel')]`;
      const wide = await page.evaluate(`${within}.filter((one) => one.scrollWidth > one.clientWidth).length`);
      expect([width, locale, wide]).toEqual([width, locale, 0]);
      await page.close();
    }
  });
});

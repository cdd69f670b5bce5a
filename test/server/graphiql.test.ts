import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startKit } from '../kit/gateway.ts';

const CHROMIUM = '/usr/bin/chromium';
const isMissing = !existsSync(CHROMIUM);
if (isMissing && process.env['CI']) throw new Error(`${CHROMIUM} must be there in CI`);
if (isMissing) console.warn(`Skipped: the tests of GraphiQL need ${CHROMIUM}`);

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** GraphiQL over a sandbox that lives twenty times as fast as real time. */
async function openGraphiQL(browser: Browser) {
  const kit = await startKit({ sandbox: { speed: 20, backgroundActivity: true } });
  const page = await browser.newPage({ viewport: { width: 1400, height: 2400 } });
  const outside: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== kit.gateway.url) outside.push(request.url());
  });
  await page.goto(`${kit.gateway.url}/graphql`);
  await page.getByRole('button', { name: /execute/i }).waitFor();
  return { kit, page, outside };
}

describe.skipIf(isMissing)('GraphiQL in a browser', () => {
  test('runs the ready query over three providers by a click, without any outside network', async () => {
    await using browser = await launch();
    const { kit, page, outside } = await openGraphiQL(browser);
    await using _kit = kit;
    await page.getByRole('button', { name: /execute/i }).click();
    const result = page.locator('.result-window');
    await expect.poll(() => result.textContent(), { timeout: 10_000 }).toContain('"loanJourney"');
    const text = await result.textContent();
    for (const provider of ['"client"', '"application"', '"loanJourney"']) expect(text).toContain(provider);
    expect(text).not.toContain('"errors"');
    expect(outside).toEqual([]);
  });

  test('shows the events of a subscription as they come', async () => {
    await using browser = await launch();
    const { kit, page } = await openGraphiQL(browser);
    await using _kit = kit;
    const seen = new Set<string>();
    await page.getByRole('button', { name: 'ClientEvents' }).click();
    // The editor takes a moment to take in the document of another tab; then it keeps it.
    const kept = (): Promise<string | null> => page.evaluate(() => localStorage.getItem('graphiql:query'));
    await expect.poll(kept).toContain('subscription ClientEvents');
    await page.getByRole('button', { name: /execute/i }).click();
    const result = page.locator('.result-window');
    await expect
      .poll(async () => seen.add((await result.textContent()) ?? '').size, { timeout: 15_000, interval: 20 })
      .toBeGreaterThanOrEqual(3); // nothing yet, and two different events
    expect([...seen].at(-1)).toContain('clientEvents');
  });
});

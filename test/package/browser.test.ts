import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { startLine } from '../clients/setup/line.ts';
import { launchBrowser, noBrowser } from '../kit/browser.ts';
import { at, startControl } from '../sandbox/control/kit.ts';
import { npm } from './setup/consumers.ts';
import { TRANSPORTS } from './setup/realtime.ts';

const folder = (): string => join(inject('consumers'), 'browser');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves what was built, as any server of files does. */
async function serve(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const file = join(folder(), 'dist', pathname === '/' ? 'index.html' : pathname);
    if (pathname.includes('..') || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a frontend of a bundler type-checks, strictly', async () => {
  expect(await npm(folder(), ['run', '-s', 'check'])).toBe('');
});

describe.skipIf(noBrowser)('bundled, in a browser', () => {
  beforeAll(() => npm(folder(), ['run', '-s', 'build']));

  test.each(TRANSPORTS)(
    'a page asks, places an order and follows it over %s, while sockets drop on both sides of the gateway',
    async (transport) => {
      await using kit = await startControl();
      await using line = await startLine(kit.gateway.url);
      await using site = await serve();
      await using browser = await launchBrowser();
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      const settings = new URLSearchParams({ gateway: line.url.replace('/graphql', ''), transport });
      await page.goto(`${site.url}/?${settings.toString()}`);
      await page.getByRole('heading', { name: 'Habibi' }).waitFor();

      await page.getByRole('button', { name: 'Buy' }).click();
      const shown = (list: string): Promise<string[]> => page.locator(`${list} li`).allTextContents();
      await expect.poll(() => shown('#statuses')).toEqual(['RECEIVED']);
      const order = String(await page.locator('body').getAttribute('data-order'));
      const put = (status: string): Promise<unknown> => kit.put(at('orders', order), { status });

      await kit.put('/sockets', { action: 'DROP' }); // between Fondo and the gateway
      await put('PENDING');
      await expect.poll(() => shown('#statuses')).toEqual(['RECEIVED', 'PENDING']);

      line.cut(); // between the gateway and the page
      await expect.poll(() => shown('#connection')).toContain('RECONNECTING');
      await put('SENT');
      line.mend();
      await expect.poll(() => shown('#statuses')).toEqual(['RECEIVED', 'PENDING', 'SENT']);

      await put('SETTLED');
      await expect.poll(async () => (await shown('#statuses')).at(-1)).toBe('SETTLED');
      await expect.poll(async () => (await shown('#connection')).at(-1)).toBe('DONE');
      expect((await shown('#connection')).includes('GAP')).toBe(false);
      expect([await page.getByRole('alert').textContent(), ...faults]).toEqual(['']);
    },
  );
});

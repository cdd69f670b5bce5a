/**
 * `npm run example-pictures [-- names]`: the pictures of `examples/web/README.md`, of what the application looks like now. Starts it as
 * `npm run example` does, and puts the sandbox into the states that they show.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { sandboxOf, type Sandbox } from '../packages/client/src/sandbox/index.ts';

const FOLDER = join(import.meta.dirname, '../examples/web/screenshots');
const CHROMIUM = '/usr/bin/chromium';
/** Of the sandbox. */
const ACCOUNT = 'Account:49ad7378-121c-4a53-9894-dfd14a7b4877:7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
const FUNDS = ['Instrument:SE0005701182SEK', 'Instrument:SE0012193019SEK', 'Instrument:SE0011045319SEK'] as const;
const SIGNABLE = 'Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02';

const ENGLISH: BrowserContextOptions = { locale: 'en-GB', colorScheme: 'light', reducedMotion: 'reduce' };
const DESK: BrowserContextOptions = { ...ENGLISH, viewport: { width: 1280, height: 860 } };
const PHONE: BrowserContextOptions = { ...ENGLISH, viewport: { width: 390, height: 844 } };

interface Subject {
  readonly path: string;
  readonly window: BrowserContextOptions;
  /** What a person does until there is what the picture shows. */
  arrange(page: Page): Promise<unknown>;
}

const ticket = `/trade?${new URLSearchParams({ account: ACCOUNT, fund: FUNDS[0] }).toString()}`;

/** The pictures by name, and the states of the sandbox that they need. */
async function subjects(sandbox: Sandbox): Promise<Readonly<Record<string, Subject>>> {
  const { orders, loanJourneys } = await sandbox.seed({
    orders: (['SETTLED', 'CONFIRMED', 'SENT', 'RECEIVED'] as const).map((status, index) => ({
      account: ACCOUNT,
      instrument: FUNDS[index % FUNDS.length] ?? FUNDS[0],
      amount: 1_500.5 + index * 500,
      status,
    })),
    borrowers: [{ id: 'PICTURE', steps: [], start: true }],
  });
  const [loan = ''] = loanJourneys;
  await sandbox.loanJourney(loan, { status: 'OFFERED' });
  return {
    portfolio: {
      path: '/',
      window: DESK,
      arrange: (page) => page.getByRole('region', { name: 'Newest orders' }).getByRole('listitem').first().waitFor(),
    },
    'order-dark': {
      path: `/orders/${encodeURIComponent(orders[2] ?? '')}`,
      window: { ...PHONE, colorScheme: 'dark' },
      arrange: (page) => page.locator('[aria-current=step]').waitFor(),
    },
    confirm: {
      path: ticket,
      window: { ...DESK, viewport: { width: 1280, height: 700 } },
      async arrange(page) {
        await page.getByLabel('Amount').fill('1,500.50');
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('heading', { name: 'Check your order' }).waitFor();
      },
    },
    'sign-up': {
      path: `/credit/applications/${encodeURIComponent(SIGNABLE)}`,
      window: DESK,
      async arrange(page) {
        await page.getByRole('button', { name: 'Sign with BankID' }).click();
        await page.locator('.qr img').waitFor();
      },
    },
    loans: {
      path: `/loans/${encodeURIComponent(loan)}`,
      window: DESK,
      arrange: (page) => page.locator('.loan-offer input').first().check(),
    },
    'fund-sv': {
      path: `/trade?${new URLSearchParams({ account: ACCOUNT }).toString()}`,
      window: { ...PHONE, locale: 'sv-SE' },
      async arrange(page) {
        await page.getByRole('combobox', { name: 'Fond' }).fill('sver');
        await page.getByRole('listbox').getByRole('option').nth(1).waitFor();
        await page.keyboard.press('ArrowDown');
      },
    },
  };
}

async function take(browser: Browser, app: string, name: string, { path, window, arrange }: Subject): Promise<void> {
  const context = await browser.newContext(window);
  const page = await context.newPage();
  await page.goto(app + path);
  await arrange(page);
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await context.close();
}

const example = spawn(process.execPath, [join(import.meta.dirname, 'example.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  let output = '';
  for await (const chunk of example.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('Ctrl-C')) break;
  }
  const addressOf = (name: string): string => new RegExp(`${name} +(http://[^/\\s]+)`).exec(output)?.[1] ?? '';
  const sandbox = sandboxOf(addressOf('Gateway'));
  await sandbox.freeze();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const wanted = process.argv.slice(2);
  for (const [name, subject] of Object.entries(await subjects(sandbox)))
    if (wanted.length === 0 || wanted.includes(name)) await take(browser, addressOf('Example'), name, subject);
  await browser.close();
} finally {
  example.kill('SIGINT');
  if (example.exitCode === null) await once(example, 'exit');
}

import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { contractOf, type ProviderName } from '../../sandbox/kit/contract.ts';
import { startKit } from '../kit/gateway.ts';
import { AARTHIK_COVERAGE } from './aarthik-table.ts';
import type { CoverageTable } from './coverage.ts';
import { FONDO_COVERAGE } from './fondo-table.ts';
import { PAYEX_COVERAGE } from './payex-table.ts';

const TABLES: Readonly<Record<ProviderName, CoverageTable>> = {
  fondo: FONDO_COVERAGE,
  payex: PAYEX_COVERAGE,
  aarthik: AARTHIK_COVERAGE,
};
const TITLES: Readonly<Record<ProviderName, string>> = { fondo: 'Fondo', payex: 'PayEx', aarthik: 'Aarthik' };
const PROVIDERS = Object.keys(TABLES) as ProviderName[];

/** What providers send by themselves, by its name in their contract, and where the gateway takes it. */
const WEBHOOKS: Readonly<Record<string, string>> = {
  journeyCallback: '/webhooks/fondo/journey/…',
  journeySnapshot: '/webhooks/aarthik/snapshot',
};

const entries = PROVIDERS.flatMap((provider) =>
  Object.entries(TABLES[provider]).map(([operation, entry]) => ({ provider, operation, entry })),
);

test('the three tables together hold 78 operations, the event socket among them, and the contracts no other', () => {
  expect(entries).toHaveLength(78);
  for (const provider of PROVIDERS) {
    const listed = contractOf(provider).operations.map(({ id }) => id);
    expect(Object.keys(TABLES[provider]).sort()).toEqual(listed.sort());
  }
  expect(FONDO_COVERAGE).toHaveProperty('getWebSocket.field', 'Subscription.clientEvents');
});

test('one operation alone is not offered: it is meant for PayEx, not for its clients', () => {
  expect(entries.filter(({ entry }) => 'notOffered' in entry).map(({ operation }) => operation)).toEqual([
    'receiveMonthioCallback',
  ]);
});

test('both webhooks of the contracts have an address', async () => {
  const listed = PROVIDERS.flatMap((provider) => {
    const { webhooks } = parse(readFileSync(`contracts/${provider}.openapi.yaml`, 'utf8')) as { webhooks?: object };
    return Object.keys(webhooks ?? {});
  });
  expect(listed.sort()).toEqual(Object.keys(WEBHOOKS).sort());
  await using kit = await startKit();
  for (const address of Object.values(WEBHOOKS)) {
    const { status, headers } = await fetch(kit.gateway.url + address.replace('…', DEMO_CLIENT));
    expect([address, status, headers.get('allow')]).toEqual([address, 405, 'POST']);
  }
});

test('the page of all operations is current (`npx vitest run test/coverage/all.test.ts -u` prints it)', async () => {
  const chapters = PROVIDERS.map((provider) => {
    const rows = entries
      .filter((one) => one.provider === provider)
      .map(({ operation, entry }) =>
        'notOffered' in entry
          ? `| \`${operation}\` | ${entry.notOffered} |`
          : `| \`${operation}\` | \`${entry.field}\` |`,
      );
    return `## ${TITLES[provider]}\n\n| Operation | Reached by |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  const webhooks = Object.entries(WEBHOOKS).map(([name, address]) => `| \`${name}\` | \`${address}\` |`);
  const page = `# Coverage of the providers\n\nEvery operation of the three contracts, and the field of the schema that uses it. The tests drive each of them.\n\n${chapters.join('\n')}\n## Webhooks\n\n| Webhook | Taken at |\n| --- | --- |\n${webhooks.join('\n')}\n`;
  const options = { ...(await resolveConfig('docs/coverage.md')), parser: 'markdown' };
  await expect(await format(page, options)).toMatchFileSnapshot('../../docs/coverage.md');
});

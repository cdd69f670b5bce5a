import { expect, test } from 'vitest';
import { bankIdMessage, LANGUAGES, MESSAGES } from '../../../src/schema/payex/bankid-messages.ts';
import { launchUrl } from '../../../src/schema/payex/bankid-launch.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import type { BankIdSigning } from '../../../src/datasources/payex/types.ts';
import { loadSettings } from '../../../src/config/index.ts';
import { deviceAddress } from '../../../src/datasources/payex/application-rules.ts';
import { Checks } from '../../../src/datasources/kit/checks.ts';
import { post } from '../../kit/gateway.ts';
import { act, apply, startPayexKit } from './kit.ts';

const languages = Object.values(LANGUAGES).map(({ value }) => value);
const signing = (status: string, hintCode: string | null) =>
  ({ status, hintCode, key: { kind: 'LimitUpgradeApplication', id: 'x' } }) as unknown as BankIdSigning;

test('every hint of the contract has its words in every language', () => {
  const hints = Object.keys(MESSAGES).filter(
    (hint) => contractOf('payex').schemaViolations('BankIdHintCode', hint).length === 0,
  );
  expect(hints).toHaveLength(12);
  for (const language of languages) {
    const words = hints.map((hint) => bankIdMessage(signing('Pending', hint), language));
    expect(new Set(words).size).toBe(11); // nobody has the order yet: two hints, one thing to do
    expect(words.filter((text) => text.length < 20)).toEqual([]);
  }
});

test('a hint that is not known has the words of its status, and one that is complete those of success', () => {
  for (const language of languages) {
    const texts = [
      bankIdMessage(signing('Pending', 'NotSupportedByUserApp'), language),
      bankIdMessage(signing('Failed', 'TransactionRiskBlocked'), language),
      bankIdMessage(signing('Complete', null), language),
    ];
    expect(new Set(texts).size).toBe(3);
  }
  expect(bankIdMessage(signing('Paused', null), 'en')).toBe('Follow the instructions in the BankID app.');
});

test('the app is opened with the token, and comes back where it is told to', () => {
  const back = 'https://shop.example/done?ref=1&x=å';
  expect(launchUrl('7c40', 'SCHEME', null)).toBe('bankid:///?autostarttoken=7c40&redirect=null');
  const link = new URL(launchUrl('7c40', 'APP_LINK', back));
  expect(link.origin).toBe('https://app.bankid.com');
  expect(Object.fromEntries(link.searchParams)).toEqual({ autostarttoken: '7c40', redirect: back });
});

test('the launch link has the token of this moment', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  const read = async () =>
    (
      await kit.query(
        'query ($id: ID!) { application(id: $id) { bankIdSigning { autostartToken launchUrl(form: SCHEME, redirect: "https://shop.example/") } } }',
        { id },
      )
    ).data.application.bankIdSigning;
  const first = await read();
  expect(first.launchUrl).toContain(first.autostartToken);
  kit.sandbox.clock.advance(31_000);
  const second = await read();
  expect(second.autostartToken).not.toBe(first.autostartToken);
  expect(second.launchUrl).toContain(second.autostartToken);
});

const START = 'mutation ($id: ID!) { startBankIdSigning(input: { application: $id }) { __typename } }';

test('without an address of the device, that of who calls is sent: over HTTP and over a WebSocket', async () => {
  await using kit = await startPayexKit();
  const sent = (): unknown[] =>
    kit.sandbox.payex.calls.filter(({ operationId }) => operationId === 'createSignBankidSe').map(({ body }) => body);
  await kit.query(START, { id: await apply(kit) });
  const overSocket = kit.watch(START, { id: await apply(kit) });
  expect(await overSocket.rest()).toMatchObject([{ data: { startBankIdSigning: { __typename: 'BankIdSigning' } } }]);
  expect(sent()).toEqual([{ endUserIp: '127.0.0.1' }, { endUserIp: '127.0.0.1' }]);
});

test('behind a trusted proxy the address that is sent is the one that the proxy has seen', async () => {
  const { limits } = loadSettings({ TRUSTED_PROXIES: '1' });
  await using kit = await startPayexKit({ gateway: { limits } });
  const headers = { 'x-forwarded-for': '198.51.100.1, ::ffff:203.0.113.9' };
  const { data } = await post(kit.gateway.url, START, { id: await apply(kit) }, headers);
  expect(data.startBankIdSigning).toEqual({ __typename: 'BankIdSigning' });
  const call = kit.sandbox.payex.calls.find(({ operationId }) => operationId === 'createSignBankidSe');
  expect(call?.body).toEqual({ endUserIp: '203.0.113.9' });
});

const sentFor = (remoteAddress: string): string => {
  const checks = new Checks();
  const sent = deviceAddress(checks, undefined, { remoteAddress, simulated: new Set() }, 'input.endUserIp');
  checks.done();
  return sent;
};

test.each(['203.0.113.9', '2a01:4f8::1'])('a live PayEx is told the address %s of who calls', (address) => {
  expect(sentFor(address)).toBe(address);
});

test.each([
  ...['10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', '169.254.0.1', '127.0.0.1', '::ffff:127.0.0.1'],
  ...['::1', 'fd00::1', 'fe80::1', 'unknown', ''],
])('a caller at %j is no device of a person: a live PayEx is told of none, and the caller to send it', (address) => {
  expect(() => sentFor(address)).toThrow(/input\.endUserIp: .*TRUSTED_PROXIES/);
});

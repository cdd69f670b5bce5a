import { expect, test } from 'vitest';
import { bankIdMessage, LANGUAGES, MESSAGES } from '../../../src/schema/payex/bankid-messages.ts';
import { launchUrl } from '../../../src/schema/payex/bankid-launch.ts';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import type { BankIdSigning } from '../../../src/datasources/payex/types.ts';
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

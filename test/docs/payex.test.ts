import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { problemsPage } from '../../scripts/problems-page.ts';
import { startKit, type Kit } from '../kit/gateway.ts';
import { FAST, FULL_ANSWERS, monthioReports, SHORT_ANSWERS } from '../schema/payex/kit.ts';

const operation = (name: string): string => readFileSync(`docs/operations/payex-${name}.graphql`, 'utf8');

/** The result of a documented mutation. */
async function run(kit: Kit, name: string, input: Record<string, unknown>): Promise<any> {
  const { data, errors } = await kit.query(operation(name), { input });
  expect(errors).toBeUndefined();
  return Object.values(data as Record<string, unknown>)[0];
}
const person = ({ nationalNumber, country }: { nationalNumber: string; country: string }) => ({
  requestedLimit: '5000',
  nationalNumber,
  country,
  language: 'SV',
});
/** The demo person signs within seconds, which pass eight times as fast: a test that is held up still comes before. */
const start = (): Promise<Kit> => startKit({ sandbox: { speed: 8 }, gateway: { streams: { signing: FAST } } });

async function watched(kit: Kit, application: string): Promise<any> {
  return (await kit.watch(operation('6-watch'), { application }).rest()).at(-1)?.data.signStatus;
}
const APPROVED = { isFinal: true, application: { status: 'APPROVED' } };

test('the way of docs/payex.md through Sweden ends with an account', async () => {
  await using kit = await start();
  const { data } = await kit.query(operation('1-offers'));
  const [{ id: offer }] = data.offers;
  const { id: application } = await run(kit, '2-apply', { offer, ...person(TEST_PERSONS.signer) });
  await run(kit, '3-answer', { application, answers: FULL_ANSWERS });
  await run(kit, '4-verify', { application });
  const signing = await run(kit, '5-sign-sweden', { application, endUserIp: '192.0.2.10' });
  expect(signing).toMatchObject({
    qrCode: expect.stringMatching(/^data:image\/png/),
    userMessage: expect.stringContaining('BankID'),
  });
  expect(await run(kit, 'extend', { application })).toMatchObject({ secondsLeft: 180 });
  const last = await watched(kit, application);
  expect(last).toMatchObject(APPROVED);
  const read = await kit.query(operation('application'), { id: application });
  expect(read.data.application.createdAccount).toEqual(last.application.createdAccount);
});

test('a declined check of docs/payex.md shows that the application is rejected', async () => {
  await using kit = await start();
  const { id: application } = await run(kit, '2-apply', { offer: 'kontotyp-3', ...person(TEST_PERSONS.declined) });
  expect(await run(kit, '4-verify', { application })).toMatchObject({
    reason: 'CREDIT_CHECK_DECLINED',
    application: { status: 'REJECTED', isFinal: true },
  });
});

test('the way through Norway ends with an account', async () => {
  await using kit = await start();
  const { id: application } = await run(kit, '2-apply', { offer: 'kontotype-no', ...person(TEST_PERSONS.norwegian) });
  await run(kit, '3-answer', { application, answers: SHORT_ANSWERS });
  await run(kit, '4-verify', { application });
  expect((await run(kit, '5-sign-norway', { application })).url).toMatch(/^http/);
  expect(await watched(kit, application)).toMatchObject({ ...APPROVED, bankId: null });
});

test('the way through Denmark, with the budget form, ends with an account', async () => {
  await using kit = await start();
  const { id: application } = await run(kit, '2-apply', { offer: 'kontotype-dk', ...person(TEST_PERSONS.danish) });
  const { url } = await run(kit, 'kalp', { application });
  expect((await run(kit, 'kalp', { application })).url).toBe(url);
  await monthioReports(kit, url);
  await run(kit, '3-answer', { application, answers: SHORT_ANSWERS });
  await run(kit, '4-verify', { application });
  expect((await run(kit, '5-sign-denmark', { application })).url).toMatch(/^http/);
  expect(await watched(kit, application)).toMatchObject(APPROVED);
});

test('the way to a higher limit is the same', async () => {
  await using kit = await start();
  const { accountNo } = TEST_ACCOUNTS.swedish;
  const input = { accountNumber: accountNo, requestedLimit: '9000', language: 'SV' };
  const { id: application } = await run(kit, 'raise-limit', input);
  await run(kit, '3-answer', { application, answers: FULL_ANSWERS });
  await run(kit, '4-verify', { application });
  await run(kit, '5-sign-sweden', { application, endUserIp: '192.0.2.10' });
  expect(await watched(kit, application)).toMatchObject(APPROVED);
  expect(kit.sandbox.payex.state.accounts.get(accountNo)?.creditLimit).toBe(9_000);
});

test('docs/payex-problems.md says what the table of problems says', async () => {
  const file = 'docs/payex-problems.md';
  const expected = await format(problemsPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
  expect(readFileSync(file, 'utf8')).toBe(expected);
});

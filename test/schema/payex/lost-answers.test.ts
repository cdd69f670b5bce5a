import { describe, expect, test } from 'vitest';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import type { Covered } from '../../coverage/coverage.ts';
import { PAYEX_COVERAGE } from '../../coverage/payex-table.ts';
import type { Answered } from '../../kit/gateway.ts';
import { act, actAll, applicationInput, apply, bare, startPayexKit, upgrade } from './kit.ts';

const writes = contractOf('payex').operations.filter(({ id, method }) => /post/i.test(method) && id in PAYEX_COVERAGE);
/** What PayEx shows nowhere: after a lost answer nobody knows. */
const UNFINDABLE = [
  'createApplication',
  'createLimitUpgradeApplication',
  'createAccountWithoutApplication',
  'limitUpgradeWithoutApplication',
];
/** The one write that may be sent twice: it creates or gets. */
const REPEATABLE = ['redirectKalpDk', 'redirectLimitUpgradeKalpDk'];

describe.concurrent('a write whose answer is lost', () => {
  for (const { id } of writes.filter(({ id }) => id !== 'receiveMonthioCallback')) {
    const outcome = UNFINDABLE.includes(id) ? 'is an unknown outcome' : 'is found again';
    test(`${id} ${outcome}, and is sent once`, async ({ expect }) => {
      await using kit = await startPayexKit({ gateway: { backOffice: true } });
      const send = (await (PAYEX_COVERAGE[id] as Covered).prepare(kit)) as () => Promise<Answered>;
      kit.sandbox.payex.forget();
      kit.sandbox.payex.fault({ operation: id, socket: 'lose', times: 1 });
      const { data, errors } = await send();
      expect(errors).toBeUndefined();
      const [result] = Object.values(data as Record<string, any>);
      if (UNFINDABLE.includes(id)) expect(result).toMatchObject({ code: 'OUTCOME_UNKNOWN', provider: 'PAYEX' });
      else expect(result.code).toBeUndefined();
      const sent = kit.sandbox.payex.calls.filter(({ operationId }) => operationId === id);
      expect(sent).toHaveLength(REPEATABLE.includes(id) ? 2 : 1);
    });

    test(`${id} that never left is a fault`, async ({ expect }) => {
      await using kit = await startPayexKit({ gateway: { backOffice: true } });
      const send = (await (PAYEX_COVERAGE[id] as Covered).prepare(kit)) as () => Promise<Answered>;
      await kit.sandbox.payex.down();
      const { errors } = await send();
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'PAYEX' });
    });
  }
});

test('a write that was not done is never called a success, nor sent again', async () => {
  const findable = writes.filter(({ id }) => ![...UNFINDABLE, ...REPEATABLE, 'receiveMonthioCallback'].includes(id));
  const outcomes = findable.map(async ({ id }) => {
    await using kit = await startPayexKit({ gateway: { backOffice: true } });
    const send = (await (PAYEX_COVERAGE[id] as Covered).prepare(kit)) as () => Promise<Answered>;
    kit.sandbox.payex.forget();
    kit.sandbox.payex.fault({ operation: id, socket: 'refuse', times: 1 });
    const { data } = await send();
    const sent = kit.sandbox.payex.calls.filter(({ operationId }) => operationId === id).length;
    return [id, sent, Object.values(data as Record<string, any>)[0].code];
  });
  expect(await Promise.all(outcomes)).toEqual(findable.map(({ id }) => [id, 1, 'OUTCOME_UNKNOWN']));
});

test.each(['Application', 'LimitUpgradeApplication'])(
  'a declined check whose answer is lost is still told: %s',
  async (kind) => {
    await using kit = await startPayexKit();
    const isApplication = kind === 'Application';
    const id = isApplication
      ? await apply(kit, TEST_PERSONS.declined, 'kontotyp-3')
      : await upgrade(kit, TEST_ACCOUNTS.declined.accountNo);
    const operation = isApplication ? 'verifyApplication' : 'verifyLimitUpgradeApplication';
    kit.sandbox.payex.fault({ operation, socket: 'lose', times: 1 });
    expect(await act(kit, 'verifyApplication', { application: id })).toMatchObject({ reason: 'CREDIT_CHECK_DECLINED' });
  },
);

test('a cancel that PayEx confirms is a success even while the signing still shows as pending', async () => {
  await using kit = await startPayexKit();
  const application = await apply(kit);
  await act(kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
  kit.sandbox.payex.fault({ operation: 'cancelSignBankidSe', answer: { status: 201, body: {} } });
  expect(await act(kit, 'cancelBankIdSigning', { application })).toMatchObject({ status: 'PENDING' });
});

test('a cancel whose answer is lost, of a signing that was signed meanwhile, is refused', async () => {
  await using kit = await startPayexKit();
  const application = await apply(kit);
  await act(kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
  kit.sandbox.payex.sign(bare(application));
  kit.sandbox.payex.fault({ operation: 'cancelSignBankidSe', socket: 'lose', times: 1 });
  expect(await act(kit, 'cancelBankIdSigning', { application })).toMatchObject({ reason: 'INVALID_BANK_ID_STATE' });
});

test('back-office acts are refused where the back office is off, and nothing is sent', async () => {
  await using kit = await startPayexKit();
  const application = await apply(kit);
  kit.sandbox.payex.forget();
  for (const [mutation, input] of Object.entries({
    approvePaperApplication: { application, pdf: 'JVBERi0xLjc=' },
    createAccountDirectly: { offer: 'kontotyp-2', customerNumber: '951753456', creditLimit: '1' },
    setCreditLimitDirectly: { accountNumber: '1000001', creditLimit: '1' },
  })) {
    const { data } = await actAll(kit, mutation, input);
    expect(data[mutation]).toMatchObject({ __typename: 'Refused', reason: 'NOT_PERMITTED', provider: 'GATEWAY' });
  }
  expect(kit.sandbox.payex.calls).toEqual([]);
});

test('an application that never left can be sent again', async () => {
  await using kit = await startPayexKit();
  await kit.sandbox.payex.down();
  const input = applicationInput(TEST_PERSONS.signer, 'kontotyp-2');
  expect((await actAll(kit, 'createApplication', input)).errors?.[0]?.extensions).toMatchObject({ retryable: true });
  await kit.sandbox.payex.up();
  expect(await act(kit, 'createApplication', input)).toMatchObject({ __typename: 'Application' });
});

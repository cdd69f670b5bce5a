import { describe, expect, test } from 'vitest';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import { listedProblems } from '../../../sandbox/payex/problems.ts';
import { PAYEX_COVERAGE } from '../../coverage/payex-table.ts';
import type { Covered } from '../../coverage/coverage.ts';
import type { Answered, Kit } from '../../kit/gateway.ts';
import { actAll, applicationInput, apply, bare, startPayexKit, upgrade } from './kit.ts';

/** Many of them: the same problem again and again must not be read past. */
const TIMES = 1_000;

/** What an answer says, in one line: a problem, an error, an empty field, or that all is well. */
function kindOf({ data, errors }: Answered): string {
  if (errors) {
    const { code, reason } = errors[0]?.extensions ?? {};
    return `error ${String(reason ?? code)}`;
  }
  const result = Object.values(data as Record<string, any>)[0];
  if (result === null) return 'null';
  if (typeof result?.code !== 'string') return JSON.stringify(Object.values(result as object)[0]);
  if (result.__typename === 'InvalidInput') return `InvalidInput ${result.fields.length > 0}`;
  return [result.__typename, result.reason].filter(Boolean).join(' ');
}

/** What the caller of an operation has to see, said once more and without the gateway's own table. */
function expectedKind(operation: string, status: number, type: string): string {
  const isRead = operation.startsWith('get') || operation.startsWith('list');
  const isList = operation === 'listOffers';
  const isOffer = isList || operation === 'getOffer';
  const refused = (reason: string): string => `${isRead ? 'error' : 'Refused'} ${reason}`;
  const absent = { getKycAnswers: '[]', getLimitUpgradeKycAnswers: '[]' }[operation] ?? 'null';
  if (type === 'fatal') return isRead ? 'error PROVIDER_UNAVAILABLE' : 'OutcomeUnknown';
  if (type === 'kyc-not-configured' && isRead) return '[]';
  if (type === 'invalid-application-state' && isRead) return 'null';
  if (type === 'validation' && status === 409) return refused('INVALID_REQUEST');
  if (type === 'validation' && !isOffer) return 'InvalidInput true';
  if (isList) return 'error NOT_FOUND';
  if (isOffer) return 'null';
  if (type === 'resource-unavailable' && operation !== 'createLimitUpgradeApplication') {
    return refused('APPLICATION_LAPSED');
  }
  if (type.endsWith('not-found') || type === 'resource-unavailable') return isRead ? absent : 'NotFound';
  return refused(type.toUpperCase().replaceAll('-', '_'));
}

/** A query of the signing, in place of the subscription, which reads past problems for a while. */
const SIGNINGS: Readonly<Record<string, string>> = {
  getSignBankidSe: 'application',
  getLimitUpgradeSignBankidSe: 'limitUpgradeApplication',
};

async function prepare(operation: string, kit: Kit): Promise<() => Promise<Answered>> {
  const field = SIGNINGS[operation];
  const covered = PAYEX_COVERAGE[operation] as Covered;
  if (!field) return (await covered.prepare(kit)) as () => Promise<Answered>;
  const sibling = operation === 'getSignBankidSe' ? 'getApplication' : 'getLimitUpgradeApplication';
  const read = await (PAYEX_COVERAGE[sibling] as Covered).prepare(kit);
  await read();
  const path = kit.sandbox.payex.calls.at(-1)?.path ?? '';
  const [id, , profile] = path.split('/').reverse();
  const global = field === 'application' ? `Application:${profile}:${id}` : `LimitUpgradeApplication:${id}`;
  return () => kit.query(`query ($id: ID!) { ${field}(id: $id) { bankIdSigning { status } } }`, { id: global });
}

const operations = contractOf('payex').operations.filter(({ id }) => id !== 'receiveMonthioCallback');
const pairs = operations.flatMap((operation) =>
  listedProblems(operation).flatMap(({ status, type }) => (status === 401 ? [] : [{ id: operation.id, status, type }])),
);

test('there are 152 pairs of operation and problem', () => {
  expect(pairs).toHaveLength(152);
});

describe.concurrent('every problem that the contract lists is told in our words', () => {
  for (const operation of operations) {
    test(operation.id, { timeout: 60_000 }, async ({ expect }) => {
      for (const { status, type } of pairs.filter(({ id }) => id === operation.id)) {
        await using kit = await startPayexKit({ gateway: { backOffice: true } });
        const act = await prepare(operation.id, kit);
        kit.sandbox.payex.problem(operation.id, status, type, TIMES);
        const answer = await act();
        expect(`${status} ${type}: ${kindOf(answer)}`).toBe(
          `${status} ${type}: ${expectedKind(operation.id, status, type)}`,
        );
        const told = JSON.stringify(answer);
        const listed = listedProblems(operation).find((one) => one.status === status && one.type === type);
        for (const secret of [listed?.description ?? '', '/problems/', 'account-onboarding', kit.sandbox.payex.url]) {
          expect(told).not.toContain(secret);
        }
      }
    });
  }
});

test('the key of an occurrence is kept as correlation id, and members are read in any case', async () => {
  await using kit = await startPayexKit();
  kit.sandbox.payex.fault({
    operation: 'createApplication',
    answer: {
      status: 409,
      type: 'application/problem+json',
      body: { Type: 'x/problems/Customer-Mismatch', Instance: 'dd07e588-70c8-4b27-95f5-020cc2968c06', Detail: 'Anna' },
    },
  });
  const { data } = await actAll(kit, 'createApplication', applicationInput(TEST_PERSONS.signer, 'kontotyp-2'));
  expect(data.createApplication).toMatchObject({
    reason: 'CUSTOMER_MISMATCH',
    provider: 'PAYEX',
    correlationId: 'dd07e588-70c8-4b27-95f5-020cc2968c06',
  });
});

test.each(['lower', 'capitalised'] as const)(
  'a %s validation problem points to the input of the caller',
  async (names) => {
    await using kit = await startPayexKit();
    kit.sandbox.payex.variants.problemNames = names;
    const input = { ...applicationInput(TEST_PERSONS.signer, 'kontotyp-2'), requestedLimit: '10001' };
    const { data } = await actAll(kit, 'createApplication', input);
    expect(data.createApplication).toMatchObject({
      __typename: 'InvalidInput',
      fields: [{ path: 'input.requestedLimit' }],
    });
  },
);

test('the names of PayEx are turned into those of the input, and a path that is none is not repeated', async () => {
  await using kit = await startPayexKit();
  kit.sandbox.payex.fault({
    operation: 'createApplication',
    answer: {
      status: 400,
      type: 'application/problem+json',
      body: {
        type: 'problems/validation',
        problems: [
          { '$.NationalConsumerIdentifier.Value': 'x' },
          { EmailAddress: 'anna@example.com is wrong', '/applicationOptions/preAuthorizationAmount': 'x' },
          { 'anna@example.com': 'x' },
        ],
      },
    },
  });
  const { data } = await actAll(kit, 'createApplication', applicationInput(TEST_PERSONS.signer, 'kontotyp-2'));
  expect(data.createApplication.fields.map(({ path }: { path: string }) => path)).toEqual([
    'input.nationalNumber',
    'input.email',
    'input.options.preAuthorizationAmount',
    'input',
  ]);
  expect(JSON.stringify(data)).not.toContain('anna');
});

test('a problem that is not known is refused without a leak, and a refused token is the fault of the gateway', async () => {
  await using kit = await startPayexKit();
  const answer = { status: 418, type: 'application/problem+json', body: { type: 'problems/teapot', detail: 'Anna' } };
  const stop = kit.sandbox.payex.fault({ operation: 'createApplication', answer });
  const input = applicationInput(TEST_PERSONS.signer, 'kontotyp-2');
  expect((await actAll(kit, 'createApplication', input)).data.createApplication).toMatchObject({ reason: 'UNKNOWN' });
  stop();
  kit.sandbox.payex.problem('createApplication', 401, 'unauthorized');
  const { errors } = await actAll(kit, 'createApplication', input);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_REJECTED_GATEWAY', provider: 'PAYEX' });
});

const VERIFY = /* GraphQL */ `
  mutation ($input: VerifyApplicationInput!) {
    verifyApplication(input: $input) {
      ... on Refused {
        reason
        application {
          id
          status
          isFinal
          availableActions
        }
      }
    }
  }
`;

test.each(['Application', 'LimitUpgradeApplication'])(
  'a refusal carries the application as it then stands: %s',
  async (kind) => {
    await using kit = await startPayexKit();
    const application =
      kind === 'Application'
        ? await apply(kit, TEST_PERSONS.declined, 'kontotyp-3')
        : await upgrade(kit, TEST_ACCOUNTS.declined.accountNo);
    const verify = async () => (await kit.query(VERIFY, { input: { application } })).data.verifyApplication;
    const rejected = { id: application, status: 'REJECTED', isFinal: true, availableActions: [] };
    expect(await verify()).toEqual({ reason: 'CREDIT_CHECK_DECLINED', application: rejected });
    expect(await verify()).toEqual({ reason: 'INVALID_APPLICATION_STATE', application: rejected });
  },
);

test('each of several acts in one document is refused with the application as it stands after that act', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  const refused = '... on Refused { reason application { status } }';
  const { data, errors } = await kit.query(
    `mutation ($of: ID!) {
      early: startKalp(input: { application: $of }) { ${refused} }
      start: startBankIdSigning(input: { application: $of, endUserIp: "192.0.2.10" }) { __typename ${refused} }
      again: startBankIdSigning(input: { application: $of, endUserIp: "192.0.2.10" }) { ${refused} }
    }`,
    { of: id },
  );
  expect(errors).toBeUndefined();
  expect(data.early.application).toEqual({ status: 'AWAITING_SIGN' });
  expect(data.start.__typename).toBe('BankIdSigning');
  expect(data.again).toEqual({
    reason: 'INVALID_APPLICATION_STATE',
    application: { status: 'INITIALIZED_DIGITAL_SIGN' },
  });
});

test('a refusal that is about no application, or about one that has lapsed, carries none', async () => {
  await using kit = await startPayexKit();
  const application = await apply(kit);
  kit.sandbox.payex.lapse(bare(application));
  const lapsed = await kit.query(VERIFY, { input: { application } });
  expect([lapsed.errors, lapsed.data.verifyApplication]).toEqual([
    undefined,
    { reason: 'APPLICATION_LAPSED', application: null },
  ]);
  const off = await kit.query(
    'mutation { setCreditLimitDirectly(input: { accountNumber: "1", creditLimit: "1" }) { ... on Refused { reason application { status } } } }',
  );
  expect(off.data.setCreditLimitDirectly).toEqual({ reason: 'NOT_PERMITTED', application: null });
});

test('an application that has lapsed is told apart from one that never was', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  const read = (of: string) => kit.query('query ($id: ID!) { application(id: $id) { status } }', { id: of });
  kit.sandbox.payex.lapse(bare(id));
  const lapsed = await read(id);
  expect(lapsed.data.application).toBeNull();
  expect(lapsed.errors?.[0]?.extensions).toMatchObject({ code: 'REFUSED', reason: 'APPLICATION_LAPSED' });
  const never = await read('Application:kontotyp-2:nothing');
  expect([never.data, never.errors]).toEqual([{ application: null }, undefined]);
  expect((await actAll(kit, 'verifyApplication', { application: id })).data.verifyApplication).toMatchObject({
    __typename: 'Refused',
    reason: 'APPLICATION_LAPSED',
  });
});

import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../sandbox/payex/index.ts';
import type { KitOptions } from '../kit/gateway.ts';
import { startMangledKit, type MangledKit } from '../kit/mangling-proxy.ts';
import { connectFondo } from '../../src/datasources/fondo/index.ts';
import { ACCOUNT, act, CLIENT, journeyInput, paymentsInput, PLAN, swishInput } from '../schema/fondo/kit.ts';
import { apply, upgrade } from '../schema/payex/kit.ts';

const OTHER = '00000000-0000-4000-8000-000000000000';
const firstId = (kit: MangledKit, table: 'order' | 'cashTransaction' | 'fundTransaction'): string =>
  kit.sandbox.fondo.state.books(DEMO_CLIENT).tables[table].rows[0]?.id ?? '';
const ofClient = (type: string, id: string): string => `${type}:${DEMO_CLIENT}:${id}`;

interface SingleRead {
  readonly provider: 'fondo' | 'payex' | 'aarthik';
  readonly at: RegExp;
  readonly query: (kit: MangledKit) => string | Promise<string>;
  readonly options?: KitOptions;
  /** What makes of an object another one; absent where the answer does not say which one it is. */
  readonly other?: (row: object) => object;
}
const withId = (row: object): object => ({ ...row, id: OTHER });

/** Every read of a single object, by what the gateway calls it. */
const READS: Readonly<Record<string, SingleRead>> = {
  client: {
    ...{ provider: 'fondo', at: /GET .*\/client\/[^/]+$/, other: withId },
    query: () => `{ client(id: "${CLIENT}") { name } }`,
  },
  account: {
    ...{ provider: 'fondo', at: /GET .*\/account\/[^/]+$/, other: withId },
    query: () => `{ node(id: "${ACCOUNT}") { ... on Account { name } } }`,
  },
  order: {
    ...{ provider: 'fondo', at: /GET .*\/order\/[^/]+$/, other: withId },
    query: (kit) => `{ node(id: "${ofClient('Order', firstId(kit, 'order'))}") { ... on Order { statusRaw } } }`,
  },
  journey: {
    ...{ provider: 'fondo', at: /GET .*\/journey\/[^/]+$/, other: withId },
    query: async (kit) =>
      `{ process(id: "${await act(kit, 'createJourney', journeyInput, '... on Journey { id }').then(({ id }) => String(id))}") { state } }`,
  },
  cashTransaction: {
    ...{ provider: 'fondo', at: /GET .*\/transaction\/cash\/[^/]+$/, other: withId },
    query: (kit) =>
      `{ node(id: "${ofClient('CashTransaction', firstId(kit, 'cashTransaction'))}") { ... on CashTransaction { createdAt } } }`,
  },
  fundTransaction: {
    ...{ provider: 'fondo', at: /GET .*\/transaction\/fund\/[^/]+$/, other: withId },
    query: (kit) =>
      `{ node(id: "${ofClient('FundTransaction', firstId(kit, 'fundTransaction'))}") { ... on FundTransaction { createdAt } } }`,
  },
  instrument: {
    ...{ provider: 'fondo', at: /GET .*\/instrument\/[^/]+$/, other: withId },
    query: () => `{ instrument(id: "${DEMO_INSTRUMENT}") { name } }`,
  },
  kycStatus: {
    ...{ provider: 'fondo', at: /GET .*\/kycstatus\/account\// },
    query: () => `{ node(id: "${ACCOUNT}") { ... on Account { kycStatus { statusRaw } } } }`,
  },
  allocationPlan: {
    ...{ provider: 'fondo', at: /GET .*\/allocationplan\/account\//, other: (row) => ({ ...row, account: OTHER }) },
    query: () => `{ node(id: "${ACCOUNT}") { ... on Account { allocationPlan { id } } } }`,
  },
  allocationPlanById: {
    ...{ provider: 'fondo', at: /GET .*\/allocationplan\/[^/]+$/, other: withId },
    query: () => `{ node(id: "${PLAN}") { ... on AllocationPlan { account { id } } } }`,
  },
  paymentInstruction: {
    ...{ provider: 'fondo', at: /GET .*\/instruction\/[^/]+$/, other: withId },
    query: async (kit) =>
      `{ node(id: "${(await act(kit, 'createPaymentInstruction', paymentsInput, '... on PaymentInstruction { id }')).id}") { ... on PaymentInstruction { statusRaw } } }`,
  },
  swishDeposit: {
    ...{ provider: 'fondo', at: /GET .*\/deposit\/swish\// },
    query: async (kit) =>
      `{ swishDeposit(id: "${(await act(kit, 'createSwishDeposit', swishInput, '... on SwishDeposit { id }')).id}") { statusRaw } }`,
  },
  offer: {
    ...{ provider: 'payex', at: /GET .*\/offers\/[^/]+$/, other: (row) => ({ ...row, accountProfile: 'another' }) },
    query: () => '{ offer(id: "kontotyp-1") { title } }',
  },
  application: {
    ...{ provider: 'payex', at: /GET .*\/applications\/[^/]+$/, other: (row) => ({ ...row, applicationId: OTHER }) },
    query: async (kit) => `{ application(id: "${await apply(kit, TEST_PERSONS.signer, 'kontotyp-1')}") { statusRaw } }`,
  },
  limitUpgrade: {
    ...{
      provider: 'payex',
      at: /GET .*\/limit-upgrade-applications\/[^/]+$/,
      other: (row) => ({ ...row, limitUpgradeApplicationId: OTHER }),
    },
    query: async (kit) =>
      `{ limitUpgradeApplication(id: "${await upgrade(kit, TEST_ACCOUNTS.swedish.accountNo)}") { statusRaw } }`,
  },
  kycAnswers: {
    ...{ provider: 'payex', at: /GET .*\/kyc-answers$/ },
    query: async (kit) =>
      `{ application(id: "${await apply(kit, TEST_PERSONS.signer, 'kontotyp-1')}") { kycAnswers { questionCode } } }`,
  },
  bankIdSigning: {
    ...{ provider: 'payex', at: /GET .*\/sign-bankid-se$/ },
    query: async (kit) =>
      `{ application(id: "${await apply(kit, TEST_PERSONS.signer, 'kontotyp-1')}") { bankIdSigning { statusRaw } } }`,
  },
  loanProducts: {
    ...{ provider: 'aarthik', at: /GET \/api\/lab\/features/ },
    query: () => '{ loanProducts { name } }',
  },
  loanWebhook: {
    ...{ provider: 'aarthik', at: /GET .*\/webhooks\/configuration/, options: { gateway: { backOffice: true } } },
    query: () => '{ loanWebhook { isEnabled } }',
  },
  loanJourney: {
    ...{
      provider: 'aarthik',
      at: /GET .*\/journey\/offers/,
      other: (row) => ({ ...row, data: { status: 'OFFERED', borrowerProviderID: 'another' } }),
    },
    query: () => `{ loanJourney(id: "${DEMO_BORROWER}") { status } }`,
  },
};

const BODIES: Readonly<Record<string, object>> = {
  null: { body: 'null' },
  'a number': { body: '5' },
  'a text': { body: '"text"' },
  true: { body: 'true' },
  'a list': { body: '[]' },
  'an empty object': { body: '{}' },
  'an object of something else': { json: { message: 'OK' } },
  nothing: { body: '' },
};

test.each(Object.entries(READS))(
  'a 200 that is not the object asked for is a bad answer, not absence: %s',
  async (_name, { provider, at, query, other, options }) => {
    await using kit = await startMangledKit(options);
    const document = await query(kit);
    const bodies = other ? { ...BODIES, 'another object': { json: other } } : BODIES;
    for (const [what, mangling] of Object.entries(bodies)) {
      const rule = kit.edges[provider].mangle({ at, times: Infinity, status: 200, isForwarded: true, ...mangling });
      const { errors } = await kit.query(document);
      rule.remove();
      expect(rule.count, what).toBeGreaterThan(0);
      expect([what, errors?.map(({ extensions }) => extensions?.['code'])]).toEqual([what, ['PROVIDER_BAD_ANSWER']]);
    }
    expect((await kit.query(document)).errors).toBeUndefined();
  },
);

test.each(['order', 'account', 'journey', 'allocationPlan', 'client'] as const)(
  'a 200 that is not the %s that an event names is a bad answer, not absence',
  async (object) => {
    await using kit = await startMangledKit();
    const fondo = connectFondo({ ...kit.sandbox.settings.fondo, url: kit.edges.fondo.url });
    const id = object === 'client' ? DEMO_CLIENT : OTHER;
    const read = () => fondo.changes.one(DEMO_CLIENT, object, id, new AbortController().signal);
    for (const [what, mangling] of Object.entries({ ...BODIES, another: { json: { id: DEMO_INSTRUMENT } } })) {
      const rule = kit.edges.fondo.mangle({ at: new RegExp(`${id}$`), status: 200, ...mangling });
      const code = await read().then(
        () => 'answered',
        (error: unknown) => (error as { code?: string }).code,
      );
      expect([what, rule.count, code]).toEqual([what, 1, 'PROVIDER_BAD_ANSWER']);
    }
    await fondo.close();
  },
);

test('links of an application that are none say nothing, and fail nothing', async () => {
  await using kit = await startMangledKit();
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  for (const operations of ['x', 5, {}, [{ method: 5, href: 5, rel: 5 }], [null, 'x']]) {
    kit.edges.payex.mangle({ at: /GET .*\/applications\/[^/]+$/, json: (row: object) => ({ ...row, operations }) });
    const { data, errors } = await kit.query(
      `{ application(id: "${id}") { state availableActions nextActions { __typename } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.application.state).toEqual(expect.any(String));
  }
});

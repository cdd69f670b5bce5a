import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { startMangledKit, type MangledKit } from '../kit/mangling-proxy.ts';
import { ACCOUNT, act, CLIENT, journeyInput } from '../schema/fondo/kit.ts';
import { apply } from '../schema/payex/kit.ts';

const OTHER = '00000000-0000-4000-8000-000000000000';
const firstId = (kit: MangledKit, table: 'order' | 'cashTransaction' | 'fundTransaction'): string =>
  kit.sandbox.fondo.state.books(DEMO_CLIENT).tables[table].rows[0]?.id ?? '';
const ofClient = (type: string, id: string): string => `${type}:${DEMO_CLIENT}:${id}`;

interface SingleRead {
  readonly provider: 'fondo' | 'payex' | 'aarthik';
  readonly at: RegExp;
  readonly query: (kit: MangledKit) => string | Promise<string>;
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
  offer: {
    ...{ provider: 'payex', at: /GET .*\/offers\/[^/]+$/, other: (row) => ({ ...row, accountProfile: 'another' }) },
    query: () => '{ offer(id: "kontotyp-1") { title } }',
  },
  application: {
    ...{ provider: 'payex', at: /GET .*\/applications\/[^/]+$/, other: (row) => ({ ...row, applicationId: OTHER }) },
    query: async (kit) => `{ application(id: "${await apply(kit, TEST_PERSONS.signer, 'kontotyp-1')}") { statusRaw } }`,
  },
  loanJourney: {
    ...{ provider: 'aarthik', at: /GET .*\/journey\/offers/ },
    query: () => `{ loanJourney(id: "${DEMO_BORROWER}") { status } }`,
  },
};

const BODIES: Readonly<Record<string, object>> = {
  null: { body: 'null' },
  'a number': { body: '5' },
  'a text': { body: '"text"' },
  true: { body: 'true' },
  'a list': { body: '[]' },
  nothing: { body: '' },
};

test.each(Object.entries(READS))(
  'a 200 that is not the object asked for is a bad answer, not absence: %s',
  async (_name, { provider, at, query, other }) => {
    await using kit = await startMangledKit();
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

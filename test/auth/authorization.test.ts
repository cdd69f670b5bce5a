import { readFileSync } from 'node:fs';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { TEST_ACCOUNTS } from '../../sandbox/payex/test-data.ts';
import { actBearingFields } from '../../src/auth/act-bearing.ts';
import { schema } from '../../src/schema/index.ts';
import type { Answered } from '../kit/gateway.ts';
import { HARMLESS } from './harmless.ts';
import { ACCOUNT, BORROWER, SAMPLES } from './samples.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';
import { allFields, shown, visitsOf, type Samples, type Visit } from './walk.ts';

/** Everything that has no id until it is made: made by a caller who may. */
async function prepared(auth: AuthKit): Promise<Samples> {
  const made = await auth.as(
    EVERYTHING,
    `mutation {
      createJourney(input: { client: "${DEMO_CLIENT}", journey: { kyc: { account: "${ACCOUNT}" } } }) { ... on Journey { id } }
      createSwishDeposit(input: { account: "${ACCOUNT}", amount: "100", device: OTHER_DEVICE }) { ... on SwishDeposit { id } }
      createPaymentInstruction(input: { client: "${DEMO_CLIENT}", payments: [{ account: "${ACCOUNT}", amount: "100" }] }) { ... on PaymentInstruction { id } }
      createLimitUpgrade(input: { accountNumber: "${TEST_ACCOUNTS.swedish.accountNo}", requestedLimit: "6000", language: SV }) { ... on LimitUpgradeApplication { id } }
      startLoanJourney(input: { borrower: "${BORROWER}", personal: { mobileNumber: "9876543210" } }) { ... on LoanJourney { id } }
    }`,
  );
  expect(made.errors).toBeUndefined();
  const { createJourney, createSwishDeposit, createPaymentInstruction, createLimitUpgrade } = made.data;
  const { data } = await auth.as(
    EVERYTHING,
    `{ client(id: "${DEMO_CLIENT}") { cashTransactions(first: 1) { nodes { id } } fundTransactions(first: 1) { nodes { id } } } }`,
  );
  const [cash, fund] = [data.client.cashTransactions.nodes[0].id, data.client.fundTransactions.nodes[0].id];
  const ids = {
    'Journey.id': createJourney.id,
    'JourneyChange.id': createJourney.id,
    'OpenProcessUrlInput.process': createJourney.id,
    'SwishDeposit.id': createSwishDeposit.id,
    'PaymentInstruction.id': createPaymentInstruction.id,
    'LimitUpgradeApplication.id': createLimitUpgrade.id,
    'CashTransaction.id': cash,
    'FundTransaction.id': fund,
  };
  auth.kit.sandbox.clock.advance(6_000);
  const journey = await auth.as(EVERYTHING, `{ loanJourney(id: "${BORROWER}") { lenders { offers { id } } } }`);
  const offer: string = journey.data.loanJourney.lenders.flatMap((one: any) => one.offers)[0].id;
  for (const id of Object.values(ids)) expect(id).toEqual(expect.any(String));
  return { ...SAMPLES, ...ids, 'OpenLoanOfferInput.offer': offer };
}

describe('the walk over the whole schema', () => {
  let auth: AuthKit;
  let visits: Visit[];
  beforeAll(async () => {
    auth = await startAuthKit();
    visits = visitsOf(schema, await prepared(auth));
  }, 60_000);
  afterAll(() => auth[Symbol.asyncDispose]());

  const forget = (): void => {
    for (const provider of [auth.kit.sandbox.fondo, auth.kit.sandbox.payex, auth.kit.sandbox.aarthik])
      provider.forget();
  };
  /** Calls to the providers, without the gateway's own authentication. */
  const calls = (): string[] =>
    [auth.kit.sandbox.fondo, auth.kit.sandbox.payex, auth.kit.sandbox.aarthik]
      .flatMap(({ callList }) => callList())
      .filter((call) => !call.includes('/auth/token') && !call.includes('/ping'));

  const ask = async (claims: Record<string, unknown>, { operation, document }: Visit): Promise<Answered> => {
    if (operation !== 'subscription') return auth.as(claims, document, { subject: 'stranger' });
    const response = await fetch(`${auth.kit.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await auth.token(claims, { subject: 'stranger' })}`,
      },
      body: JSON.stringify({ query: document }),
    });
    const events = [...(await response.text()).matchAll(/^data: (\{.*)$/gm)].map(
      ([, data = '']) => JSON.parse(data) as Answered,
    );
    return { data: events.map(({ data }) => data as unknown), errors: events.flatMap(({ errors }) => errors ?? []) };
  };

  test('it asks for every field, mutation and subscription there is', () => {
    const visited = new Set(visits.flatMap(({ fields }) => fields));
    expect(allFields(schema).filter((field) => !visited.has(field))).toEqual([]);
  });

  test('a caller who may touch everything but holds no permission is shown nothing, and no provider is asked', async () => {
    const rows = readFileSync('docs/security.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const open = new Set(['providers']);
    forget();
    for (const visit of visits.filter(({ root }) => !open.has(root))) {
      const { data, errors } = await ask({ ...EVERYTHING, permissions: [] }, visit);
      expect(shown(data), visit.document).toEqual([]);
      expect(
        errors?.map(({ extensions }) => extensions?.['code']),
        visit.document,
      ).toContain('FORBIDDEN');
      if (/^(?:nodes?|process(?:es|Changed)?|openProcessUrl)$/.test(visit.root)) continue; // as the type behind the id
      const [said] = rows.filter((row) => row.includes(`\`${visit.root}\``)).map((row) => /^\| `(\S+)`/.exec(row)?.[1]);
      const needed = errors?.map(({ message }) => /permission "(.+)"/.exec(message)?.[1]).find(Boolean);
      const readsFirst = visit.operation === 'mutation' && needed?.endsWith(':read');
      expect(said, `docs/security.md on ${visit.root}`).toEqual(readsFirst ? expect.any(String) : needed);
    }
    expect(calls()).toEqual([]);
  }, 120_000);

  test('a caller with every permission who may touch nothing finds nothing, and no provider is asked about it', async () => {
    /** What belongs to nobody: reference data, and acts whose permission is all that is needed. */
    const open = new Set([
      ...['providers', 'instrument', 'instruments', 'offer', 'offers', 'loanProducts', 'loanWebhook'],
      ...['createApplication', 'createLimitUpgrade', 'createAccountDirectly', 'setCreditLimitDirectly'],
      ...['subscribeLoanWebhook', 'unsubscribeLoanWebhook'],
    ]);
    forget();
    for (const visit of visits.filter(({ root }) => !open.has(root))) {
      const { data, errors } = await ask({ permissions: EVERYTHING.permissions }, visit);
      expect(shown(data), visit.document).toEqual([]);
      const codes = errors?.map(({ extensions }) => extensions?.['code']) ?? [];
      expect(
        codes.filter((code) => code !== 'NOT_FOUND'),
        visit.document,
      ).toEqual([]);
      if (visit.operation === 'mutation') expect(JSON.stringify(data), visit.document).toContain('"NotFound"');
    }
    // The list of clients is read, since only its rows tell which of them are the caller's; funds are open to all.
    const harmless = /^GET \/v2\/partner\/(?:client\?|instrument\/)/;
    expect(calls().filter((call) => !harmless.test(call))).toEqual([]);
  }, 120_000);

  /** What is shown to a person of a client: whatever is new belongs here only if it is no business of the partner. */
  const INVESTOR = {
    ofClient: [
      ...['account', 'accounts', 'allocationPlans', 'cashTransaction', 'cashTransactions', 'displayName'],
      ...['fundTransaction', 'fundTransactions', 'id', 'instruments', 'journey', 'name', 'order', 'orders'],
      'paymentInstruction',
    ],
    types: [
      ...['Account', 'AccountConnection', 'AccountEdge', 'AccountOwner', 'Agreement'],
      ...['AllocationPlan', 'AllocationShare', 'BankAccount', 'CashTransaction', 'CashTransactionConnection'],
      ...['CashTransactionEdge', 'Client', 'ClientConnection', 'ClientEdge', 'FundTransaction'],
      ...['FundTransactionConnection', 'FundTransactionEdge', 'Instrument', 'InstrumentCost', 'InstrumentDocument'],
      ...['InstrumentEdge', 'Journey', 'JourneyConfiguration', 'KycStatus', 'Order'],
      ...['OrderConnection', 'OrderEdge', 'PageInfo', 'Payment', 'PaymentInstruction'],
      ...['Position'],
    ],
  };

  test('an investor is shown the names of its client and what belongs to its own accounts, whatever it asks for', async () => {
    const owned = `{ node(id: "${ACCOUNT}") { ... on Account { owner { nationalNumber } } } }`;
    const owner = (await auth.as(EVERYTHING, owned)).data.node.owner.nationalNumber as string;
    const investor = { permissions: EVERYTHING.permissions, fondo_owners: [`${DEMO_CLIENT}:${owner}`] };
    const types = new Set<string>();
    const open = new Set(['providers', 'instrument', 'instruments', 'offer', 'offers', 'loanProducts', 'loanWebhook']);
    for (const visit of visits) {
      const type = visit.fields[0]?.split('.')[0] ?? '';
      if (visit.operation !== 'query' || type === 'Query' || open.has(visit.root)) continue;
      const { data } = await ask(investor, visit);
      if (shown(data).length > 0) types.add(type);
      if (type !== 'Client') continue;
      const client = Object.entries(data.client as object).filter(
        ([name, value]) => name !== '__typename' && value !== null && !(Array.isArray(value) && value.length === 0),
      );
      expect(client.map(([name]) => name)).toEqual(INVESTOR.ofClient);
    }
    expect([...types].sort()).toEqual(INVESTOR.types);
  }, 120_000);

  /** `Type.field` of every address, token or picture that these claims are shown: what can be opened. */
  async function openings(claims: Record<string, unknown>): Promise<Set<string>> {
    const found = new Set<string>();
    const look = (value: unknown, type: string, field = ''): void => {
      if (Array.isArray(value)) value.forEach((one) => look(one, type, field));
      else if (typeof value === 'object' && value !== null)
        for (const [name, below] of Object.entries(value)) look(below, type, name);
      else if (/^(?:https?|bankid|swish|data):/.test(String(value))) found.add(`${type}.${field}`);
    };
    for (const visit of visits.filter(({ operation }) => operation === 'query'))
      look((await ask(claims, visit)).data, visit.fields[0]?.split('.')[0] ?? '');
    return found;
  }

  test('a caller who may only read is shown nothing that can be opened but what is harmless', async () => {
    const permissions = EVERYTHING.permissions.filter((one) => one.endsWith(':read'));
    const shownTo = await openings({ ...EVERYTHING, permissions });
    expect([...shownTo].filter((field) => !(field in HARMLESS))).toEqual([]);
    const marked = new Set(actBearingFields(schema).map(({ type, field }) => `${type}.${field}`));
    const others = [...(await openings(EVERYTHING))].filter((field) => !(field in HARMLESS));
    expect(others).toContain('Journey.url');
    expect(others.filter((field) => !marked.has(field))).toEqual([]);
  }, 120_000);

  test('a caller who may do everything reaches what the two others did not', async () => {
    const vain: string[] = [];
    for (const visit of visits.filter(({ operation }) => operation !== 'subscription')) {
      const { data, errors } = await ask(EVERYTHING, visit);
      const codes = errors?.map(({ extensions }) => String(extensions?.['code'])) ?? [];
      const text = JSON.stringify(data);
      if (codes.length > 0 || /^\{"\w+":(?:null|\{"__typename":"(?:InvalidInput|NotFound)")/.test(text))
        vain.push(`${codes.join()} ${text} ${visit.document}`);
    }
    expect(vain).toEqual([]);
  }, 120_000);
});

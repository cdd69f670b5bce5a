import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { schema } from '../../src/schema/index.ts';
import { until } from '../kit/gateway.ts';
import { EVERYTHING, startAuthKit, type AuthKit, type RawSocket } from './kit.ts';
import { BORROWER, SAMPLES, SIGNABLE } from './samples.ts';
import { visitsOf } from './walk.ts';

const { permissions } = EVERYTHING;
const CLIENT = `Client:${DEMO_CLIENT}`;
const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
type Told = { readonly told: Map<string, string[]>; readonly refused: Map<string, string> };

/** Follows each of these on one socket; notes what each tells, and the code with which it was refused. */
function follow(socket: RawSocket, documents: ReadonlyMap<string, string>): Told {
  const told = new Map<string, string[]>();
  const refused = new Map<string, string>();
  for (const [id, query] of documents) {
    told.set(id, []);
    socket.send({ type: 'subscribe', id, payload: { query } });
  }
  void (async () => {
    for (;;) {
      const { id = '', type, payload } = await socket.next();
      const errors = type === 'error' ? payload : payload?.errors;
      if (errors?.length > 0) refused.set(id, errors[0].extensions.code);
      if (type === 'next' && payload.data) told.get(id)?.push(JSON.stringify(payload.data));
    }
  })().catch(() => undefined); // the socket was closed
  return { told, refused };
}

describe('an investor who follows everything that can be followed', () => {
  let auth: AuthKit;
  beforeAll(async () => void (auth = await startAuthKit()), 60_000);
  afterAll(() => auth[Symbol.asyncDispose]());

  /** What others of the same client have made, beside the account of one of them. */
  async function made(account: string): Promise<Record<string, string>> {
    const { data, errors } = await auth.as(
      EVERYTHING,
      `mutation {
        createJourney(input: { client: "${CLIENT}", journey: { kyc: { account: "${account}" } } }) { ... on Journey { id } }
        createSwishDeposit(input: { account: "${account}", amount: "100", device: OTHER_DEVICE }) { ... on SwishDeposit { id } }
        createPaymentInstruction(input: { client: "${CLIENT}", payments: [{ account: "${account}", amount: "110" }] }) { ... on PaymentInstruction { id } }
        placeOrder(input: { account: "${account}", instrument: "${DEMO_INSTRUMENT}", trade: { buyAmount: "100" }, executor: "197001010003" }) { ... on Order { id } }
      }`,
    );
    expect(errors).toBeUndefined();
    return Object.fromEntries(Object.values(data as object).map(({ id }) => [String(id).split(':')[0], String(id)]));
  }

  test('is told of its own accounts alone, and refused what is not its own, while others act', async () => {
    const { tables } = auth.kit.sandbox.fondo.state.books(DEMO_CLIENT);
    const { ssn } = tables.account.get(DEMO_ACCOUNT)?.owner ?? {};
    const others = tables.account.rows.filter(({ owner }) => owner.ssn !== ssn);
    const other = `Account:${DEMO_CLIENT}:${others[0]?.id}`;
    const foreign: Record<string, string> = {
      ...(await made(other)),
      Account: other,
      Application: SIGNABLE,
      LoanJourney: BORROWER,
    };
    /** The kinds of ids that each subscription takes: a new one is to be added. */
    const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
      accountChanged: ['Account'],
      clientEvents: [],
      journeyChanged: ['Journey'],
      loanJourneyChanged: ['LoanJourney'],
      orderChanged: ['Order', 'Account'],
      paymentChanged: ['PaymentInstruction', 'Account'],
      paymentInstructionChanged: ['PaymentInstruction'],
      processChanged: ['Journey', 'Application'],
      signStatus: ['Application'],
      swishDepositChanged: ['SwishDeposit'],
      transactionChanged: ['Account'],
    };
    const roots = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
    expect(Object.keys(FOLLOWED)).toEqual(roots);
    const documentOf = (root: string, id: string): string => {
      const args = ['id', 'client', 'application'].map((name) => [`Subscription.${root}.${name}`, id]);
      const visits = visitsOf(schema, { ...SAMPLES, ID: id, ...Object.fromEntries(args) });
      return visits.find(({ fields }) => fields[0] === `Subscription.${root}`)?.document ?? '';
    };
    const documents = new Map<string, string>();
    for (const root of roots) {
      for (const kind of FOLLOWED[root] ?? [])
        documents.set(`${root} ${kind}`, documentOf(root, String(foreign[kind])));
      documents.set(`${root} of the client`, documentOf(root, CLIENT));
    }
    const FIELDS = 'id account { id owner { nationalNumber } }';
    const watched: Record<string, string> = {
      account: `accountChanged(id: "${CLIENT}") { account { id owner { nationalNumber } } }`,
      order: `orderChanged(id: "${CLIENT}") { order { ${FIELDS} } }`,
      payment: `paymentChanged(id: "${CLIENT}") { payment { account { id } } }`,
      journey: `journeyChanged(id: "${CLIENT}") { journey { id } }`,
      transaction: `transactionChanged(id: "${CLIENT}") { __typename ... on CashTransactionChange { cashTransaction { id } } ... on FundTransactionChange { fundTransaction { id } } }`,
      events: `clientEvents(client: "${CLIENT}") { __typename ... on AccountChange { account { id } } ... on OrderChange { order { ${FIELDS} } } }`,
    };
    for (const [name, field] of Object.entries(watched)) documents.set(name, `subscription { ${field} }`);

    const authorization = `Bearer ${await auth.token({ permissions, fondo_owners: [`${DEMO_CLIENT}:${ssn}`] }, { subject: 'investor' })}`;
    const socket = await auth.socket();
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.next();
    const { told, refused } = follow(socket, documents);
    const foreignStreams = [...documents.keys()].filter((id) => id.includes(' ') && !id.endsWith('of the client'));
    /** What changes at an account of others: silent, as at one that does not exist. */
    const silent = foreignStreams.filter((id) => / Account$/.test(id) && id !== 'accountChanged Account');
    const ending = foreignStreams.filter((id) => !silent.includes(id));
    await until(() => ending.every((id) => refused.has(id)), 'the refusals', 20_000);
    expect(ending.filter((id) => refused.get(id) !== 'NOT_FOUND')).toEqual([]);
    expect(Object.keys(watched).filter((id) => refused.has(id))).toEqual([]);
    await until(() => auth.kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the upstream socket');
    const theirs = await made(other);
    await made(ACCOUNT);
    for (let step = 0; step < 8; step += 1) auth.kit.sandbox.clock.advance(3_000);
    for (const name of ['account', 'order', 'payment', 'transaction', 'events'])
      await until(() => (told.get(name)?.length ?? 0) > 0, name, 20_000);
    expect(foreignStreams.flatMap((id) => told.get(id) ?? [])).toEqual([]);
    const all = [...told.values()].flat().join('\n');
    expect(all).toContain(DEMO_ACCOUNT);
    const secrets = [
      ...others.flatMap(({ id, owner }) => [id, owner.ssn ?? id]),
      ...Object.values({ ...foreign, ...theirs }).map((id) => id.split(':').at(-1) ?? ''),
    ];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  }, 120_000);
});

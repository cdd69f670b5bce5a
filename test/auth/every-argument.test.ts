import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { schema } from '../../src/schema/index.ts';
import { SAMPLES } from './samples.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';
import { argumentVisitsOf, optionalArguments, shown, type Visit } from './walk.ts';

/** What may stand in an argument; `text` finds nothing where it is compared. */
const VALUES = {
  ...SAMPLES,
  DateTime: '2001-01-01T00:00:00Z',
  Int: 100,
  Boolean: true,
  Currency: 'SEK',
  ID: DEMO_CLIENT,
  'Query.swishDeposit.id': `SwishDeposit:${DEMO_CLIENT}:${DEMO_ACCOUNT}:d1`,
};
/** What belongs to nobody. */
const OPEN = new Set(['instrument', 'instruments', 'offer', 'offers', 'loanProducts', 'loanWebhook', 'providers']);

describe('with every argument that may be left out', () => {
  let auth: AuthKit;
  /** Ids of what is not the investor's. */
  let foreign: string[];
  let visits: readonly Visit[];
  let investor: Record<string, unknown>;
  beforeAll(async () => {
    auth = await startAuthKit();
    const { tables } = auth.kit.sandbox.fondo.state.books(DEMO_CLIENT);
    const { ssn } = tables.account.get(DEMO_ACCOUNT)?.owner ?? {};
    const others = tables.account.rows.filter(({ owner }) => owner.ssn !== ssn);
    const ids = new Set(others.map(({ id }) => id));
    const orders = tables.order.rows.filter(({ account }) => ids.has(account));
    const cursor = Buffer.from(orders.at(-1)?.sortedId ?? '').toString('base64url');
    foreign = [...ids, ...orders.map(({ id }) => id)];
    investor = { permissions: EVERYTHING.permissions, fondo_owners: [`${DEMO_CLIENT}:${ssn}`] };
    visits = argumentVisitsOf(schema, {
      ...VALUES,
      owner: others[0]?.owner.ssn,
      clientRef: orders[0]?.clientRef ?? 'none',
      after: cursor,
      before: cursor,
    }).filter(({ operation, root }) => operation === 'query' && !OPEN.has(root));
  }, 60_000);
  afterAll(() => auth[Symbol.asyncDispose]());

  const calls = (): string[] =>
    [auth.kit.sandbox.fondo, auth.kit.sandbox.payex, auth.kit.sandbox.aarthik]
      .flatMap(({ callList }) => callList())
      .filter((call) => !call.includes('/auth/token') && !call.includes('/ping'));
  const forget = (): void => [auth.kit.sandbox.fondo, auth.kit.sandbox.payex].forEach((one) => one.forget());

  test('the walk gives each of them', () => {
    const given = new Set<string>();
    for (const { document, fields } of argumentVisitsOf(schema, { ...VALUES, owner: 'x' }))
      for (const argument of fields) if (document.includes(`${argument.split('.').at(-1)}: `)) given.add(argument);
    expect(optionalArguments(schema).filter((argument) => !given.has(argument))).toEqual([]);
  });

  test('a caller without permission is shown nothing, and no provider is asked', async () => {
    forget();
    for (const { document } of visits) {
      const { data, errors } = await auth.as({ ...EVERYTHING, permissions: [] }, document);
      expect(shown(data), document).toEqual([]);
      expect(
        errors?.map(({ extensions }) => extensions?.['code']),
        document,
      ).toContain('FORBIDDEN');
    }
    expect(calls()).toEqual([]);
  }, 120_000);

  test('a caller who may touch nothing is shown nothing, and no provider is asked about it', async () => {
    forget();
    for (const { document } of visits) {
      const { data } = await auth.as({ permissions: EVERYTHING.permissions }, document);
      expect(shown(data), document).toEqual([]);
    }
    expect(calls().filter((call) => !call.startsWith('GET /v2/partner/client?'))).toEqual([]);
  }, 120_000);

  test('an investor is shown nothing of others, though a caller who may see all is', async () => {
    const telling = new Set<string>();
    for (const { document, fields } of visits) {
      const [own, whole] = [await auth.as(investor, document), await auth.as(EVERYTHING, document)].map((answer) =>
        JSON.stringify(answer.data),
      );
      const named = foreign.filter((id) => whole?.includes(id));
      if (named.length > 0) telling.add(fields[0] ?? '');
      expect(
        named.filter((id) => own?.includes(id)),
        document,
      ).toEqual([]);
    }
    for (const list of ['accounts', 'orders', 'fundTransactions'])
      expect([...telling].filter((one) => one.startsWith(`Client.${list}.`)).length, list).toBeGreaterThan(3);
  }, 120_000);
});

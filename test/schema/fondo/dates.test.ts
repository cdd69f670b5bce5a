import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { startMangledKit, type MangledKit } from '../../kit/mangling-proxy.ts';
import { ACCOUNT, CLIENT } from './kit.ts';

const CREATED = `{ client(id: "${CLIENT}") { account(id: "${ACCOUNT}") { createdAt } } }`;

/** What the caller is shown of an account that Fondo says was created then. */
async function createdAt(kit: MangledKit, createdDate: unknown): Promise<unknown> {
  const dated = (account: object) => ({ ...account, createdDate });
  kit.edges.fondo.mangle({ at: new RegExp(`/account/${DEMO_ACCOUNT}$`), json: dated });
  const { data, errors } = await kit.query(CREATED);
  expect(data.client.account).not.toBeNull();
  return errors?.[0]?.extensions?.['code'] ?? data.client.account.createdAt;
}

test.each([
  ['2026-05-14T09:30:00.000Z', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T09:30:00', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14 09:30:00', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T09:30:00.1234567', '2026-05-14T09:30:00.1234567Z'],
  ['2026-05-14T11:30:00+02:00', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14', 'PROVIDER_BAD_ANSWER'],
  ['2.5', 'PROVIDER_BAD_ANSWER'],
  ['14/05/2026 09:30', 'PROVIDER_BAD_ANSWER'],
  [1778750000000, 'PROVIDER_BAD_ANSWER'],
])('a date that Fondo writes as %j is shown as %s', async (written, shown) => {
  await using kit = await startMangledKit();
  expect(await createdAt(kit, written)).toBe(shown);
});

test('a day of trade and of settlement may come without a time, and nothing else instead', async () => {
  await using kit = await startMangledKit();
  const query = `{ client(id: "${CLIENT}") { fundTransactions(first: 1) { nodes { tradedAt settledAt } } } }`;
  const dates = { tradeDate: '2024-03-05', settlementDate: '2024-03-07T01:00:00+01:00' };
  const dated = (dates: object) => (rows: object[]) => rows.map((row) => ({ ...row, ...dates }));
  kit.edges.fondo.mangle({ at: '/transaction/fund?', json: dated(dates) });
  expect((await kit.query(query)).data.client.fundTransactions.nodes).toEqual([
    { tradedAt: '2024-03-05T00:00:00.000Z', settledAt: '2024-03-07T00:00:00.000Z' },
  ]);
  kit.edges.fondo.mangle({ at: '/transaction/fund?', json: dated({ tradeDate: 'March' }) });
  const { data, errors } = await kit.query(query);
  expect(data.client.fundTransactions.nodes[0].tradedAt).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'PROVIDER_BAD_ANSWER' } }]);
});

test.each([
  ['2026-05-14T09:30:00.000Z', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T11:30:00+02:00', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14 09:30', '2026-05-14T09:30:00.000Z'],
])('a caller who asks for changes since %s asks Fondo since %s', async (given, sent) => {
  await using kit = await startMangledKit();
  const query = 'query ($since: DateTime!) { clients(modifiedSince: $since, first: 1) { nodes { id } } }';
  expect((await kit.query(query, { since: given })).errors).toBeUndefined();
  expect(new URL(kit.sandbox.fondo.calls.at(-1)?.path ?? '', 'http://fondo').searchParams.get('modifiedFrom')).toBe(
    sent,
  );
});

test.each(['2.5', '2026-05-14', 'yesterday', '2026-02-30T00:00:00Z'])(
  'a caller cannot give %s for an instant',
  async (given) => {
    await using kit = await startMangledKit();
    const query = 'query ($since: DateTime!) { clients(modifiedSince: $since) { nodes { id } } }';
    const { errors } = await kit.query(query, { since: given });
    expect(errors?.[0]?.message).toContain('an instant in ISO 8601');
    expect(kit.sandbox.fondo.calls).toEqual([]);
  },
);

test('a stream that catches up asks for changes since a moment that no date of an object moves behind the present', async () => {
  await using kit = await startMangledKit({ gateway: { streams: { relay: { backoffMs: [1, 5] } } } });
  const { fondo } = kit.edges;
  const from = (): string[] =>
    kit.sandbox.fondo.calls.flatMap(({ path }) => new URL(path, 'http://fondo').searchParams.get('modifiedFrom') ?? []);
  for (const modifiedDate of ['2026-05-14T09:30:00', '9999-12-31T23:59:59.000Z']) {
    const live = kit.watch(
      `subscription { clientEvents(client: "${CLIENT}", includeStatus: true) { ... on StreamStatus { state } ... on OrderChange { order { id } } } }`,
    );
    await live.take(1);
    const [row] = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order.rows;
    kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'order.update', current: { ...row, modifiedDate }, previous: null });
    if (modifiedDate.startsWith('9')) await live.take(1);
    kit.sandbox.fondo.forget();
    const caughtUp = fondo.mangle({ at: 'modifiedFrom', times: 4 });
    kit.sandbox.fondo.cut(DEMO_CLIENT);
    await expect.poll(() => caughtUp.count).toBe(4);
    for (const moment of from()) expect(Date.parse(moment)).toBeLessThan(Date.now());
    await live.leave();
  }
});

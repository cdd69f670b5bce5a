import { expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_INSTRUMENT } from '../../../sandbox/fondo/index.ts';
import { act, CLIENT, INSTRUMENT, journeyInput, read, startFondoKit } from './kit.ts';

const orders = (filter: string, fields: string) =>
  `{ client(id: "${CLIENT}") { orders(first: 500, ${filter}) { nodes { ${fields} } } } }`;

test('the orders of a client are narrowed down by direction and fund', async () => {
  await using kit = await startFondoKit();
  const { rows } = kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.order;
  const sold = await read(kit, orders('type: REDEMPTION', 'type'));
  expect(sold.client.orders.nodes).toHaveLength(rows.filter(({ orderType }) => orderType === 'redemption').length);
  expect(new Set(sold.client.orders.nodes.map(({ type }: any) => type))).toEqual(new Set(['REDEMPTION']));
  for (const id of [INSTRUMENT, DEMO_INSTRUMENT]) {
    const found = await read(kit, orders(`instrument: "${id}"`, 'instrument { id }'));
    expect(found.client.orders.nodes).toHaveLength(
      rows.filter(({ instrument }) => instrument === DEMO_INSTRUMENT).length,
    );
    expect(found.client.orders.nodes[0]).toEqual({ instrument: { id: INSTRUMENT } });
  }
  const both = await read(kit, orders(`instrument: "${INSTRUMENT}", type: REDEMPTION, order: NEWEST_FIRST`, 'type'));
  expect(both.client.orders.nodes).toHaveLength(
    rows.filter(({ instrument, orderType }) => instrument === DEMO_INSTRUMENT && orderType === 'redemption').length,
  );
});

test('an order says whether it can still be canceled and whether its state is final', async () => {
  await using kit = await startFondoKit();
  const { client: found } = await read(kit, orders('order: NEWEST_FIRST', 'status isCancelable isFinal client { id }'));
  const said = new Map<string, string>();
  for (const { status, isCancelable, isFinal, client } of found.orders.nodes) {
    said.set(status, `${isCancelable} ${isFinal}`);
    expect(client).toEqual({ id: CLIENT });
  }
  expect(Object.fromEntries(said)).toEqual({
    RECEIVED: 'true false',
    PENDING: 'true false',
    HOLD: 'true false',
    SENT: 'false false',
    CONFIRMED: 'false false',
    SETTLED: 'false true',
    CANCELED: 'false true',
  });
});

const funds = (filter: string) =>
  `{ instruments(first: 500, ${filter}) { totalCount nodes { id name isin isBuyable isSellable currency } } }`;

test('funds are found by words of their name, by ISIN and by what can be done with them', async () => {
  await using kit = await startFondoKit();
  const { state } = kit.sandbox.fondo;
  const [one] = state.instruments.rows;
  state.instruments.put({
    ...one!,
    id: 'ZZ0000000001SEK',
    isincode: 'ZZ0000000001',
    name: 'Fjällräven Småbolag Norden',
  });
  const all = (await read(kit, funds(''))).instruments.nodes;
  const found = async (filter: string): Promise<any[]> => {
    const { nodes, totalCount } = (await read(kit, funds(filter))).instruments;
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ id }: any) => id);
  };
  const added = ['Instrument:ZZ0000000001SEK'];
  for (const search of ['fjällräven', 'NORDEN fjall', 'småBOLAG fjäll', 'zz00000', '  smabolag fjallraven '])
    expect(await found(`search: "${search}"`), search).toEqual(added);
  expect(await found('search: "fjällräven globalt"')).toEqual([]);
  const ids = (keep: (fund: any) => boolean): string[] => all.filter(keep).map(({ id }: any) => id);
  expect(await found('isBuyable: false')).toEqual(ids(({ isBuyable }) => isBuyable !== true));
  expect(await found('isSellable: true, currency: "SEK"')).toEqual(
    ids(({ isSellable, currency }) => isSellable === true && currency === 'SEK'),
  );
  const { client } = await read(
    kit,
    `{ client(id: "${CLIENT}") { instruments(first: 5, isBuyable: true) { nodes { isBuyable } } } }`,
  );
  expect(client.instruments.nodes.length).toBeGreaterThan(0);
  expect(client.instruments.nodes.every(({ isBuyable }: any) => isBuyable)).toBe(true);
});

test.each(['   ', 'x'.repeat(101)])('a search for "%s" is refused', async (search) => {
  await using kit = await startFondoKit();
  const { errors } = await kit.query('query ($search: String) { instruments(search: $search) { nodes { id } } }', {
    search,
  });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'search', message: 'expected 1 to 100 characters that are not blank' }],
  });
});

test('the transfers of a journey name their custodian, also one that is not listed any more', async () => {
  await using kit = await startFondoKit();
  const { state } = kit.sandbox.fondo;
  const books = state.books(DEMO_CLIENT);
  const custodian = books.custodians[0]!;
  const { client, journey } = journeyInput;
  const createAccount = {
    ...journey.createAccount,
    transfers: [{ custodian: custodian.id, accountNumber: '1234567' }],
  };
  const { id } = await act(kit, 'createJourney', { client, journey: { createAccount } }, '... on Journey { id }');
  const query = `{ node(id: "${id}") { ... on Journey { configuration { transfers { custodian { id name } accountNumber } } } } }`;
  expect((await read(kit, query)).node.configuration.transfers).toEqual([{ custodian, accountNumber: '1234567' }]);
  const bare = id.split(':')[2];
  const known = state.find(books, 'journey', bare);
  const transferInstructions = [{ custodian: 'gone', accountNumber: '1' }];
  books.tables.journey.put({ ...known, journey: { ...known.journey, transferInstructions } });
  expect((await read(kit, query)).node.configuration.transfers).toEqual([
    { custodian: { id: 'gone', name: null }, accountNumber: '1' },
  ]);
});

test('transactions are not searched for a reference that is longer than any', async () => {
  await using kit = await startFondoKit();
  for (const list of ['cashTransactions', 'fundTransactions']) {
    const { data, errors } = await kit.query(
      `query ($ref: String) { client(id: "${CLIENT}") { ${list}(ref: $ref) { nodes { id } } } }`,
      { ref: 'x'.repeat(201) },
    );
    expect(data.client).toEqual({ [list]: null });
    expect(errors).toMatchObject([
      { message: 'ref: expected at most 200 characters', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  expect(kit.sandbox.fondo.callList().filter((call) => call.includes('x'.repeat(201)))).toEqual([]);
});

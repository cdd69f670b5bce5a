import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_BANK_ACCOUNT, DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { startMangledKit, type MangledKit } from '../../kit/mangling-proxy.ts';
import {
  ACCOUNT,
  act,
  CLIENT,
  clientInput,
  emptyAccount,
  journeyInput,
  ORDER,
  orderInput,
  paymentsInput,
  PLAN,
  read,
  redemptionInput,
  swishInput,
  withdrawInput,
} from './kit.ts';

const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;
/** Every UUID of an answer in upper case, as some stacks write them. Fund ids are text of Fondo's own, and stay. */
const inUpperCase = (body: Buffer): string =>
  body
    .toString()
    .replace(/"(\w+)":"([\da-f-]{36})"/g, (member, name: string, id: string) =>
      name === 'instrument' || !id.match(UUID) ? member : `"${name}":"${id.toUpperCase()}"`,
    );
const shout = (kit: MangledKit) =>
  kit.edges.fondo.mangle({ at: /\/v2\/partner\/(?!auth|instrument)/, times: Infinity, body: inUpperCase });

test('ids that Fondo writes in upper case are read, handed out and taken back as those that they are', async () => {
  await using kit = await startMangledKit();
  const document = `{ client(id: "${CLIENT}") {
    id accounts(first: 100) { nodes { id bankAccounts { id } allocationPlan { id account { id } bankAccount { id } } client { id } } }
    orders(first: 20) { nodes { id account { id } client { id } cashTransactions { id order { id } creditedAccount { id } debitedAccount { id } } fundTransactions { id account { id } } } }
    allocationPlans { id account { id } }
  } }`;
  const asWritten = await read(kit, document);
  const shouted = shout(kit);
  expect(await read(kit, document)).toEqual(asWritten);
  expect(shouted.count).toBeGreaterThan(5);
  const nodes = [CLIENT, ACCOUNT, ORDER, PLAN];
  const found = await read(kit, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: nodes });
  expect(found.nodes).toEqual(nodes.map((id) => ({ id })));
});

test('a global id whose UUIDs are in upper case is the same id', async () => {
  await using kit = await startMangledKit();
  const upper = `Account:${DEMO_CLIENT.toUpperCase()}:${DEMO_ACCOUNT.toUpperCase()}`;
  const { data } = await kit.query('query ($id: ID!, $bare: ID!) { node(id: $id) { id } client(id: $bare) { id } }', {
    id: upper,
    bare: DEMO_CLIENT.toUpperCase(),
  });
  expect(data).toEqual({ node: { id: ACCOUNT }, client: { id: CLIENT } });
});

test('ids without a type that acts take may be given in upper case, too, and are sent as Fondo writes them', async () => {
  await using kit = await startMangledKit();
  const bankAccount = DEMO_BANK_ACCOUNT.toUpperCase();
  expect(bankAccount).not.toBe(DEMO_BANK_ACCOUNT);
  const id = 'C0FFEE00-0000-4000-8000-0000000000AB';
  for (const [mutation, input, type] of [
    ['withdraw', { ...withdrawInput, bankAccount }, 'CashTransaction'],
    ['redeemAndWithdraw', { ...redemptionInput, bankAccount }, 'Order'],
    ['updateAllocationPlan', { plan: PLAN, bankAccount }, 'AllocationPlan'],
  ] as const)
    expect([mutation, await act(kit, mutation, input)]).toMatchObject([mutation, { __typename: type }]);
  expect(await act(kit, 'createClient', { ...clientInput, id }, '... on Client { id }')).toEqual({
    __typename: 'Client',
    id: `Client:${id.toLowerCase()}`,
  });
});

test.each(['', 'none', `${DEMO_BANK_ACCOUNT}0`])(
  'a bank account that is no UUID is refused: "%s"',
  async (bankAccount) => {
    await using kit = await startMangledKit();
    for (const [mutation, input] of [
      ['withdraw', { ...withdrawInput, bankAccount }],
      ['redeemAndWithdraw', { ...redemptionInput, bankAccount }],
      ['updateAllocationPlan', { plan: PLAN, bankAccount }],
    ] as const)
      expect([mutation, await act(kit, mutation, input)]).toMatchObject([
        mutation,
        { __typename: 'InvalidInput', fields: [{ path: 'input.bankAccount' }] },
      ]);
  },
);

test('an event whose ids are in upper case is about the object that they name', async () => {
  await using kit = await startMangledKit();
  kit.edges.fondo.frame = (text) => inUpperCase(Buffer.from(text));
  const events = kit.watch(`subscription { clientEvents(client: "${CLIENT}", types: [ORDER], includeStatus: true) {
    ... on StreamStatus { state } ... on OrderChange { order { id account { id } } } } }`);
  for (let state = ''; state !== 'LIVE';) state = (await events.take(1))[0]?.data.clientEvents.state;
  const { id } = await act(kit, 'placeOrder', orderInput, '... on Order { id }');
  const [event] = await events.take(1);
  expect(event?.data.clientEvents.order).toEqual({ id, account: { id: ACCOUNT } });
  await events.leave();
});

interface Write {
  readonly mutation: string;
  readonly input: (kit: MangledKit) => object | Promise<object>;
  readonly at: RegExp;
  /** Whether Fondo shows what was done elsewhere too, so that it is found. */
  readonly isFound: boolean;
}
const placed = async (kit: MangledKit): Promise<object> => ({
  order: (await act(kit, 'placeOrder', orderInput, '... on Order { id }')).id,
});
const WRITES: readonly Write[] = [
  { mutation: 'placeOrder', input: () => orderInput, at: /^POST .*\/order$/, isFound: true },
  { mutation: 'redeemAndWithdraw', input: () => redemptionInput, at: /^POST .*\/order\/withdrawal$/, isFound: true },
  { mutation: 'cancelOrder', input: placed, at: /^DELETE .*\/order\//, isFound: true },
  { mutation: 'withdraw', input: () => withdrawInput, at: /^POST .*\/withdrawal$/, isFound: true },
  { mutation: 'createClient', input: () => clientInput, at: /^POST .*\/client$/, isFound: true },
  {
    mutation: 'updateClient',
    input: () => ({ client: CLIENT, displayName: 'Nytt', serviceTypes: ['EXECUTION_ONLY'] }),
    at: /^PATCH .*\/client\//,
    isFound: true,
  },
  {
    mutation: 'closeAccount',
    input: (kit) => ({ account: emptyAccount(kit) }),
    at: /^DELETE .*\/account\//,
    isFound: true,
  },
  {
    mutation: 'updateAllocationPlan',
    input: () => ({ plan: PLAN, bankAccount: null }),
    at: /^PATCH .*\/allocationplan\//,
    isFound: true,
  },
  { mutation: 'createJourney', input: () => journeyInput, at: /^POST .*\/journey$/, isFound: false },
  { mutation: 'createSwishDeposit', input: () => swishInput, at: /^POST .*\/deposit\/swish$/, isFound: false },
  { mutation: 'createPaymentInstruction', input: () => paymentsInput, at: /^POST .*\/payment$/, isFound: false },
];
const BAD: Readonly<Record<string, unknown>> = {
  'a number': 5,
  null: null,
  'an empty text': '',
  'an object': {},
  'two dots': '..',
};

test.each(WRITES)(
  '$mutation whose answer has no id of the right form is one whose answer was lost: found, or of unknown outcome',
  { timeout: 60_000 },
  async ({ mutation, input, at, isFound }) => {
    const answers: [what: string, json: unknown][] = [
      ...Object.entries(BAD).map(([what, id]): [string, unknown] => [what, (row: object) => ({ ...row, id })]),
      ['no id', (row: object) => ({ ...row, id: undefined })],
      ['no object', []],
      ['nothing of it', {}],
      ['a text', 'done'],
    ];
    await using kit = await startMangledKit();
    for (const [what, json] of answers) {
      const given = await input(kit);
      const mangled = kit.edges.fondo.mangle({ at, isForwarded: true, json, times: 2 });
      const result = await act(kit, mutation, given);
      mangled.remove();
      expect([what, mangled.count, result.__typename === 'OutcomeUnknown']).toEqual([what, 1, !isFound]);
    }
  },
);

import { expect, test } from 'vitest';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import { act, apply, atSigning, bare, FAST, FULL_ANSWERS, startPayexKit } from '../payex/kit.ts';

const FIELDS =
  '__typename id provider state isFinal createdAt updatedAt expiresAt nextActions { __typename ... on ShowBankId { signing { status } } }';
const PROCESS = `query ($id: ID!) { process(id: $id) { ${FIELDS} } }`;
const CHANGED =
  'subscription ($id: ID!) { processChanged(id: $id) { state nextActions { __typename ... on Sign { methods } } } }';
const OPEN =
  'mutation ($id: ID!) { openProcessUrl(input: { process: $id }) { __typename ... on ProcessPage { url expiresAt process { state } } ... on Problem { code } ... on Refused { reason } ... on InvalidInput { fields { path message } } } }';

const openJourney = async (kit: Kit): Promise<{ id: string; url: string }> =>
  (
    await kit.query(
      `mutation { createJourney(input: { client: "${DEMO_CLIENT}", journey: { createAccount: { accountName: "Mine" } } }) { ... on Journey { id url } } }`,
    )
  ).data.createJourney;
const open = async (kit: Kit, id: string) => (await kit.query(OPEN, { id })).data.openProcessUrl;
const LOAN = `LoanJourney:${DEMO_BORROWER}`;

test('processes of all providers are read alike, and what is not there is null', async () => {
  await using kit = await startPayexKit();
  const [journey, application] = [await openJourney(kit), await apply(kit, TEST_PERSONS.signer, 'kontotyp-1')];
  const ids = [journey.id, application, LOAN, 'LoanJourney:NOBODY'];
  const { data, errors } = await kit.query(`query ($ids: [ID!]!) { processes(ids: $ids) { ${FIELDS} } }`, { ids });
  expect(errors).toBeUndefined();
  const action = (__typename: string) => [{ __typename }];
  expect(data.processes).toMatchObject([
    {
      __typename: 'Journey',
      id: journey.id,
      provider: 'FONDO',
      state: 'ACTION_REQUIRED',
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      nextActions: action('OpenUrl'),
    },
    {
      __typename: 'Application',
      id: application,
      provider: 'PAYEX',
      createdAt: null,
      nextActions: action('AnswerQuestions'),
    },
    { __typename: 'LoanJourney', id: LOAN, provider: 'AARTHIK', isFinal: false, nextActions: action('ChooseOffer') },
    null,
  ]);
});

test.each(['Client:x', 'BORROWER-123', 'Journey:1:2', `Order:${DEMO_CLIENT}:${DEMO_CLIENT}`])(
  'the id %s names no process, and the error says what would',
  async (id) => {
    await using kit = await startPayexKit();
    const { errors } = await kit.query(PROCESS, { id });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('LoanJourney:<borrower>') });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await open(kit, id)).toMatchObject({ fields: [{ path: 'input.process' }] });
  },
);

test('at most a hundred processes are read at once', async () => {
  await using kit = await startPayexKit();
  const ids = Array.from({ length: 101 }, () => LOAN);
  const { errors } = await kit.query('query ($ids: [ID!]!) { processes(ids: $ids) { id } }', { ids });
  expect(errors?.[0]?.message).toContain('at most 100');
});

test('during a Swedish signing the order is read once, whichever fields ask, and at no other time', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const orders = () => kit.sandbox.payex.calls.filter(({ operationId }) => operationId === 'getSignBankidSe').length;
  await atSigning(kit, id, FULL_ANSWERS);
  await kit.query(PROCESS, { id });
  expect(orders()).toBe(0);
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  kit.sandbox.payex.forget();
  const { data } = await kit.query(PROCESS, { id });
  expect(data.process).toMatchObject({
    state: 'ACTION_REQUIRED',
    nextActions: [{ __typename: 'ShowBankId', signing: { status: 'PENDING' } }],
  });
  expect(orders()).toBe(1);
});

test('a signing that fails is no end: the process is followed on to the next one', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  await atSigning(kit, id, FULL_ANSWERS);
  const watching = kit.watch(CHANGED, { id });
  const seen = async (): Promise<string> => {
    const [event] = await watching.take(1);
    return event?.data.processChanged.nextActions[0].__typename as string;
  };
  const seeing = async (type: string): Promise<void> => {
    while ((await seen()) !== type);
  };
  await seeing('Sign');
  const start = () => act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  await start();
  await seeing('ShowBankId');
  kit.sandbox.payex.userCancel(bare(id));
  await seeing('Sign');
  await start();
  await seeing('ShowBankId');
  kit.sandbox.payex.sign(bare(id));
  kit.sandbox.clock.advance(1_500);
  expect((await watching.rest()).at(-1)?.data.processChanged).toEqual({ state: 'COMPLETED', nextActions: [] });
});

test('a signing that is started anew after one that failed is told at once', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  const watching = kit.watch(CHANGED, { id });
  const seeing = async (type: string): Promise<void> => {
    for (let seen = ''; seen !== type;)
      seen = (await watching.take(1))[0]?.data.processChanged.nextActions[0].__typename as string;
  };
  const start = () => act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  await start();
  await seeing('ShowBankId');
  kit.sandbox.payex.userCancel(bare(id));
  await seeing('Sign');
  const failed = performance.now();
  await start();
  await seeing('ShowBankId');
  expect(performance.now() - failed).toBeLessThan(1_000);
  await watching.leave();
});

test('what is done through the gateway is seen at once, however seldom PayEx is asked while nothing is signed', async () => {
  const signing = { ...FAST, idleMs: 600_000 };
  await using kit = await startPayexKit({ gateway: { streams: { signing } } });
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const watching = kit.watch(CHANGED, { id });
  const seen = async (): Promise<string> =>
    (await watching.take(1))[0]?.data.processChanged.nextActions[0].__typename as string;
  expect(await seen()).toBe('AnswerQuestions');
  await act(kit, 'answerKyc', { application: id, answers: FULL_ANSWERS });
  expect(await seen()).toBe('Verify');
  await act(kit, 'verifyApplication', { application: id });
  expect(await seen()).toBe('Sign');
  await watching.leave();
});

test.each([
  ['complete', 'COMPLETED'],
  ['cancel', 'CANCELED'],
  ['fail', 'FAILED'],
] as const)('a journey is followed by its events alone, until the investor lets it %s', async (ending, state) => {
  await using kit = await startPayexKit();
  const { id, url } = await openJourney(kit);
  const watching = kit.watch(CHANGED, { id });
  expect((await watching.take(1))[0]?.data.processChanged.state).toBe('ACTION_REQUIRED');
  await fetch(`${url}/${ending}`, { method: 'POST', redirect: 'manual' });
  expect((await watching.rest()).at(-1)?.data.processChanged).toEqual({ state, nextActions: [] });
});

/** Changes a journey at Fondo without an event. */
function alter(kit: Kit, id: string, change: object) {
  const { state } = kit.sandbox.fondo;
  const { journey: table } = state.books(DEMO_CLIENT).tables;
  const previous = state.find(state.books(DEMO_CLIENT), 'journey', bare(id));
  table.put({ ...previous, ...change });
  return previous;
}

test('a journey whose pages close while it is followed expires at that moment, though Fondo says nothing', async () => {
  await using kit = await startPayexKit();
  const { id } = await openJourney(kit);
  alter(kit, id, { expiryDate: new Date(Date.now() + 1_500).toISOString() });
  const states = (await kit.watch(CHANGED, { id }).rest()).map(({ data }) => data.processChanged);
  expect(states).toEqual([
    { state: 'ACTION_REQUIRED', nextActions: [{ __typename: 'OpenUrl' }] },
    { state: 'EXPIRED', nextActions: [] },
  ]);
  expect(await open(kit, id)).toMatchObject({ reason: 'NO_URL_TO_OPEN' });
});

test('a journey that is deleted while it is followed is canceled', async () => {
  await using kit = await startPayexKit();
  const { id } = await openJourney(kit);
  const watching = kit.watch(CHANGED, { id });
  await watching.take(1);
  const previous = alter(kit, id, {}); // a read may still show it as it was
  kit.sandbox.fondo.emit(DEMO_CLIENT, { type: 'journey.delete', previous });
  expect((await watching.rest()).map(({ data }) => data.processChanged)).toEqual([
    { state: 'CANCELED', nextActions: [] },
  ]);
  alter(kit, id, { deleted: true, deletedDate: new Date().toISOString() });
  expect(await open(kit, id)).toMatchObject({ reason: 'NO_URL_TO_OPEN' });
});

test('an address is made where there is none, and nothing is opened where there is nothing to open', async () => {
  await using kit = await startPayexKit();
  const journey = await openJourney(kit);
  expect(await open(kit, journey.id)).toMatchObject({ url: journey.url, expiresAt: expect.any(String) });
  const danish = await apply(kit, TEST_PERSONS.danish, 'kontotype-dk');
  expect(await open(kit, danish)).toMatchObject({
    url: expect.stringContaining('/hosted/kalp/'),
    process: { state: 'ACTION_REQUIRED' },
  });
  expect(await open(kit, LOAN)).toEqual({ __typename: 'Refused', code: 'REFUSED', reason: 'NO_URL_TO_OPEN' });
  kit.sandbox.aarthik.advanceJourney(DEMO_BORROWER, 'KYC_PENDING');
  expect(await open(kit, LOAN)).toMatchObject({ url: expect.stringContaining('#bt_test_') });
  expect(await open(kit, 'LoanJourney:NOBODY')).toMatchObject({ code: 'NOT_FOUND' });
});

test('whoever has left the hosted pages gets back to the offer that they chose, and a gold loan stays one', async () => {
  await using kit = await startPayexKit();
  const { id } = TEST_BORROWERS.offered;
  const loan = `LoanJourney:${id}`;
  await kit.query(
    `mutation { startLoanJourney(input: { borrower: "${id}", type: GOLD_LOAN, personal: { mobileNumber: "9876543210" } }) { __typename } }`,
  );
  kit.sandbox.clock.advance(9_000);
  const read = await kit.query(`{ loanJourney(id: "${id}") { lenders { offers { id } } } }`);
  const offer = read.data.loanJourney.lenders[1].offers[0].id as string;
  const calls = (operation: string) => kit.sandbox.aarthik.calls.filter(({ operationId }) => operationId === operation);
  kit.sandbox.aarthik.advanceJourney(id, 'KYC_PENDING');
  expect(await open(kit, loan)).toEqual({ __typename: 'Refused', code: 'REFUSED', reason: 'NO_URL_TO_OPEN' });
  kit.sandbox.aarthik.advanceJourney(id, 'OFFERED');
  await kit.query(`mutation { openLoanOffer(input: { journey: "${id}", offer: "${offer}" }) { __typename } }`);
  kit.sandbox.aarthik.advanceJourney(id, 'KYC_PENDING');
  expect(await open(kit, loan)).toMatchObject({ url: expect.stringContaining('#bt_test_') });
  expect(calls('getHybridHostedExperienceURL').map(({ path }) => path.endsWith(`/offers/${offer}`))).toEqual([
    true,
    true,
  ]);
  expect(calls('createHostedSession')).toEqual([]);
});

test('a personal loan whose offer was chosen elsewhere is resumed by a hosted session', async () => {
  await using kit = await startPayexKit();
  kit.sandbox.aarthik.advanceJourney(DEMO_BORROWER, 'KYC_PENDING');
  await open(kit, LOAN);
  const sent = kit.sandbox.aarthik.calls.find(({ operationId }) => operationId === 'createHostedSession');
  expect(sent?.body).toEqual({ borrowerProviderID: DEMO_BORROWER, journeyType: 'PERSONAL_LOAN' });
});

test('the address of a consent is opened as it comes', async () => {
  await using kit = await startPayexKit();
  const { id } = TEST_BORROWERS.consent;
  await kit.query(
    `mutation { startLoanJourney(input: { borrower: "${id}", personal: { mobileNumber: "9876543210" } }) { __typename } }`,
  );
  kit.sandbox.clock.advance(5_000);
  expect(await open(kit, `LoanJourney:${id}`)).toMatchObject({ url: expect.stringContaining('/aa/consent#') });
});

test('a process that does not exist cannot be followed', async () => {
  await using kit = await startPayexKit();
  await expect(kit.watch(CHANGED, { id: 'LoanJourney:NOBODY' }).rest()).rejects.toMatchObject([
    { message: 'There is no such process.', extensions: { code: 'NOT_FOUND' } },
  ]);
});

import { expect, test } from 'vitest';
import { TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import { until } from '../../kit/gateway.ts';
import { act, apply, bare, FULL_ANSWERS, quiet, SIGN_STATUS, startPayexKit } from './kit.ts';

test('offers show what one can apply for', async () => {
  await using kit = await startPayexKit();
  const { data, errors } = await kit.query(
    '{ offers { id title currency maxCreditLimit { amount currency } termsAndConditions { accountTerms } } offer(id: "kontotyp-1") { id } none: offer(id: "Offer:nothing") { id } }',
  );
  expect(errors).toBeUndefined();
  expect(data.offers[0]).toMatchObject({
    id: 'Offer:kontotyp-1',
    currency: 'SEK',
    maxCreditLimit: { amount: '50000', currency: 'SEK' },
  });
  expect(data.offer).toEqual({ id: 'Offer:kontotyp-1' });
  expect(data.none).toBeNull();
});

test.each([
  [60_000, 1],
  [undefined, 3],
])(
  'kept for %s ms, the offer of an application that is read three times is asked for %i times',
  async (referenceMs, times) => {
    await using kit = await startPayexKit({
      settings: (given) => ({ ...given, payex: { ...given.payex, referenceMs } }),
    });
    const id = await apply(kit);
    for (const _time of [1, 2, 3]) {
      const { data } = await kit.query('query ($id: ID!) { application(id: $id) { offer { title } } }', { id });
      expect(data.application.offer.title).toEqual(expect.any(String));
    }
    const asked = (operation: string) => kit.sandbox.payex.calls.filter(({ operationId }) => operationId === operation);
    expect([asked('getOffer').length, asked('getApplication').length]).toEqual([times, 3]);
  },
);

test('a person in Sweden applies, answers, is verified, signs and has an account', async () => {
  await using kit = await startPayexKit();
  const { payex, clock } = { payex: kit.sandbox.payex, clock: kit.sandbox.clock };
  const id = await apply(kit, TEST_PERSONS.signer, 'Offer:kontotyp-1');
  expect(await act(kit, 'answerKyc', { application: id, answers: FULL_ANSWERS })).toMatchObject({
    __typename: 'Application',
    status: 'AWAITING_VERIFICATION',
    availableActions: ['VERIFY_APPLICATION'],
  });
  expect(await act(kit, 'verifyApplication', { application: id })).toMatchObject({
    status: 'AWAITING_SIGN',
    availableActions: ['START_BANK_ID_SIGNING'],
  });
  const started = await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  expect(started).toMatchObject({ status: 'PENDING', application: { status: 'INITIALIZED_DIGITAL_SIGN' } });

  const watching = kit.watch(SIGN_STATUS, { application: id });
  const [first] = await watching.take(1);
  expect(first?.data.signStatus).toMatchObject({ isFinal: false, bankId: { hintCode: 'OUTSTANDING_TRANSACTION' } });
  payex.openApp(bare(id));
  clock.advance(1_500);
  payex.sign(bare(id));
  clock.advance(1_500);
  const last = (await watching.rest()).at(-1);
  expect(last?.data.signStatus).toMatchObject({ isFinal: true, application: { status: 'APPROVED' } });

  const { data } = await kit.query(
    'query ($id: ID!) { application(id: $id) { isFinal creditLimit { amount currency } createdAccount { accountNumber } offer { title } kycAnswers { questionCode answerText question { text } } } }',
    { id },
  );
  expect(data.application).toMatchObject({
    isFinal: true,
    creditLimit: { amount: '4000.5', currency: 'SEK' },
    createdAccount: { accountNumber: expect.any(String) },
    kycAnswers: { length: 7 },
  });
  expect(data.application.kycAnswers).toEqual(
    expect.arrayContaining([
      { questionCode: 'employment', answerText: 'Self-employed', question: { text: 'What is your occupation?' } },
      { questionCode: 'peprole', answerText: 'A close relative', question: { text: 'Which role?' } },
      expect.objectContaining({ questionCode: 'fundsorigin', answerText: 'Salary' }),
    ]),
  );
});

test('fifty subscribers of one signing cost one poll per interval, and all of them end', async () => {
  await using kit = await startPayexKit({ gateway: { streams: { signing: { qrMs: 50, waitMs: 50, settleMs: 50 } } } });
  const { payex, clock } = { payex: kit.sandbox.payex, clock: kit.sandbox.clock };
  const id = await apply(kit);
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  const watching = Array.from({ length: 50 }, (_, index) =>
    (index % 2 ? kit.watch : kit.watchSse)(SIGN_STATUS, { application: id }),
  );
  await Promise.all(watching.map((one) => one.take(1)));
  const polls = (): number => payex.calls.filter(({ operationId }) => operationId === 'getSignBankidSe').length;
  const [before, from] = [polls(), performance.now()];
  await until(() => polls() >= before + 6, 'six polls');
  const intervals = (performance.now() - from) / 50;
  expect(polls() - before).toBeLessThanOrEqual(Math.ceil(intervals) + 1);
  payex.sign(bare(id));
  clock.advance(1_500);
  for (const events of await Promise.all(watching.map((one) => one.rest()))) {
    expect(events.at(-1)?.data.signStatus).toMatchObject({ isFinal: true, application: { status: 'APPROVED' } });
  }
  await quiet(kit);
});

test('the token of the ledger may be replaced while the gateway runs', async () => {
  let current = 'an old one';
  await using kit = await startPayexKit({
    settings: (given) => ({ ...given, payex: { ...given.payex, token: () => Promise.resolve(current) } }),
  });
  const read = () => kit.query('{ offer(id: "kontotyp-1") { title } }');
  expect((await read()).errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_REJECTED_GATEWAY' });
  current = kit.sandbox.payex.credentials.token;
  expect((await read()).data.offer).toEqual({ title: 'Kontokredit' });
});

test.each([
  ['filled', false, ['CREATE_APPLICATION']],
  ['filled', true, ['CREATE_APPLICATION', 'CREATE_ACCOUNT_DIRECTLY']],
  ['absent', false, ['CREATE_APPLICATION']],
] as const)(
  'an offer shows what can be done with it: links %s, back office %s',
  async (operations, backOffice, actions) => {
    await using kit = await startPayexKit({ gateway: { backOffice } });
    kit.sandbox.payex.variants.operations = operations;
    const { data } = await kit.query('{ offer(id: "kontotyp-1") { availableActions } }');
    expect(data.offer.availableActions).toEqual(actions);
  },
);

test('an offer whose links do not name an application cannot be applied for', async () => {
  await using kit = await startPayexKit();
  const href = '/ledger/account-onboarding/v1/1/offers/kontotyp-1/create-account-without-application';
  const operations = [{ rel: 'create-account-without-application', method: 'POST', href }];
  const body = { accountProfile: 'kontotyp-1', operations };
  kit.sandbox.payex.fault({ operation: 'getOffer', answer: { status: 200, body } });
  const { data } = await kit.query('{ offer(id: "kontotyp-1") { availableActions } }');
  expect(data.offer.availableActions).toEqual([]);
});

test('a limit counts as granted once the application is approved, and not before', async () => {
  await using kit = await startPayexKit();
  const read = '{ application(id: "Application:kontotyp-1:x") { requestedLimit creditLimit { amount currency } } }';
  const readings = [];
  for (const status of ['AwaitingSign', 'Approved']) {
    const body = { status, creditLimit: 5_000 };
    const mend = kit.sandbox.payex.fault({ operation: 'getApplication', answer: { status: 200, body } });
    readings.push((await kit.query(read)).data.application);
    mend();
  }
  expect(readings).toEqual([
    { requestedLimit: '5000', creditLimit: null },
    { requestedLimit: '5000', creditLimit: { amount: '5000', currency: 'SEK' } },
  ]);
});

import { expect, test } from 'vitest';
import { contractOf } from '../../../sandbox/kit/contract.ts';
import { TEST_ACCOUNTS, TEST_CUSTOMERS, TEST_PERSONS, UNKNOWN_ACCOUNT_NO } from '../../../sandbox/payex/index.ts';
import { listedProblems } from '../../../sandbox/payex/problems.ts';
import { application, FULL_ANSWERS, payexWithClient, SHORT_ANSWERS, SIGN_SE } from './client.ts';

const { signer, danish, norwegian, hasAccount } = TEST_PERSONS;
const contract = contractOf('payex');

test('every operation is served, and every answer keeps the contract', async () => {
  await using payex = await payexWithClient({ variants: { subResources: 'object' } });
  const { get, post, clock } = payex;
  await get('/offers');
  await get('/offers/kontotyp-1');
  const start = async (country: string, upgraded: string, path: string) => {
    const created = await post('/limit-upgrade-applications', {
      accountNo: upgraded,
      creditLimit: 9_000,
      languageCode: 'En',
    });
    return { country, paths: [path, `/limit-upgrade-applications/${created.body['limitUpgradeApplicationId']}`] };
  };
  const started = [
    await start('SE', TEST_ACCOUNTS.swedish.accountNo, await payex.apply('kontotyp-1', signer)),
    await start('NO', TEST_ACCOUNTS.norwegian.accountNo, await payex.apply('kontotype-no', norwegian)),
    await start('DK', TEST_ACCOUNTS.danish.accountNo, await payex.apply('kontotype-dk', danish)),
  ];
  for (const { country, paths } of started) {
    for (const path of paths) {
      if (country === 'DK') {
        const { redirectUrl } = (await post(`${path}/redirect-kalp-dk`)).body;
        const caseId = String(redirectUrl).split('/').at(-1);
        await post('/ledger/public-account-onboarding-callback/v1/591/monthio', { additionalData: { caseId } });
      }
      await post(`${path}/kyc-answers`, country === 'SE' ? FULL_ANSWERS : SHORT_ANSWERS);
      await get(`${path}/kyc-answers`);
      await post(`${path}/verify-application`);
      if (country === 'NO') await post(`${path}/begin-sign-bankid-no`);
      if (country === 'DK') await post(`${path}/begin-sign-mitid-dk`);
      if (country === 'SE') {
        await post(`${path}/sign-bankid-se`, SIGN_SE);
        await post(`${path}/sign-bankid-se/extend`);
        await post(`${path}/sign-bankid-se/cancel`);
        await post(`${path}/sign-bankid-se`, SIGN_SE);
        await get(`${path}/sign-bankid-se`);
      }
      clock.advance(11_000);
      expect(await payex.statusOf(path)).toBe('Approved');
    }
  }
  const paper = await payex.apply('kontotyp-1', signer, { specialIntent: 'standalone-account-onboarding-manual' });
  await post(`${paper}/approve-paper-application`, {
    applicationDocument: { content: 'JVBERi0=', fileType: 'pdf' },
    trusteeCertificateIncluded: false,
  });
  await post('/offers/kontotyp-2/create-account-without-application', {
    customerNo: signer.customerNo,
    creditLimit: 10,
  });
  await post('/limit-upgrade-without-application', { accountNo: TEST_ACCOUNTS.swedish.accountNo, creditLimit: 20_000 });
  await get('/offers');
  expect(payex.breaches).toEqual([]);
  expect([...payex.driven].sort()).toEqual(contract.operations.map(({ id }) => id).sort());
});

test('every problem of every operation can be had', async () => {
  await using payex = await payexWithClient();
  for (const operation of contract.operations) {
    const path = operation.template.replace('{ownerNo}', '591').replaceAll(/\{\w+\}/g, 'x');
    for (const { status, type } of listedProblems(operation)) {
      payex.sandbox.problem(operation.id, status, type);
      const answer = await payex.call(operation.method, path, operation.method === 'POST' ? {} : undefined);
      expect(answer).toMatchObject({ status, code: type, type: 'application/problem+json', body: { status } });
    }
  }
  expect(payex.breaches).toEqual([]);
  expect(() => payex.sandbox.problem('listOffers', 409, 'conflict')).toThrow('lists no 409 conflict');
});

test('a caller without the token, or of another ledger, is not let in', async () => {
  await using payex = await payexWithClient();
  const wrong = await payex.call('GET', '/offers', undefined, { authorization: 'Bearer wrong' });
  expect(wrong).toMatchObject({ status: 401, code: 'unauthorized' });
  expect(await payex.get('/ledger/account-onboarding/v1/592/offers')).toMatchObject({
    status: 401,
    code: 'unauthorized',
  });
});

test.each([
  [{ creditLimit: 19.999 }, 'creditLimit'],
  [{ creditLimit: 50_000.01 }, 'creditLimit'],
  [{ creditLimit: '5000' }, 'creditLimit'],
  [{ msisdn: '46701234456' }, 'msisdn'],
  [{ languageCode: 'sv' }, 'languageCode'],
  [
    { nationalConsumerIdentifier: { value: '19101010-1010', countryCode: 'SEK' } },
    'nationalConsumerIdentifier.countryCode',
  ],
  [{ nationalConsumerIdentifier: { value: '1910', countryCode: 'SE' } }, 'nationalConsumerIdentifier.value'],
  [{ applicationOptions: {} }, 'applicationOptions.customerPreAuthenticated'],
])('an application with %j is not valid', async (extra, path) => {
  await using payex = await payexWithClient();
  const refused = await payex.post('/offers/kontotyp-1/applications', application(signer, extra));
  expect(refused).toMatchObject({ status: 400, code: 'validation' });
  expect(refused.body['problems']).toEqual([{ [path]: expect.any(String) as string }]);
  expect(refused.body['instance']).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['customer-mismatch', 409, signer, 'kontotyp-1', { customerNo: TEST_CUSTOMERS.mismatch }],
  ['customer-missing', 409, signer, 'kontotyp-1', { customerNo: TEST_CUSTOMERS.missing }],
  ['account-profile-exists', 409, hasAccount, 'kontotyp-1', {}],
  [
    'account-already-exists-for-standalone-intent',
    409,
    hasAccount,
    'kontotyp-1',
    { specialIntent: 'standalone-account-onboarding' },
  ],
  ['not-valid-for-intent', 409, signer, 'kontotyp-3', { specialIntent: 'standalone-account-onboarding' }],
  ['invalid-special-intent', 422, signer, 'kontotyp-1', { specialIntent: 'holiday' }],
  ['not-found', 404, signer, 'kontotyp-9', {}],
] as const)('an application is refused with %s', async (code, status, person, profile, extra) => {
  await using payex = await payexWithClient();
  expect(await payex.post(`/offers/${profile}/applications`, application(person, extra))).toMatchObject({
    status,
    code,
  });
});

test.each([
  ['resource-unavailable', 404, UNKNOWN_ACCOUNT_NO],
  ['account-status', 409, TEST_ACCOUNTS.blocked.accountNo],
  ['credit-limit-already-sufficient', 409, TEST_ACCOUNTS.sufficient.accountNo],
] as const)('a limit upgrade is refused with %s', async (code, status, accountNo) => {
  await using payex = await payexWithClient();
  const request = { accountNo, creditLimit: 9_000, languageCode: 'Sv' };
  expect(await payex.post('/limit-upgrade-applications', request)).toMatchObject({ status, code });
});

test('calls that a status, a profile or the company does not permit are refused in their own words', async () => {
  await using payex = await payexWithClient();
  const { post, get } = payex;
  const simple = await payex.apply('kontotyp-2', TEST_PERSONS.notConfigured);
  expect(await post(`${simple}/kyc-answers`, SHORT_ANSWERS)).toMatchObject({ status: 409, code: 'kyc-not-configured' });
  expect(await post(`${simple}/redirect-kalp-dk`)).toMatchObject({ status: 409, code: 'kalp-not-configured' });
  expect(await post(`${simple}/sign-bankid-se`, SIGN_SE)).toMatchObject({
    status: 409,
    code: 'company-not-configured',
  });
  expect(await post(`${simple}/sign-bankid-se/extend`)).toMatchObject({ status: 409, code: 'conflict' });
  expect(await get(`${simple}/sign-bankid-se`)).toMatchObject({ status: 404, code: 'not-found' });
  const asking = await payex.apply('kontotyp-1', signer);
  expect(await post(`${asking}/sign-bankid-se`, SIGN_SE)).toMatchObject({
    status: 409,
    code: 'invalid-application-state',
  });
  expect(await get(`${asking}/kyc-answers`)).toMatchObject({ status: 404, code: 'not-found' });
  expect(await get('/offers/a%20b')).toMatchObject({ status: 404, code: 'validation' });
  expect(await get('/offers/kontotyp-9')).toMatchObject({ status: 404, code: 'resource-unavailable' });
  const direct = { customerNo: '1', creditLimit: 10 };
  const refused = await post('/offers/kontotyp-1/create-account-without-application', direct);
  expect(refused).toMatchObject({ status: 400, code: 'not-found' });
  const unknown = await post('/limit-upgrade-without-application', { accountNo: '1', creditLimit: 10 });
  expect(unknown).toMatchObject({ status: 400, code: 'account-name-not-found' });
});

test('an application leaves the cache after a day, or when a test says so', async () => {
  await using payex = await payexWithClient();
  const [old, lapsed] = [await payex.apply('kontotyp-1', signer), await payex.apply('kontotyp-1', signer)];
  payex.sandbox.lapse(lapsed.split('/').at(-1) ?? '');
  expect(await payex.get(lapsed)).toMatchObject({ status: 404, code: 'resource-unavailable' });
  expect(await payex.statusOf(old)).toBe('AwaitingComplementaryInfo');
  payex.clock.advance(24 * 3_600_000);
  expect(await payex.get(old)).toMatchObject({ status: 404, code: 'resource-unavailable' });
});

test('what the page leaves open can be read either way', async () => {
  await using payex = await payexWithClient();
  const { variants } = payex.sandbox;
  const path = await payex.apply('kontotyp-1', signer);
  await payex.post(`${path}/kyc-answers`, FULL_ANSWERS);
  expect((await payex.get(path)).body['kycAnswers']).toMatch(/\/kyc-answers$/);
  Object.assign(variants, { subResources: 'absent', operations: 'absent', subQuestionsPlace: 'answer' });
  const bare = (await payex.get(path)).body;
  expect([bare['kycAnswers'], bare['operations'], bare['createdAccount']]).toEqual([undefined, undefined, undefined]);
  const pep = { questionCode: 'ispep', answer: { subQuestions: [{ questionCode: 'peprole' }] } };
  expect(bare['kycQuestions']).toMatchObject([{}, {}, pep, {}, {}]);
  Object.assign(variants, { operations: 'empty', subQuestionsPlace: 'question', createdAccountEarly: true });
  const early = (await payex.get(path)).body;
  expect(early).toMatchObject({ operations: [], createdAccount: { accountNo: expect.any(String) as string } });
  expect(early['kycQuestions']).toMatchObject([{}, {}, { subQuestions: [{ questionCode: 'peprole' }] }, {}, {}]);
  expect(payex.breaches).toEqual([]);
  Object.assign(variants, { unknownValues: true, problemNames: 'capitalised' });
  expect((await payex.get(path)).body).toMatchObject({
    status: 'AwaitingManualReview',
    languageCode: 'Fi',
    ipAddress: null,
  });
  expect((await payex.get('/offers/kontotyp-9')).body).toMatchObject({
    Type: expect.stringMatching(/unavailable$/) as string,
  });
});

test('a ledger of version 2 is served, and linked, under that version alone', async () => {
  await using payex = await payexWithClient({ apiVersion: 'v2', variants: { mitidUrlMissing: true } });
  expect((await payex.get('/offers/kontotyp-1')).body['@id']).toBe(
    '/ledger/account-onboarding/v2/591/offers/kontotyp-1',
  );
  expect(await payex.get('/ledger/account-onboarding/v1/591/offers')).toMatchObject({ status: 404 });
  const path = await payex.apply('kontotype-dk-mini', danish);
  expect((await payex.post(`${path}/begin-sign-mitid-dk`)).body).toEqual({});
});

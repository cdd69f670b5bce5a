import { describe, expect, test } from 'vitest';
import {
  DEMO_APPLICATION,
  DEMO_SIGNABLE_APPLICATION,
  TEST_ACCOUNTS,
  TEST_PERSONS,
} from '../../../sandbox/payex/index.ts';
import { FULL_ANSWERS, payexWithClient, SHORT_ANSWERS, SIGN_SE } from './client.ts';

const { signer, declined, norwegian, danish } = TEST_PERSONS;

describe('a Swedish application', () => {
  test('goes from the KYC answers over the check and BankID to an account', async () => {
    await using payex = await payexWithClient();
    const { post, get, statusOf, clock } = payex;
    const path = await payex.apply('kontotyp-1', signer);
    expect((await get(path)).body).toMatchObject({
      status: 'AwaitingComplementaryInfo',
      operations: [{ rel: 'add-kyc-answers', method: 'POST' }],
    });
    expect(await post(`${path}/kyc-answers`, FULL_ANSWERS)).toMatchObject({ status: 201, body: FULL_ANSWERS });
    expect(await statusOf(path)).toBe('AwaitingVerification');
    expect(await post(`${path}/verify-application`)).toMatchObject({ status: 201, body: {} });
    expect(await statusOf(path)).toBe('AwaitingSign');
    const signing = await post(`${path}/sign-bankid-se`, SIGN_SE);
    expect(signing).toMatchObject({ status: 201, body: { status: 'Pending', hintCode: 'OutstandingTransaction' } });
    expect(await statusOf(path)).toBe('InitializedDigitalSign');

    const hints: unknown[] = [];
    for (let second = 0; second < 9; second += 1) {
      clock.advance(1_000);
      const { hintCode } = (await get(`${path}/sign-bankid-se`)).body;
      if (hints.at(-1) !== hintCode) hints.push(hintCode);
    }
    expect(hints).toEqual(['OutstandingTransaction', 'NoClient', 'Started', 'UserSign']);
    clock.advance(1_000);
    expect((await get(`${path}/sign-bankid-se`)).body).toMatchObject({ status: 'Complete', hintCode: null });
    expect(await statusOf(path)).toBe('InitializedDigitalSign');
    clock.advance(1_000);
    expect((await get(path)).body).toMatchObject({ status: 'Approved', createdAccount: { accountNo: '2000003' } });
    expect(payex.breaches).toEqual([]);
  });

  test('is refused with every fault of the KYC answers at once', async () => {
    await using payex = await payexWithClient();
    const path = await payex.apply('kontotyp-1', signer);
    const answers = [
      { questionCode: 'employment', answerCode: 'astronaut' },
      { questionCode: 'peprole', answerCode: 'self' },
      { questionCode: 'fundsorigin', answerCode: '<' },
      { questionCode: 'ispep', answerCode: 'false' },
      { questionCode: 'ispep', answerCode: 'false' },
    ];
    const refused = await payex.post(`${path}/kyc-answers`, { answers });
    expect(refused).toMatchObject({ status: 400, code: 'validation' });
    expect(refused.body['problems']).toEqual([
      { 'answers[0].answerCode': 'Not a possible answer' },
      { 'answers[1].questionCode': 'No such question is asked' },
      { 'answers[2].answerCode': 'Not a valid value' },
      { 'answers[4].questionCode': 'Is answered twice' },
      { answers: 'monthlyincome is required' },
    ]);
  });

  test('is rejected when the credit check says no', async () => {
    await using payex = await payexWithClient();
    const path = await payex.apply('kontotyp-3', declined);
    expect(await payex.post(`${path}/verify-application`)).toMatchObject({
      status: 422,
      code: 'credit-check-declined',
    });
    expect(await payex.statusOf(path)).toBe('Rejected');
    expect(await payex.post(`${path}/verify-application`)).toMatchObject({
      status: 409,
      code: 'invalid-application-state',
    });
  });

  test('is approved on paper, by whoever the intent is for', async () => {
    await using payex = await payexWithClient();
    const paper = { applicationDocument: { content: 'JVBERi0=', fileType: 'pdf' }, trusteeCertificateIncluded: false };
    const intent = { specialIntent: 'standalone-account-onboarding-manual' };
    const path = await payex.apply('tilityyppi-fi', TEST_PERSONS.finnish, intent);
    expect(await payex.statusOf(path)).toBe('AwaitingSign');
    expect((await payex.post(`${path}/approve-paper-application`, paper)).body).toHaveProperty('accountNo');
    expect(await payex.statusOf(path)).toBe('Approved');
    const declinedPath = await payex.apply('tilityyppi-fi', TEST_PERSONS.finnishDeclined, intent);
    expect(await payex.post(`${declinedPath}/approve-paper-application`, paper)).toMatchObject({ status: 422 });
    const digital = await payex.apply('kontotyp-2', signer);
    const refused = await payex.post(`${digital}/approve-paper-application`, paper);
    expect(refused).toMatchObject({ status: 409, code: 'not-valid-for-intent' });
  });
});

test('the applications of the first query are there, and one of them can be signed at once', async () => {
  await using payex = await payexWithClient();
  payex.clock.advance(365 * 24 * 3_600_000);
  const [demo, signable] = [DEMO_APPLICATION, DEMO_SIGNABLE_APPLICATION].map(
    ({ accountProfile, applicationId }) => `/offers/${accountProfile}/applications/${applicationId}`,
  ) as [string, string];
  expect(await payex.statusOf(demo)).toBe('AwaitingComplementaryInfo');
  expect(await payex.statusOf(signable)).toBe('AwaitingSign');
  await payex.post(`${signable}/sign-bankid-se`, SIGN_SE);
  payex.clock.advance(11_000);
  expect(await payex.statusOf(signable)).toBe('Approved');
});

describe('a hosted signing', () => {
  test('sends a Norwegian who signs on the page to completeUrl', async () => {
    await using payex = await payexWithClient({ variants: { autoSign: false } });
    const path = await payex.apply('kontotype-no', norwegian);
    await payex.post(`${path}/kyc-answers`, SHORT_ANSWERS);
    await payex.post(`${path}/verify-application`);
    const urls = { completeUrl: 'https://shop.example/done?ref=1', cancelUrl: 'https://shop.example/cancelled' };
    const begun = await payex.post(`${path}/begin-sign-bankid-no`, urls);
    expect(begun.status).toBe(200);
    const signingUrl = String(begun.body['signingUrl']);
    expect(await (await fetch(signingUrl)).text()).toContain(`${new URL(signingUrl).pathname}/decline`);

    const declinedOnPage = await fetch(`${signingUrl}/decline`, { method: 'POST', redirect: 'manual' });
    expect([declinedOnPage.status, declinedOnPage.headers.get('location')]).toEqual([303, urls.cancelUrl]);
    expect(await payex.statusOf(path)).toBe('SignRejectedOrFailed');
    expect((await fetch(signingUrl)).status).toBe(404);

    const again = String((await payex.post(`${path}/begin-sign-bankid-no`, urls)).body['signingUrl']);
    const signed = await fetch(`${again}/sign`, { method: 'POST', redirect: 'manual' });
    expect([signed.status, signed.headers.get('location')]).toEqual([303, urls.completeUrl]);
    expect(await payex.statusOf(path)).toBe('InitializedDigitalSign');
    payex.clock.advance(1_000);
    expect(await payex.statusOf(path)).toBe('Approved');
  });

  test('is signed by the demo person, or fails after half an hour without one', async () => {
    await using payex = await payexWithClient();
    const signed = await payex.apply('kontotype-dk-mini', danish);
    await payex.post(`${signed}/begin-sign-mitid-dk`, {});
    payex.clock.advance(11_000);
    expect(await payex.statusOf(signed)).toBe('Approved');
    payex.sandbox.variants.autoSign = false;
    const left = await payex.apply('kontotype-dk-mini', danish);
    await payex.post(`${left}/begin-sign-mitid-dk`, {});
    payex.clock.advance(30 * 60_000 - 1);
    expect(await payex.statusOf(left)).toBe('InitializedDigitalSign');
    payex.clock.advance(1);
    expect(await payex.statusOf(left)).toBe('SignRejectedOrFailed');
  });

  test('by somebody else ends in a mismatch', async () => {
    await using payex = await payexWithClient();
    const path = await payex.apply('kontotype-dk-mini', TEST_PERSONS.danishOtherSigner);
    await payex.post(`${path}/begin-sign-mitid-dk`, {});
    payex.clock.advance(11_000);
    expect(await payex.statusOf(path)).toBe('SignMismatch');
    const again = await payex.post(`${path}/begin-sign-mitid-dk`, {});
    expect(again).toMatchObject({ status: 409, code: 'invalid-application-state' });
  });
});

describe('the Danish budget form', () => {
  test('is opened once, finished on its page, and leaves the KYC answers to be given', async () => {
    await using payex = await payexWithClient({ variants: { autoSign: false } });
    const path = await payex.apply('kontotype-dk', danish);
    const redirectUrl = String((await payex.post(`${path}/redirect-kalp-dk`)).body['redirectUrl']);
    expect(await payex.statusOf(path)).toBe('InitializedKalp');
    expect((await payex.post(`${path}/redirect-kalp-dk`)).body).toEqual({ redirectUrl });
    expect((await fetch(`${redirectUrl}/finish`, { method: 'POST' })).status).toBe(200);
    expect(await payex.statusOf(path)).toBe('AwaitingComplementaryInfo');
    expect(await payex.post(`${path}/redirect-kalp-dk`)).toMatchObject({ status: 409, code: 'conflict' });
    await payex.post(`${path}/kyc-answers`, SHORT_ANSWERS);
    expect(await payex.statusOf(path)).toBe('AwaitingVerification');
  });

  test('is filled in by the demo person after the KYC answers', async () => {
    await using payex = await payexWithClient();
    const path = await payex.apply('kontotype-dk', danish);
    await payex.post(`${path}/kyc-answers`, SHORT_ANSWERS);
    expect(await payex.statusOf(path)).toBe('AwaitingComplementaryInfo');
    await payex.post(`${path}/redirect-kalp-dk`);
    payex.clock.advance(8_000);
    expect(await payex.statusOf(path)).toBe('AwaitingVerification');
  });
});

describe('a limit upgrade', () => {
  const upgrade = { creditLimit: 9_000, languageCode: 'Sv', specialIntent: 'limit-upgrade-for-invoice-conversion' };

  test('raises the limit of the account, which then suffices', async () => {
    await using payex = await payexWithClient();
    const { accountNo } = TEST_ACCOUNTS.swedish;
    const { body } = await payex.post('/limit-upgrade-applications', { ...upgrade, accountNo });
    const path = `/limit-upgrade-applications/${body['limitUpgradeApplicationId']}`;
    await payex.post(`${path}/kyc-answers`, FULL_ANSWERS);
    await payex.post(`${path}/verify-application`);
    await payex.post(`${path}/sign-bankid-se`, SIGN_SE);
    payex.clock.advance(11_000);
    expect((await payex.get(path)).body).toMatchObject({ status: 'Approved', accountNo });
    expect(payex.sandbox.state.accounts.get(accountNo)?.creditLimit).toBe(9_000);
    const again = await payex.post('/limit-upgrade-applications', { ...upgrade, accountNo });
    expect(again).toMatchObject({ status: 409, code: 'credit-limit-already-sufficient' });
  });

  test('starts where the profile of the account has it', async () => {
    await using payex = await payexWithClient();
    const statuses: unknown[] = [];
    for (const { accountNo } of [TEST_ACCOUNTS.norwegian, TEST_ACCOUNTS.declined, TEST_ACCOUNTS.swedishSimple]) {
      statuses.push((await payex.post('/limit-upgrade-applications', { ...upgrade, accountNo })).body['status']);
    }
    expect(statuses).toEqual(['AwaitingComplementaryInfo', 'AwaitingVerification', 'AwaitingSign']);
  });
});

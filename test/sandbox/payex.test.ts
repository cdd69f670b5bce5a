import { describe, expect, test } from 'vitest';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { FULL_ANSWERS, payexWithClient, SIGN_SE } from './payex-client.ts';

const { signer, declined } = TEST_PERSONS;

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

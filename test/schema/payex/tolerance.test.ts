import { describe, expect, test } from 'vitest';
import type { PayexVariants } from '../../../sandbox/payex/index.ts';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import { act, apply, atSigning, FULL_ANSWERS, SHORT_ANSWERS, SIGN_STATUS, startPayexKit, upgrade } from './kit.ts';

const EVERYTHING = /* GraphQL */ `
  query ($id: ID!) {
    offers {
      title
      currency
      maxCreditLimit {
        amount
      }
    }
    application(id: $id) {
      status
      statusRaw
      isFinal
      availableActions
      language
      languageRaw
      ipAddress
      requestedLimit
      creditLimit {
        amount
        currency
      }
      createdAccount {
        accountNumber
      }
      applicant {
        nationalNumber
        country
      }
      kycQuestions {
        code
        answerType
        subQuestions {
          code
        }
        possibleAnswers {
          code
          subQuestions {
            code
          }
        }
      }
      kycAnswers {
        questionCode
      }
      bankIdSigning {
        status
        hintCode
        hintCodeRaw
        userMessage(language: FI)
        availableActions
      }
    }
  }
`;

/** An application whose answers are given and whose signing is under way. */
async function signing(kit: Kit): Promise<string> {
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  await atSigning(kit, id, FULL_ANSWERS);
  await act(kit, 'startBankIdSigning', { application: id, endUserIp: '192.0.2.10' });
  return id;
}

test('values that are not known read as UNKNOWN, nulls and new members fail nothing', async () => {
  await using kit = await startPayexKit();
  const id = await signing(kit);
  kit.sandbox.payex.variants.unknownValues = true;
  const { data, errors } = await kit.query(EVERYTHING, { id });
  expect(errors).toBeUndefined();
  expect(data.offers[0]).toMatchObject({ title: null, currency: 'ISK' });
  expect(data.application).toMatchObject({
    status: 'UNKNOWN',
    statusRaw: 'AwaitingManualReview',
    isFinal: false,
    language: 'UNKNOWN',
    languageRaw: 'Fi',
    ipAddress: null,
    bankIdSigning: {
      status: 'PENDING',
      hintCode: 'UNKNOWN',
      hintCodeRaw: 'NotSupportedByUserApp',
      userMessage: 'Noudata BankID-sovelluksen ohjeita.',
    },
  });
});

test('an application of which nothing is told but its status is still an answer', async () => {
  await using kit = await startPayexKit();
  kit.sandbox.payex.fault({
    operation: 'getApplication',
    answer: { status: 200, body: { status: 'Later', kycQuestions: null } },
  });
  kit.sandbox.payex.fault({ operation: 'getSignBankidSe', answer: { status: 200, body: { status: 'Later' } } });
  kit.sandbox.payex.fault({ operation: 'getKycAnswers', answer: { status: 200, body: { answers: null } } });
  kit.sandbox.payex.fault({ operation: 'listOffers', answer: { status: 200, body: { items: [{}] } } });
  const { data, errors } = await kit.query(EVERYTHING, { id: 'Application:kontotyp-1:x' });
  expect(errors).toBeUndefined();
  expect(data.offers).toEqual([]);
  expect(data.application).toMatchObject({ status: 'UNKNOWN', kycQuestions: [], kycAnswers: [], availableActions: [] });
});

describe.each<PayexVariants['subResources']>(['address', 'object', 'absent'])('with sub-resources as %s', (form) => {
  test('answers and signing are found', async () => {
    await using kit = await startPayexKit();
    kit.sandbox.payex.variants.subResources = form;
    const { data } = await kit.query(EVERYTHING, { id: await signing(kit) });
    expect(data.application.kycAnswers).toHaveLength(FULL_ANSWERS.length);
    expect(data.application.bankIdSigning).toMatchObject({ status: 'PENDING' });
  });
});

describe.each<PayexVariants['operations']>(['filled', 'empty', 'absent'])('with %s lists of links', (form) => {
  test('what can be done now is the same', async () => {
    await using kit = await startPayexKit({ gateway: { backOffice: true } });
    kit.sandbox.payex.variants.operations = form;
    const actions = async (id: string): Promise<string[]> =>
      (await kit.query('query ($id: ID!) { node(id: $id) { ... on CreditApplication { availableActions } } }', { id }))
        .data.node.availableActions;
    const { signer, norwegian, danish, finnish } = TEST_PERSONS;
    const specialIntent = 'standalone-account-onboarding-manual';
    const swedish = await apply(kit, signer, 'kontotyp-1');
    expect(await actions(swedish)).toEqual(['ANSWER_KYC']);
    await atSigning(kit, swedish, FULL_ANSWERS);
    expect(await actions(swedish)).toEqual(['START_BANK_ID_SIGNING']);
    const norse = await apply(kit, norwegian, 'kontotype-no');
    await act(kit, 'answerKyc', { application: norse, answers: SHORT_ANSWERS });
    expect(await actions(norse)).toEqual(['VERIFY_APPLICATION']);
    const dane = await apply(kit, danish, 'kontotype-dk');
    expect(await actions(dane)).toEqual(['ANSWER_KYC', 'START_KALP']);
    await act(kit, 'answerKyc', { application: dane, answers: SHORT_ANSWERS });
    expect(await actions(dane)).toEqual(['START_KALP']);
    const finn = await apply(kit, finnish, 'tilityyppi-fi', { specialIntent });
    expect(await actions(finn)).toEqual(['APPROVE_PAPER_APPLICATION']);
    await act(kit, 'approvePaperApplication', { application: finn, pdf: 'JVBERi0xLjc=' });
    expect(await actions(finn)).toEqual([]);
  });
});

test('links to elsewhere, unknown names, and ways to sign of another country are passed over', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  const body = (operations: unknown[]) => ({
    status: 'AwaitingSign',
    nationalConsumerIdentifier: { value: 'x', countryCode: 'SE' },
    operations,
  });
  const address = `/ledger/account-onboarding/v1/591/offers/kontotyp-2/applications/${id.split(':')[2]}`;
  const link = (rel: string, href: string, method = 'POST') => ({ rel, method, href });
  const read = async (operations: unknown[]): Promise<string[]> => {
    kit.sandbox.payex.fault({ operation: 'getApplication', times: 1, answer: { status: 200, body: body(operations) } });
    return (await kit.query('query ($id: ID!) { application(id: $id) { availableActions } }', { id })).data.application
      .availableActions;
  };
  expect(
    await read([
      link('add-kyc-answers', `https://evil.example${address}/kyc-answers`),
      link('add-kyc-answers', `//evil.example${address}/kyc-answers`),
      link('verify-application', `${address.replace('kontotyp-2', 'kontotyp-1')}/verify-application`),
      link('verify-application', `${address}/verify-application`, 'DELETE'),
      link('teleport', `${address}/teleport`),
      link('begin-sign-bankid-no', `${address}/begin-sign-bankid-no`),
      { rel: 'add-sign-bankid-se' },
      null,
      link('add-sign-bankid-ses', `${address}/sign-bankid-se-v2`),
    ]),
  ).toEqual(['START_BANK_ID_SIGNING']);
});

test('links that are listed whatever the status offer only what the status, the country and the intent permit', async () => {
  await using kit = await startPayexKit();
  const base = '/ledger/account-onboarding/v1/591/offers/p/applications/x';
  const segments = [
    ...['kyc-answers', 'redirect-kalp-dk', 'verify-application', 'sign-bankid-se', 'begin-sign-bankid-no'],
    ...['begin-sign-mitid-dk', 'approve-paper-application'],
  ];
  const operations = segments.map((segment) => ({ rel: segment, method: 'POST', href: `${base}/${segment}` }));
  const actions = async (status: string, countryCode: string, more: object = {}): Promise<string> => {
    const body = { status, nationalConsumerIdentifier: { value: 'x', countryCode }, operations, ...more };
    kit.sandbox.payex.fault({ operation: 'getApplication', times: 1, answer: { status: 200, body } });
    const { data } = await kit.query('{ application(id: "Application:p:x") { availableActions } }');
    return data.application.availableActions.join(' ');
  };
  expect(await actions('AwaitingComplementaryInfo', 'SE')).toBe('ANSWER_KYC');
  expect(await actions('AwaitingComplementaryInfo', 'DK')).toBe('ANSWER_KYC START_KALP');
  expect(await actions('AwaitingVerification', 'SE')).toBe('VERIFY_APPLICATION');
  expect(await actions('AwaitingSign', 'NO')).toBe('START_NORWEGIAN_SIGNING');
  const specialIntent = 'standalone-account-onboarding-manual';
  expect(await actions('AwaitingSign', 'FI', { specialIntent })).toBe('APPROVE_PAPER_APPLICATION');
  expect(await actions('InitializedDigitalSign', 'SE')).toBe('');
  expect(await actions('AwaitingManualReview', 'DK')).toBe(
    'ANSWER_KYC START_KALP VERIFY_APPLICATION START_DANISH_SIGNING',
  );
});

describe.each<PayexVariants['subQuestionsPlace']>(['question', 'answer', 'possibleAnswer'])(
  'with follow-ups on the %s',
  (place) => {
    test('they are read, and answers are held to them', async () => {
      await using kit = await startPayexKit();
      kit.sandbox.payex.variants.subQuestionsPlace = place;
      const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
      const { data } = await kit.query(EVERYTHING, { id });
      const isPep = data.application.kycQuestions.find(({ code }: { code: string }) => code === 'ispep');
      const found = place === 'possibleAnswer' ? isPep.possibleAnswers[0].subQuestions : isPep.subQuestions;
      expect(found).toEqual([{ code: 'peprole' }]);
      expect(await act(kit, 'answerKyc', { application: id, answers: FULL_ANSWERS })).toMatchObject({
        status: 'AWAITING_VERIFICATION',
      });
    });
  },
);

test('answers are held to the questions before anything is sent, and every fault has its path', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const answer = (questionCode: string, answerCode: string) => ({ questionCode, answerCode });
  const answers = [
    answer('employment', 'astronaut'),
    answer('employment', 'retired'),
    answer('shoesize', '42'),
    answer('ispep', 'true'),
    answer('fundsorigin', '<'),
    answer('purpose', 'travel'),
    answer('purpose', 'travel'),
  ];
  const { fields } = await act(kit, 'answerKyc', { application: id, answers });
  expect(fields.map(({ path, message }: { path: string; message: string }) => `${path}: ${message}`)).toEqual([
    'input.answers[0].answerCode: expected the code of a possible answer',
    'input.answers[1].questionCode: expected one answer only',
    'input.answers[4].answerCode: expected a text that matches ^[^<>]{2,100}$',
    'input.answers[6].answerCode: expected each choice once',
    'input.answers: expected an answer to the question monthlyincome',
    'input.answers: expected an answer to the question peprole',
  ]);
  expect(kit.sandbox.payex.calls.map(({ operationId }) => operationId)).not.toContain('createKycAnswers');
});

test('an answer to a question that is not listed is left to PayEx', async () => {
  await using kit = await startPayexKit();
  const application = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const answers = [...FULL_ANSWERS, { questionCode: 'shoesize', answerCode: '42' }];
  expect(await act(kit, 'answerKyc', { application, answers })).toMatchObject({
    fields: [
      { path: `input.answers[${FULL_ANSWERS.length}].questionCode`, message: 'PayEx does not accept this value' },
    ],
  });
  kit.sandbox.payex.fault({ operation: 'createKycAnswers', answer: { status: 201, body: { answers } } });
  expect(await act(kit, 'answerKyc', { application, answers })).toMatchObject({ __typename: 'Application' });
});

test('a follow-up that is not asked may not be answered', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const answers = FULL_ANSWERS.map((one) => (one.questionCode === 'ispep' ? { ...one, answerCode: 'false' } : one));
  const { fields } = await act(kit, 'answerKyc', { application: id, answers });
  expect(fields).toMatchObject([{ path: 'input.answers[3].questionCode' }]);
});

test('where MitID has no address the step says so, and the signing is followed all the same', async () => {
  await using kit = await startPayexKit();
  kit.sandbox.payex.variants.mitidUrlMissing = true;
  const id = await apply(kit, TEST_PERSONS.danish, 'kontotype-dk-mini');
  expect(await act(kit, 'startDanishSigning', { application: id })).toMatchObject({
    __typename: 'HostedStep',
    url: null,
    application: { status: 'INITIALIZED_DIGITAL_SIGN' },
  });
  const watching = kit.watch(SIGN_STATUS, { application: id });
  expect((await watching.take(1))[0]?.data.signStatus).toMatchObject({ isFinal: false, bankId: null });
  await watching.leave();
});

test.each(['Application:..:x', 'Application:p:.', 'LimitUpgradeApplication:%2E%2E', '..'])(
  'an id that would lead out of its path is refused before anything is sent: %s',
  async (application) => {
    await using kit = await startPayexKit();
    kit.sandbox.payex.forget();
    expect(await act(kit, 'verifyApplication', { application })).toMatchObject({
      fields: [{ path: 'input.application' }],
    });
    expect(kit.sandbox.payex.calls).toEqual([]);
  },
);

test('an account shows as soon as PayEx shows it', async () => {
  await using kit = await startPayexKit();
  const id = await apply(kit);
  expect((await kit.query(EVERYTHING, { id })).data.application.createdAccount).toBeNull();
  kit.sandbox.payex.variants.createdAccountEarly = true;
  const { data } = await kit.query(EVERYTHING, { id });
  expect(data.application).toMatchObject({
    status: 'AWAITING_SIGN',
    createdAccount: { accountNumber: expect.stringMatching(/^\d{7}$/) as string },
  });
});

test('an amount without a currency is left out, and so is a country that is none', async () => {
  await using kit = await startPayexKit();
  const nationalConsumerIdentifier = { value: 'x', countryCode: 'SEK' };
  const body = { status: 'Approved', creditLimit: 5, nationalConsumerIdentifier };
  kit.sandbox.payex.fault({ operation: 'getApplication', answer: { status: 200, body } });
  kit.sandbox.payex.fault({
    operation: 'getOffer',
    answer: { status: 200, body: { accountProfile: 'p', maxCreditLimit: 5 } },
  });
  const { data, errors } = await kit.query(
    '{ application(id: "Application:p:x") { requestedLimit creditLimit { amount } applicant { country } offer { maxCreditLimit { amount } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.application).toEqual({
    requestedLimit: '5',
    creditLimit: null,
    applicant: { country: null },
    offer: { maxCreditLimit: null },
  });
});

test('an upgrade follows its account, and its currency is that of the account', async () => {
  await using kit = await startPayexKit();
  const id = await upgrade(kit, TEST_ACCOUNTS.swedishSimple.accountNo, '9000.50');
  const { data } = await kit.query(
    'query ($id: ID!) { limitUpgradeApplication(id: $id) { id requestedLimit accountNumber kycAnswers { answerCode } } }',
    { id },
  );
  expect(data.limitUpgradeApplication).toEqual({
    id,
    requestedLimit: '9000.5',
    accountNumber: '1000002',
    kycAnswers: [],
  });
});

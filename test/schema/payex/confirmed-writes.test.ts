import { expect, test } from 'vitest';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import { startMangledKit, type Mangling } from '../../kit/mangling-proxy.ts';
import { apply, PROBLEM_FIELDS, SHORT_ANSWERS, upgrade } from './kit.ts';

const DIGITAL = 'kontotyp-2';

/** Each write that PayEx confirms without showing what came of it, on an application of one kind. */
interface Confirmed {
  readonly mutation: string;
  readonly prepare: (kit: Kit) => Promise<Record<string, unknown>>;
  readonly selection: string;
  readonly answer: object;
}

const paper = { specialIntent: 'standalone-account-onboarding-manual' };
const started = async (kit: Kit, application: string): Promise<Record<string, unknown>> => {
  const input = { application, endUserIp: '192.0.2.10' };
  await kit.query('mutation ($input: StartBankIdSigningInput!) { startBankIdSigning(input: $input) { __typename } }', {
    input,
  });
  return { application };
};
const verifiable = async (kit: Kit, application: string): Promise<Record<string, unknown>> => {
  const input = { application, answers: SHORT_ANSWERS };
  await kit.query('mutation ($input: AnswerKycInput!) { answerKyc(input: $input) { __typename } }', { input });
  return { application };
};
const norwegian = (kit: Kit): Promise<string> => apply(kit, TEST_PERSONS.norwegian, 'kontotype-no');
const raised = (kit: Kit): Promise<string> => upgrade(kit, TEST_ACCOUNTS.norwegian.accountNo);

const APPLICATION = '... on CreditApplication { id status isFinal kycAnswers { questionCode answerCode } }';
const SIGNING = '... on BankIdSigning { status hintCode qrCode extensionsUsed extensionsAllowed secondsLeft }';
const UNREAD = { status: 'UNKNOWN', isFinal: false };
const UNREAD_SIGNING = {
  status: 'UNKNOWN',
  hintCode: null,
  qrCode: null,
  extensionsUsed: null,
  extensionsAllowed: null,
  secondsLeft: null,
};

const WRITES: Readonly<Record<string, Confirmed>> = {
  'a paper form that is approved': {
    mutation: 'approvePaperApplication',
    prepare: async (kit) => ({
      application: await apply(kit, TEST_PERSONS.finnish, 'tilityyppi-fi', { ...paper, customerNumber: undefined }),
      pdf: 'JVBERi0xLjc=',
    }),
    selection:
      '... on Application { status isFinal createdAccount { accountNumber } applicant { customerNumber email } }',
    answer: {
      status: 'APPROVED',
      isFinal: true,
      createdAccount: { accountNumber: expect.stringMatching(/^\d{7}$/) as string },
      applicant: { customerNumber: expect.stringMatching(/^\d{9}$/) as string, email: null },
    },
  },
  'KYC answers': {
    mutation: 'answerKyc',
    prepare: async (kit) => ({ application: await norwegian(kit), answers: SHORT_ANSWERS }),
    selection: APPLICATION,
    answer: { ...UNREAD, kycAnswers: SHORT_ANSWERS },
  },
  'KYC answers of a limit upgrade': {
    mutation: 'answerKyc',
    prepare: async (kit) => ({ application: await raised(kit), answers: SHORT_ANSWERS }),
    selection: APPLICATION,
    answer: { ...UNREAD, kycAnswers: SHORT_ANSWERS },
  },
  'a verification': {
    mutation: 'verifyApplication',
    prepare: async (kit) => verifiable(kit, await norwegian(kit)),
    selection: '... on CreditApplication { id status isFinal }',
    answer: UNREAD,
  },
  'a verification of a limit upgrade': {
    mutation: 'verifyApplication',
    prepare: async (kit) => verifiable(kit, await raised(kit)),
    selection: '... on CreditApplication { id status isFinal }',
    answer: UNREAD,
  },
  'a signing that is canceled': {
    mutation: 'cancelBankIdSigning',
    prepare: async (kit) => started(kit, await apply(kit, TEST_PERSONS.signer, DIGITAL)),
    selection: SIGNING,
    answer: { ...UNREAD_SIGNING, status: 'FAILED', hintCode: 'CANCELLED' },
  },
  'a signing of a limit upgrade that is canceled': {
    mutation: 'cancelBankIdSigning',
    prepare: async (kit) => started(kit, await upgrade(kit, TEST_ACCOUNTS.swedishSimple.accountNo)),
    selection: SIGNING,
    answer: { ...UNREAD_SIGNING, status: 'FAILED', hintCode: 'CANCELLED' },
  },
};

const inputOf = (mutation: string): string =>
  mutation === 'cancelBankIdSigning' || mutation === 'extendBankIdSigning'
    ? 'BankIdSigningInput'
    : `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
const documentOf = (mutation: string, selection: string): string =>
  `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) { __typename ${selection} ...ProblemFields } } ${PROBLEM_FIELDS}`;

/** Each way in which the read after a write can fail. */
const FAILING_READS: Readonly<Record<string, Mangling>> = {
  'PayEx is not there': { status: 503, body: '' },
  'PayEx has none': { status: 404, body: '' },
  'PayEx no longer holds it': { status: 404, json: { type: 'problems/resource-unavailable' } },
  'an edge gave up': { status: 408, body: '' },
  'PayEx asks for a pause': { status: 429, headers: { 'retry-after': '30' }, body: '' },
  'the credentials are refused': { status: 401, body: '' },
  'it answers nothing': { status: 200, body: '' },
  'it answers something else': { status: 200, json: { message: 'OK' } },
  'it answers a page': { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
  'the connection breaks': { drop: 'middle' },
};

test.each(Object.keys(WRITES))(
  '%s that PayEx confirms stays confirmed, however the read after it fails',
  { timeout: 60_000 },
  async (name) => {
    const { mutation, prepare, selection, answer } = WRITES[name] as Confirmed;
    for (const [how, mangling] of Object.entries(FAILING_READS)) {
      await using kit = await startMangledKit({ gateway: { backOffice: true } });
      kit.sandbox.payex.variants.autoSign = false;
      const input = await prepare(kit);
      let isSent = false;
      const read = kit.edges.payex.mangle({
        at: ({ method }) => (isSent ||= method === 'POST') && method === 'GET',
        times: Infinity,
        ...mangling,
      });
      const { data, errors } = await kit.query(documentOf(mutation, selection), { input });
      read.remove();
      expect([how, errors]).toEqual([how, undefined]);
      expect([how, data[mutation]]).toMatchObject([how, answer]);
      expect(read.count).toBeGreaterThan(0);
    }
  },
);

test('a signing that is extended shows the counters that PayEx confirmed, also where it cannot be read', async () => {
  await using kit = await startMangledKit();
  kit.sandbox.payex.variants.autoSign = false;
  const input = await started(kit, await apply(kit, TEST_PERSONS.signer, DIGITAL));
  kit.edges.payex.mangle({ at: /^GET .*\/sign-bankid-se/, times: Infinity, status: 404, body: '' });
  const { data, errors } = await kit.query(documentOf('extendBankIdSigning', SIGNING), { input });
  expect(errors).toBeUndefined();
  expect(data.extendBankIdSigning).toMatchObject({
    ...UNREAD_SIGNING,
    extensionsUsed: 1,
    extensionsAllowed: 10,
    secondsLeft: 180,
  });
});

test('the customer number and the account of an approved paper form reach the application that does not show them', async () => {
  await using kit = await startMangledKit({ gateway: { backOffice: true } });
  const { mutation, prepare, selection, answer } = WRITES['a paper form that is approved'] as Confirmed;
  const input = await prepare(kit);
  kit.edges.payex.mangle({
    at: /^GET .*\/applications\//,
    times: Infinity,
    json: ({ createdAccount: _account, customerNo: _number, ...rest }: Record<string, unknown>) => rest,
  });
  const { data } = await kit.query(documentOf(mutation, selection), { input });
  expect(data[mutation]).toMatchObject({ ...answer, applicant: { email: 'test@testshop.se' } });
});

test('the key under which PayEx knows a failure of a write reaches the caller', async () => {
  const instance = 'dd07e588-70c8-4b27-95f5-020cc2968c06';
  await using kit = await startMangledKit();
  const input = { application: await apply(kit, TEST_PERSONS.declined, 'kontotyp-3') };
  const type = 'ledger/account-onboarding/v1/problems/fatal';
  for (const [given, told] of [
    [instance, instance],
    [`urn:uuid:${instance}`, instance],
    ['/offers/kontotyp-3/applications/19101010-1010', expect.not.stringContaining('1010') as string],
  ] as const) {
    kit.edges.payex.mangle({
      at: /^POST .*\/verify-application/,
      status: 500,
      headers: { 'content-type': 'application/problem+json' },
      json: { Type: type, Status: 500, Instance: given },
    });
    const { data } = await kit.query(documentOf('verifyApplication', ''), { input });
    expect(data.verifyApplication).toMatchObject({ code: 'OUTCOME_UNKNOWN', provider: 'PAYEX', correlationId: told });
  }
});

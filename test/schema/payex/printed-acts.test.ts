import { expect, test } from 'vitest';
import { startPayexKit } from './kit.ts';
import { missingFrom, selectionOf, type Shown } from './printed-leaves.ts';
import { example, IDS, OPERATIONS, pathOf } from './printed.ts';

/** The mutation that leads to the printed request of an operation, in the words of the graph. */
interface Act {
  readonly mutation: string;
  readonly input: Record<string, unknown>;
  /** What shows every leaf of the answer. */
  readonly shown: Shown;
}

const options = { customerPreAuthenticated: false, preAuthorizationAmount: '5000' };
const returns = {
  completeUrl: 'https://shop.example/onboarding/done?ref=123',
  cancelUrl: 'https://shop.example/onboarding/cancelled?ref=123',
  callbackUrl: 'https://gateway.example/callbacks/sign/3f2a',
};

/** The steps that an application and a limit upgrade have each. */
const stepsOf = (application: string) =>
  ({
    answer: {
      mutation: 'answerKyc',
      input: { application, answers: example('request-kyc-answers')['answers'] as object[] },
      shown: 'answers',
    },
    verify: { mutation: 'verifyApplication', input: { application }, shown: 'nothing' },
    start: {
      mutation: 'startBankIdSigning',
      input: { application, endUserIp: '194.168.2.25', callbackUrl: 'https://gateway.example/callbacks/bankid/3f2a' },
      shown: 'signing',
    },
    extend: { mutation: 'extendBankIdSigning', input: { application }, shown: 'signing' },
    cancel: { mutation: 'cancelBankIdSigning', input: { application }, shown: 'nothing' },
    norwegian: { mutation: 'startNorwegianSigning', input: { application, ...returns }, shown: 'hosted' },
    danish: { mutation: 'startDanishSigning', input: { application, ...returns }, shown: 'hosted' },
    kalp: { mutation: 'startKalp', input: { application }, shown: 'hosted' },
  }) satisfies Record<string, Act>;
const [steps, upgradeSteps] = [stepsOf(IDS.application), stepsOf(IDS.upgrade)];

const ACTS: Readonly<Record<string, Act>> = {
  createApplication: {
    mutation: 'createApplication',
    input: {
      offer: IDS.offer,
      requestedLimit: '5000',
      nationalNumber: '19101010-1010',
      country: 'SE',
      language: 'SV',
      customerNumber: '951753456',
      email: 'test@testshop.se',
      mobileNumber: '+46701234456',
      ipAddress: '192.0.2.10',
      specialIntent: 'new-account-for-invoice-conversion',
      options,
      sellerNumber: '123456',
      pointOfSale: 'Example Point of Sale',
    },
    shown: 'application',
  },
  createKycAnswers: steps.answer,
  verifyApplication: steps.verify,
  createSignBankidSe: steps.start,
  extendSignBankidSe: steps.extend,
  cancelSignBankidSe: steps.cancel,
  beginSignBankidNo: steps.norwegian,
  beginSignMitidDk: steps.danish,
  redirectKalpDk: steps.kalp,
  approvePaperApplication: {
    mutation: 'approvePaperApplication',
    input: { application: IDS.application, pdf: 'JVBERi0xLjQK', trusteeCertificateIncluded: false },
    shown: 'paper',
  },
  createAccountWithoutApplication: {
    mutation: 'createAccountDirectly',
    input: { offer: IDS.offer, customerNumber: '951753456', creditLimit: '5000' },
    shown: 'account',
  },
  createLimitUpgradeApplication: {
    mutation: 'createLimitUpgrade',
    input: {
      accountNumber: '123456',
      requestedLimit: '5000',
      language: 'SV',
      specialIntent: 'limit-upgrade-for-invoice-conversion',
      options,
    },
    shown: 'upgrade',
  },
  createLimitUpgradeKycAnswers: upgradeSteps.answer,
  verifyLimitUpgradeApplication: upgradeSteps.verify,
  createLimitUpgradeSignBankidSe: upgradeSteps.start,
  extendLimitUpgradeSignBankidSe: upgradeSteps.extend,
  cancelLimitUpgradeSignBankidSe: upgradeSteps.cancel,
  beginLimitUpgradeSignBankidNo: upgradeSteps.norwegian,
  beginLimitUpgradeSignMitidDk: upgradeSteps.danish,
  redirectLimitUpgradeKalpDk: upgradeSteps.kalp,
  limitUpgradeWithoutApplication: {
    mutation: 'setCreditLimitDirectly',
    input: { accountNumber: '123456', creditLimit: '5000' },
    shown: 'account',
  },
};

/** Operations that no mutation leads to, and why. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  receiveMonthioCallback: 'Monthio reports to PayEx, never to a client of PayEx',
};

test('every operation of the contract that acts is replayed, or said not to be offered', () => {
  const acts = OPERATIONS.map(({ operation }) => operation).filter((name) => !/^(?:get|list)/.test(name));
  expect(acts.sort()).toEqual([...Object.keys(ACTS), ...Object.keys(NOT_OFFERED)].sort());
});

const inputType = (mutation: string): string => {
  if (/^(?:extend|cancel)BankIdSigning$/.test(mutation)) return 'BankIdSigningInput';
  if (/^start(?:Norwegian|Danish)Signing$/.test(mutation)) return 'StartHostedSigningInput';
  return `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
};

test.each(OPERATIONS.filter(({ operation }) => operation in ACTS))(
  '$operation is sent as its printed request, and every leaf of its printed answer is in the graph',
  async ({ operation, path, status, request, answer }) => {
    const { mutation, input, shown } = ACTS[operation] as Act;
    await using kit = await startPayexKit({
      gateway: { backOffice: true, callbackOrigins: ['https://gateway.example'] },
    });
    const { payex } = kit.sandbox;
    // What is read before or after the act is in no one's way: the application as it is printed, and no signing.
    payex.fault({ operation: 'getApplication', answer: { status: 200, body: example('application-awaiting-info') } });
    payex.fault({ operation: 'getLimitUpgradeApplication', answer: { status: 200, body: { status: 'AwaitingSign' } } });
    payex.fault({ operation, answer: { status, body: answer } });
    const { data, errors } = await kit.query(
      `mutation ($input: ${inputType(mutation)}!) { ${mutation}(input: $input) { __typename ${selectionOf(shown)} } }`,
      { input },
    );
    expect(errors).toBeUndefined();
    const [sent, ...more] = payex.calls.filter(({ operationId }) => operationId === operation);
    expect(more).toEqual([]);
    expect(sent?.path).toBe(pathOf(path).replace('{ownerNo}', payex.credentials.ownerNo));
    expect(sent?.body).toEqual(request);
    expect(missingFrom(data[mutation], answer, shown)).toEqual([]);
  },
);

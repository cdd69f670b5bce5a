import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { LoanJourney } from '../../src/datasources/aarthik/journey.ts';
import type { Journey } from '../../src/datasources/fondo/types.ts';
import type { BankIdSigning, CreditApplication } from '../../src/datasources/payex/types.ts';
import { loanProgress } from '../../src/processes/aarthik.ts';
import { journeyProgress } from '../../src/processes/fondo.ts';
import { applicationProgress } from '../../src/processes/payex.ts';
import { isFinal, type Progress } from '../../src/processes/process.ts';

const told = ({ state, nextActions }: Progress): string => [state, ...nextActions.map(({ type }) => type)].join(' ');

const journey = (status: string, url = 'https://hosted.example/x'): Journey =>
  ({ status, url, expiryDate: '2999-05-14T09:30:00.000Z', clientId: 'c', id: 'j' }) as Journey;

const application = (status: string, country: string | null, more: object = {}): CreditApplication =>
  ({
    key: { kind: 'Application', profile: 'p', id: 'a' },
    status,
    ...(country && { nationalConsumerIdentifier: { countryCode: country, value: 'x' } }),
    ...more,
  }) as CreditApplication;

const offer = (status: string) => ({ id: 'o', lender: 'L', status });
const loan = (status: string | null, more: object = {}): LoanJourney =>
  ({ borrower: 'b', status, lenders: [], aggregator: null, pollAfterMs: null, ...more }) as unknown as LoanJourney;
const lenders = (status: string) => [{ lender: 'L', status, offers: [offer(status)] }];
const consent = (status: string, url: string | null = 'https://aa.example/#x') => ({
  status,
  url,
  lenders: [],
  expiresAt: null,
});

const FONDO: Readonly<Record<string, string>> = {
  new: 'ACTION_REQUIRED OpenUrl',
  pending: 'ACTION_REQUIRED OpenUrl',
  complete: 'COMPLETED',
  canceled: 'CANCELED',
  error: 'FAILED',
  expired: 'EXPIRED',
};
const WAITS = 'IN_PROGRESS Wait';

/** Every status of a Swedish application that asks questions. */
const PAYEX: Readonly<Record<string, string>> = {
  AwaitingComplementaryInfo: 'ACTION_REQUIRED AnswerQuestions',
  InitializedKalp: 'ACTION_REQUIRED AnswerQuestions OpenUrl',
  AwaitingVerification: 'ACTION_REQUIRED Verify',
  AwaitingSign: 'ACTION_REQUIRED Sign',
  InitializedDigitalSign: 'ACTION_REQUIRED ShowBankId',
  SignRejectedOrFailed: 'ACTION_REQUIRED Sign',
  Approved: 'COMPLETED',
  Rejected: 'REJECTED',
  SignMismatch: 'FAILED',
};

const AARTHIK: Readonly<Record<string, string>> = {
  OFFERS_PENDING: WAITS,
  OFFERED: WAITS,
  NOT_OFFERED: 'REJECTED',
  OFFER_SELECTED: 'ACTION_REQUIRED OpenUrl',
  KYC_PENDING: 'ACTION_REQUIRED OpenUrl',
  BANK_MANDATE_PENDING: 'ACTION_REQUIRED OpenUrl',
  E_MANDATE_PENDING: 'ACTION_REQUIRED OpenUrl',
  LOAN_AGREEMENT_PENDING: 'ACTION_REQUIRED OpenUrl',
  LENDER_PROCESSING: WAITS,
  DISBURSED: 'COMPLETED',
  REJECTED: 'REJECTED',
  EXPIRED: 'EXPIRED',
  CLOSED: 'CANCELED',
};

test.each(Object.entries(FONDO))('a journey that is %s is %s', (status, expected) => {
  expect(told(journeyProgress(journey(status)))).toBe(expected);
});

const questions = { kycQuestions: [{ questionCode: 'q' }] };
const pending = { status: 'Pending' } as BankIdSigning;
test.each(Object.entries(PAYEX))('an application that is %s is %s', (status, expected) => {
  expect(told(applicationProgress(application(status, 'SE', questions), pending))).toBe(expected);
});

test.each(Object.entries(AARTHIK))('a loan journey that is %s is %s', (status, expected) => {
  expect(told(loanProgress(loan(status)))).toBe(expected);
});

test('the tables know every status that the contracts list', () => {
  const listed = (file: string, name: string): string[] => {
    const document = parse(readFileSync(`contracts/${file}.openapi.yaml`, 'utf8'));
    const { enum: closed, 'x-extensible-enum': open } = document.components.schemas[name];
    return [...(closed ?? open)].sort();
  };
  expect(Object.keys(FONDO).sort()).toEqual(listed('fondo', 'JourneyStatus'));
  expect(Object.keys(PAYEX).sort()).toEqual(listed('payex', 'ApplicationStatus'));
  expect(Object.keys(AARTHIK).sort()).toEqual(listed('aarthik', 'HybridJourneyStatus'));
});

test.each(['brand-new', '', 'constructor', null])('the status %s, which nobody knows, is waited out', (status) => {
  expect(told(journeyProgress({ ...journey('new'), status } as never))).toBe(WAITS);
  expect(told(applicationProgress(application(status as string, 'SE'), null))).toBe(WAITS);
  expect(told(loanProgress(loan(status)))).toBe(WAITS);
});

test.each([
  ['SE', ['BANKID_SE']],
  ['NO', ['BANKID_NO']],
  ['DK', ['MITID_DK']],
  [null, ['BANKID_SE', 'BANKID_NO', 'MITID_DK']],
])('one signs in %s with %s', (country, methods) => {
  expect(applicationProgress(application('AwaitingSign', country), null).nextActions).toEqual([
    { type: 'Sign', methods },
  ]);
});

test('where nobody can sign, and where a paper form is to be approved, the applicant waits', () => {
  expect(told(applicationProgress(application('AwaitingSign', 'FI'), null))).toBe(WAITS);
  const paper = application('AwaitingSign', 'SE', { specialIntent: 'standalone-account-onboarding-manual' });
  expect(told(applicationProgress(paper, null))).toBe(WAITS);
});

test('a Danish application asks for answers and for the budget form, in any order', () => {
  const danish = (more: object) => applicationProgress(application('AwaitingComplementaryInfo', 'DK', more), null);
  expect(told(danish(questions))).toBe('ACTION_REQUIRED AnswerQuestions OpenUrl');
  expect(danish({}).nextActions).toEqual([{ type: 'OpenUrl', purpose: 'BUDGET_FORM', url: null, expiresAt: null }]);
});

test.each([null, { status: 'Complete' }, { status: 'Failed' }, { status: 'Odd' }])(
  'a signing under way with the order %o is waited for',
  (bankId) => {
    expect(told(applicationProgress(application('InitializedDigitalSign', 'SE'), bankId as BankIdSigning))).toBe(WAITS);
  },
);

test('an offer can be chosen, a consent given, or both', () => {
  const offered = { lenders: lenders('OFFER_RECEIVED') };
  const ready = { aggregator: consent('READY') };
  expect(told(loanProgress(loan('OFFERED', offered)))).toBe('ACTION_REQUIRED ChooseOffer');
  expect(told(loanProgress(loan('OFFERS_PENDING', ready)))).toBe('ACTION_REQUIRED OpenUrl');
  expect(told(loanProgress(loan('OFFERED', { ...offered, ...ready })))).toBe('ACTION_REQUIRED ChooseOffer OpenUrl');
  expect(
    told(loanProgress(loan('OFFERED', { lenders: lenders('OFFER_AWAITED'), aggregator: consent('PROCESSING') }))),
  ).toBe(WAITS);
  expect(told(loanProgress(loan('OFFERS_PENDING', { aggregator: consent('READY', null) })))).toBe(WAITS);
});

test('who waits is told for how long, never less than two seconds', () => {
  const wait = (pollAfterMs: number | null) => loanProgress(loan('OFFERS_PENDING', { pollAfterMs })).nextActions;
  expect(wait(0)).toEqual([{ type: 'Wait', ms: 2_000 }]);
  expect(wait(7_000)).toEqual([{ type: 'Wait', ms: 7_000 }]);
  expect(wait(null)).toEqual([{ type: 'Wait', ms: 5_000 }]);
});

const OPEN = ['new', 'pending'];
const EXPIRY = '2026-05-14T09:30:00.000Z';
const at = (moment: string): number => Date.parse(moment);

test.each(Object.keys(FONDO))('a journey that is %s and was deleted has nothing to open', (status) => {
  const deleted = journeyProgress({ ...journey(status), deleted: true });
  expect(told(deleted)).toBe(OPEN.includes(status) ? 'CANCELED' : FONDO[status]);
});

test.each(Object.keys(FONDO))('a journey that is %s when its pages close', (status) => {
  const closing = { ...journey(status), expiryDate: EXPIRY };
  expect(told(journeyProgress(closing, at(EXPIRY) - 1))).toBe(FONDO[status]);
  expect(told(journeyProgress(closing, at(EXPIRY)))).toBe(OPEN.includes(status) ? 'EXPIRED' : FONDO[status]);
});

test.each([null, undefined, '', 'soon'])('an expiry of %s closes nothing', (expiryDate) => {
  expect(told(journeyProgress({ ...journey('new'), expiryDate } as never))).toBe('ACTION_REQUIRED OpenUrl');
});

test('a deleted journey of an unknown status is over', () => {
  expect(told(journeyProgress({ ...journey('brand-new'), deleted: true }))).toBe('CANCELED');
});

test('a journey without its address is waited for', () => {
  expect(told(journeyProgress(journey('new', '')))).toBe(WAITS);
});

test('exactly the ends are over', () => {
  const over = [
    ...Object.keys(FONDO).map((status) => journeyProgress(journey(status))),
    ...Object.keys(PAYEX).map((status) => applicationProgress(application(status, 'SE'), null)),
    ...Object.keys(AARTHIK).map((status) => loanProgress(loan(status))),
  ].filter(isFinal);
  expect(over).toHaveLength(4 + 3 + 5);
  expect(over.every(({ nextActions }) => nextActions.length === 0)).toBe(true);
});

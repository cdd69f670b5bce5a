import {
  DEMO_ACCOUNT,
  DEMO_BANK_ACCOUNT,
  DEMO_CLIENT,
  DEMO_INSTRUMENT,
  DEMO_ORDER,
  DEMO_PLAN,
} from '../../sandbox/fondo/index.ts';
import {
  DEMO_APPLICATION,
  DEMO_SIGNABLE_APPLICATION,
  TEST_ACCOUNTS,
  TEST_PERSONS,
} from '../../sandbox/payex/test-data.ts';
import { FULL_ANSWERS } from '../schema/payex/kit.ts';
import type { Samples } from './walk.ts';

export const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
export const BORROWER = 'BORROWER-OFFERED';
export const APPLICATION = `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`;
export const SIGNABLE = `Application:${DEMO_SIGNABLE_APPLICATION.accountProfile}:${DEMO_SIGNABLE_APPLICATION.applicationId}`;

/** Values that lead to what the sandbox holds; the rest is generated from the schema. */
export const SAMPLES: Samples = {
  Decimal: '100',
  String: 'text',
  URL: 'https://bank.example/back',
  Date: '1990-01-01',
  CountryCode: 'SE',
  JSON: {},
  client: DEMO_CLIENT,
  account: ACCOUNT,
  bankAccount: DEMO_BANK_ACCOUNT,
  instrument: DEMO_INSTRUMENT,
  order: `Order:${DEMO_CLIENT}:${DEMO_ORDER}`,
  plan: `AllocationPlan:${DEMO_CLIENT}:${DEMO_PLAN}`,
  executor: '197001010003',
  registrationNumber: '5560000001',
  'OpenLoanOfferInput.journey': `LoanJourney:${BORROWER}`,
  'AnswerKycInput.answers': FULL_ANSWERS,
  'UpdateAllocationPlanInput.bankAccount': DEMO_BANK_ACCOUNT,
  'UpdateClientInput.displayName': 'Name',
  borrower: BORROWER,
  mobileNumber: '9876543210',
  offer: 'Offer:kontotyp-1',
  application: SIGNABLE,
  'CreateApplicationInput.country': 'SE',
  'AnswerKycInput.application': APPLICATION,
  customerNumber: TEST_PERSONS.signer.customerNo,
  nationalNumber: TEST_PERSONS.signer.nationalNumber,
  accountNumber: TEST_ACCOUNTS.swedish.accountNo,
  endUserIp: '192.0.2.1',
  pdf: Buffer.from('%PDF-1.7\n%%EOF').toString('base64'),
  ids: [`Client:${DEMO_CLIENT}`, ACCOUNT, APPLICATION, `LoanJourney:${BORROWER}`],
  'Query.node.id': `Client:${DEMO_CLIENT}`,
  'Client.id': DEMO_CLIENT,
  'Account.id': ACCOUNT,
  'AccountChange.id': ACCOUNT,
  'PaymentChange.id': ACCOUNT,
  'TransactionChange.id': ACCOUNT,
  'Order.id': `Order:${DEMO_CLIENT}:${DEMO_ORDER}`,
  'OrderChange.id': `Order:${DEMO_CLIENT}:${DEMO_ORDER}`,
  'Instrument.id': DEMO_INSTRUMENT,
  'Offer.id': 'Offer:kontotyp-1',
  'Application.id': APPLICATION,
  'LoanJourney.id': BORROWER,
  'Process.id': APPLICATION,
  'Query.processes.ids': [APPLICATION, `LoanJourney:${BORROWER}`],
};

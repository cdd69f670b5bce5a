import { expect, test } from 'vitest';
import { PERSON, startSandbox } from './kit.ts';

const BANK = { accountHolderName: 'R', accountNumber: '123456789012', ifscCode: 'HDFC0001234', accountType: 'savings' };
const SNAKE_BANK = {
  account_holder_name: 'R',
  account_number: '123456',
  ifsc_code: 'HDFC0001234',
  account_type: 'savings',
};

const BUREAU = { type: 'CIBIL', data: { score: 742 } };

test.for([
  ['no contact number', { personal: {} }, 'VALIDATION_FAILED', 'personal.contactNumber'],
  ['a bad mobile number', { personal: { contactNumber: '12345' } }, 'VALIDATION_FAILED', 'personal.contactNumber'],
  ['bureau data alone', { bureau: BUREAU }, 'BUREAU_CONSENT_REQUIRED', 'journey.bureauConsent'],
  [
    'bureau data without consent',
    { bureau: BUREAU, journey: { bureauConsent: false } },
    'BUREAU_CONSENT_REQUIRED',
    'journey.bureauConsent',
  ],
  [
    'half a bank account',
    { bankingInformation: { ...BANK, ifscCode: undefined } },
    'VALIDATION_FAILED',
    'bankingInformation.ifscCode',
  ],
  [
    'two spellings of the bank account',
    { bankingInformation: BANK, banking_information: SNAKE_BANK },
    'VALIDATION_FAILED',
    'banking_information',
  ],
  ['gold in a personal loan', { goldLoan: { purity: '22K' } }, 'VALIDATION_FAILED', 'journeyType'],
  [
    'an amount in words',
    { journeyType: 'GOLD_LOAN', goldLoan: { requestedAmount: 'a lakh' } },
    'VALIDATION_FAILED',
    'goldLoan.requestedAmount',
  ],
] as const)('%s is refused', async ([, part, code, field]) => {
  await using it = await startSandbox();
  const { status, body } = await it.start('CUSTOMER-1', { personal: PERSON, ...part });
  expect(status).toBe(400);
  expect(body).toMatchObject({ data: null, error: { code, retryable: false, details: { field } } });
  expect(it.sandbox.journey('CUSTOMER-1')).toBeUndefined();
});

test('consented bureau data and either spelling of a whole bank account are taken', async () => {
  await using it = await startSandbox();
  const bureau = { bureau: BUREAU, journey: { bureauConsent: true } };
  for (const part of [{ bureau: null }, bureau, { bankingInformation: BANK }, { banking_information: SNAKE_BANK }]) {
    expect((await it.start('CUSTOMER-1', { personal: PERSON, ...part })).status).toBe(202);
  }
});

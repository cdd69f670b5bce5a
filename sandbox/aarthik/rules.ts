import type { Violation } from '../kit/contract.ts';
import type { FailureCode, FailureDetail } from './envelope.ts';
import type { HybridJourneyRequest } from './wire.ts';

/**
 * Maps contract violations to a failure: the first invalid member, with specific codes and messages for business rules.
 */
export function failureOf(violations: readonly Violation[], body: unknown): [FailureCode, FailureDetail] {
  const { path: field, message } = violations.find(({ path }) => path !== '') ?? {
    path: 'body',
    message: 'is not valid',
  };
  const has = (member: string): boolean =>
    typeof body === 'object' && body !== null && (body as Record<string, unknown>)[member] != null;
  if (has('bureau') && (field === 'journey' || field === 'journey.bureauConsent')) {
    return ['BUREAU_CONSENT_REQUIRED', { field: 'journey.bureauConsent' }];
  }
  if (has('goldLoan') && field === 'journeyType') return invalid(field, 'must be GOLD_LOAN when goldLoan is provided');
  const bank = /^(bankingInformation|banking_information)\./.exec(field)?.[1];
  if (bank && message === 'is required') return ['VALIDATION_FAILED', { field, message: `${bank} must be complete` }];
  if (field.endsWith('contactNumber')) return invalid(field, 'must be a valid mobile number');
  return invalid(field, message);
}

/** Rules that the contract's schema does not express. */
export function violatedRule(
  body: Pick<HybridJourneyRequest, 'bankingInformation' | 'banking_information' | 'goldLoan'>,
): [FailureCode, FailureDetail] | undefined {
  if (body.bankingInformation && body.banking_information) {
    return invalid('banking_information', 'and bankingInformation must not both be sent');
  }
  if (!isAmount(body.goldLoan?.requestedAmount)) {
    return invalid('goldLoan.requestedAmount', 'must be an amount in rupees');
  }
  return undefined;
}

/** Absent, or rupees with at most two decimals, as a number or a string. */
const isAmount = (value: string | number | undefined): boolean =>
  value === undefined || /^[1-9]\d{0,11}(\.\d{1,2})?$/.test(String(value));

const invalid = (field: string, rule: string): [FailureCode, FailureDetail] => [
  'VALIDATION_FAILED',
  { field, message: `${field} ${rule}` },
];

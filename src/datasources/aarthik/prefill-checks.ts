import { hasDecimals, isPositive, type Checks } from '../kit/checks.ts';
import type { BankAccountInput, Given, PrefillInput } from './prefill-input.ts';

const EMAIL = /^[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+$/;
const MAX_TEXT = 255;

/** Notes every fault of a prefill by the rules of the contract (notes, "Field rules"). */
export function checkPrefill(checks: Checks, input: PrefillInput): void {
  const { type, personal, work, address, preferences, goldLoan, bureau } = input;
  const matches = (value: Given<string>, pattern: RegExp, path: string, expected: string): void =>
    checks.expect(value == null || pattern.test(value), `input.${path}`, `expected ${expected}`);
  const rupees = (value: Given<string>, path: string): void => {
    if (value == null) return;
    checks.expect(isPositive(value), `input.${path}`, 'expected an amount above 0');
    checks.expect(hasDecimals(value, 2), `input.${path}`, 'expected at most two decimals');
  };
  const oneOf = (block: Given<{ purpose?: Given<string>; otherPurpose?: Given<string> }>, path: string): void =>
    checks.expect(
      block?.purpose == null || block.otherPurpose == null,
      `input.${path}.otherPurpose`,
      'expected either `purpose` or `otherPurpose`',
    );
  checks.expect(
    personal != null || type !== 'GOLD_LOAN',
    'input.personal',
    'expected the mobile number of the borrower of a gold loan',
  );
  checks.expect(type !== '', 'input.type', 'expected a known kind of loan');
  const mobile = 'a mobile number: ten digits that begin with 6 to 9, with or without +91 in front';
  matches(personal?.mobileNumber, /^(?:\+91)?[6-9]\d{9}$/, 'personal.mobileNumber', mobile);
  matches(personal?.pan, /^[A-Z]{5}\d{4}[A-Z]$/, 'personal.pan', 'five capital letters, four digits and a letter');
  matches(personal?.panName, /^.{1,140}$/u, 'personal.panName', '1 to 140 characters');
  matches(personal?.email, EMAIL, 'personal.email', 'an e-mail address');
  matches(work?.email, EMAIL, 'work.email', 'an e-mail address');
  rupees(work?.income, 'work.income');
  matches(address?.pinCode, /^[1-9]\d{5}$/, 'address.pinCode', 'six digits, the first not 0');
  oneOf(preferences, 'preferences');
  oneOf(goldLoan, 'goldLoan');
  if (goldLoan) {
    checks.expect(type === 'GOLD_LOAN', 'input.type', 'expected GOLD_LOAN where `goldLoan` is given');
    rupees(goldLoan.requestedAmount, 'goldLoan.requestedAmount');
    matches(goldLoan.weightGrams, /[1-9]/, 'goldLoan.weightGrams', 'a weight above 0');
    matches(goldLoan.weightGrams, /^\d/, 'goldLoan.weightGrams', 'a weight above 0');
  }
  if (bureau) {
    const { data } = bureau;
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
    checks.expect(isObject, 'input.bureau.data', 'expected the report as a JSON object');
    checks.expect(
      preferences?.bureauConsent === true,
      'input.preferences.bureauConsent',
      'expected true where `bureau` is given: the borrower must have consented',
    );
  }
  for (const [block, value] of Object.entries({ work, address, goldLoan, bureau, preferences })) {
    for (const [name, member] of Object.entries(value ?? {})) {
      if (typeof member !== 'string') continue;
      checks.expect(
        member !== '' && member.length <= MAX_TEXT,
        `input.${block}.${name}`,
        `expected 1 to ${MAX_TEXT} characters`,
      );
    }
  }
}

export function checkBankAccount(checks: Checks, bank: BankAccountInput): void {
  const matches = (value: string, pattern: RegExp, name: string, expected: string): void =>
    checks.expect(pattern.test(value), `input.bankAccount.${name}`, `expected ${expected}`);
  matches(bank.holderName, /^.{1,140}$/u, 'holderName', '1 to 140 characters');
  matches(bank.number, /^\d{6,18}$/, 'number', '6 to 18 digits');
  matches(bank.ifsc, /^[A-Z]{4}0[A-Z\d]{6}$/, 'ifsc', 'an IFSC: four capital letters, a zero, six letters or digits');
}

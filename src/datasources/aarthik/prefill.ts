import type { components } from '../../../contracts/aarthik.ts';
import type { Checks } from '../checks.ts';
import { hasDecimals, isPositive } from '../checks.ts';
import { wireNumber } from '../decode.ts';

type Schemas = components['schemas'];
type Bureau = NonNullable<Schemas['BureauData']>;
type Given<T> = T | null | undefined;

/** A journey to start, in the words of the gateway; enum values are Aarthik's. */
export interface PrefillInput {
  /** Undefined leaves the product to Aarthik: a personal loan. Empty for one that nobody knows. */
  readonly type?: string | undefined;
  readonly personal: {
    readonly mobileNumber: string;
    readonly pan?: Given<string>;
    readonly panName?: Given<string>;
    readonly dateOfBirth?: Given<string>;
    readonly gender?: Given<NonNullable<Schemas['PersonalProfile']['gender']>>;
    readonly email?: Given<string>;
  };
  readonly work?: Given<{
    readonly employmentType?: Given<NonNullable<Schemas['WorkProfile']['employmentType']>>;
    readonly email?: Given<string>;
    readonly income?: Given<string>;
    readonly incomePeriod?: Given<NonNullable<Schemas['WorkProfile']['incomeType']>>;
    readonly companyName?: Given<string>;
    readonly udyamNumber?: Given<string>;
  }>;
  readonly address?: Given<{
    readonly line1?: Given<string>;
    readonly line2?: Given<string>;
    readonly city?: Given<string>;
    readonly state?: Given<string>;
    readonly pinCode?: Given<string>;
  }>;
  readonly preferences?: Given<{
    readonly purpose?: Given<string>;
    readonly otherPurpose?: Given<string>;
    readonly bureauConsent?: Given<boolean>;
  }>;
  readonly goldLoan?: Given<{
    readonly borrowerKind?: Given<NonNullable<Schemas['GoldLoanPrefill']['userType']>>;
    readonly constitution?: Given<string>;
    readonly weightGrams?: Given<string>;
    readonly purity?: Given<NonNullable<Schemas['GoldLoanPrefill']['purity']>>;
    readonly purpose?: Given<string>;
    readonly otherPurpose?: Given<string>;
    readonly requestedAmount?: Given<string>;
  }>;
  readonly bureau?: Given<{
    readonly type: Bureau['type'];
    readonly data?: unknown;
    readonly pulledAt?: Given<string>;
    readonly reportReference?: Given<string>;
    readonly consentReference?: Given<string>;
  }>;
}

export interface BankAccountInput {
  readonly holderName: string;
  readonly number: string;
  readonly ifsc: string;
  readonly type: Schemas['BankingInformation']['accountType'];
  readonly bankName?: Given<string>;
}

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
  checks.expect(type !== '', 'input.type', 'expected a known kind of loan');
  const mobile = 'a mobile number: ten digits that begin with 6 to 9, with or without +91 in front';
  matches(personal.mobileNumber, /^(?:\+91)?[6-9]\d{9}$/, 'personal.mobileNumber', mobile);
  matches(personal.pan, /^[A-Z]{5}\d{4}[A-Z]$/, 'personal.pan', 'five capital letters, four digits and a letter');
  matches(personal.panName, /^.{1,140}$/u, 'personal.panName', '1 to 140 characters');
  matches(personal.email, EMAIL, 'personal.email', 'an e-mail address');
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

const number = (decimal: Given<string>): number | undefined => (decimal == null ? undefined : wireNumber(decimal));

/** The blocks of a prefill as Aarthik spells them; what was not given is not sent. */
export const prefillBlocks = ({ type, personal, work, address, preferences, goldLoan, bureau }: PrefillInput) =>
  given({
    journeyType: type as Schemas['JourneyType'] | undefined,
    personal: given({
      contactNumber: personal.mobileNumber,
      pan: personal.pan,
      panName: personal.panName,
      dob: personal.dateOfBirth,
      gender: personal.gender,
      personalemail: personal.email,
    }),
    work:
      work &&
      given({
        employmentType: work.employmentType,
        officialemail: work.email,
        income: number(work.income),
        incomeType: work.incomePeriod,
        companyName: work.companyName,
        udyamNumber: work.udyamNumber,
      }),
    address:
      address &&
      given({
        addressL1: address.line1,
        addressL2: address.line2,
        city: address.city,
        state: address.state,
        pincode: address.pinCode,
      }),
    journey:
      preferences &&
      given({
        endUse: preferences.purpose ?? preferences.otherPurpose,
        bureauConsent: preferences.bureauConsent,
      }),
    goldLoan:
      goldLoan &&
      given({
        userType: goldLoan.borrowerKind,
        constitution: goldLoan.constitution,
        jewelleryWeightGrams: number(goldLoan.weightGrams),
        purity: goldLoan.purity,
        endUse: goldLoan.purpose ?? goldLoan.otherPurpose,
        requestedAmount: number(goldLoan.requestedAmount),
      }),
    bureau: bureau && given({ ...bureau, data: bureau.data as Record<string, unknown> }),
  });

/** The twin in camelCase, and never both: what Aarthik does with two is not documented. */
export const bankBlock = (bank: BankAccountInput) =>
  given({
    accountHolderName: bank.holderName,
    accountNumber: bank.number,
    ifscCode: bank.ifsc,
    accountType: bank.type,
    bankName: bank.bankName,
  });

type Full<T> = { [K in keyof T]: Exclude<T[K], null> };

/** Without the members that are null or undefined. */
const given = <T extends object>(members: T): Full<T> =>
  Object.fromEntries(Object.entries(members).filter(([, member]) => member != null)) as Full<T>;

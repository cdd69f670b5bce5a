import type { Country } from './wire.ts';

/** Outcome of a person's application. */
export type Outcome =
  | 'signs'
  | 'declined'
  | 'cancels'
  | 'never-opens'
  | 'certificate-error'
  | 'somebody-else-signs'
  | 'slow'
  | 'has-account'
  | 'company-not-configured';

export interface TestPerson {
  readonly nationalNumber: string;
  readonly country: Country;
  readonly outcome: Outcome;
  /** Existing customer number of the person. */
  readonly customerNo?: string;
  readonly description: string;
}

const person = (
  country: Country,
  nationalNumber: string,
  outcome: Outcome,
  description: string,
  customerNo?: string,
): TestPerson => ({ nationalNumber, country, outcome, customerNo, description });

/**
 * Test persons: the applicant determines the outcome. Identity numbers have valid check digits and come from
 * ranges of no living person. All but `hasAccount` may apply any number of times. Any other person is treated like the
 * ordinary signer, but can have only one account of a profile.
 */
export const TEST_PERSONS = {
  signer: person('SE', '19101010-1010', 'signs', 'Passes the check and signs', '951753456'),
  declined: person('SE', '18890101-9805', 'declined', 'The credit check says no: 422, then Rejected', '951753457'),
  canceller: person('SE', '18890214-9817', 'cancels', 'Presses cancel in the app: UserCancel', '951753458'),
  neverOpens: person('SE', '18900305-9822', 'never-opens', 'Never opens the app: StartFailed after the allowance'),
  certificateError: person('SE', '18910428-9831', 'certificate-error', 'The BankID is blocked: CertificateErr'),
  otherSigner: person('SE', '18920517-9840', 'somebody-else-signs', 'Somebody else signs: SignMismatch'),
  slow: person('SE', '18930606-9858', 'slow', 'Signs after 200 s: one extend is needed, else ExpiredTransaction'),
  hasAccount: person(
    'SE',
    '18940719-9869',
    'has-account',
    'Has an account of kontotyp-1 and of kontotyp-2',
    '951753459',
  ),
  notConfigured: person('SE', '18950823-9879', 'company-not-configured', 'Signing is not configured: 409', '951753460'),
  norwegian: person('NO', '12837510110', 'signs', 'Signs with Norwegian BankID', '951753461'),
  norwegianDeclined: person('NO', '13847510220', 'declined', 'The credit check says no'),
  norwegianCanceller: person('NO', '14857510330', 'cancels', 'Presses cancel on the signing page'),
  danish: person('DK', '2512484916', 'signs', 'Fills in the KALP form and signs with MitID', '951753462'),
  danishDeclined: person('DK', '6506754001', 'declined', 'The credit check says no, after the KALP form'),
  danishOtherSigner: person('DK', '6606754106', 'somebody-else-signs', 'Somebody else signs: SignMismatch'),
  danishNotConfigured: person('DK', '6706754219', 'company-not-configured', 'KALP and MitID are not configured: 409'),
  finnish: person('FI', '010280-901Y', 'signs', 'Is approved on paper'),
  finnishDeclined: person('FI', '150775-9123', 'declined', 'The credit check of the paper application says no'),
} as const;

/** Values of `customerNo` that are rejected. */
export const TEST_CUSTOMERS = {
  /** customer-mismatch with every Swedish person: the number belongs to `norwegian`. */
  mismatch: '951753461',
  /** customer-missing: no such customer. */
  missing: '900000000',
} as const;

export interface TestAccount {
  readonly accountNo: string;
  readonly owner: TestPerson;
  readonly accountProfile: string;
  readonly creditLimit: number;
  readonly blocked: boolean;
  readonly description: string;
}

const account = (
  accountNo: string,
  owner: TestPerson,
  accountProfile: string,
  creditLimit: number,
  description: string,
  blocked = false,
): TestAccount => ({ accountNo, owner, accountProfile, creditLimit, blocked, description });

const { signer, declined, hasAccount, notConfigured, norwegian, danish } = TEST_PERSONS;

/** Test accounts for limit upgrades. Any other account number is unknown. */
export const TEST_ACCOUNTS = {
  swedish: account('1000001', signer, 'kontotyp-1', 5_000, 'Asks KYC, then check and BankID'),
  swedishSimple: account('1000002', signer, 'kontotyp-2', 1_000, 'Signed at once: nothing is asked or checked'),
  norwegian: account('1000003', norwegian, 'kontotype-no', 5_000, 'Asks KYC, then check and Norwegian BankID'),
  danish: account('1000004', danish, 'kontotype-dk', 5_000, 'Asks KYC and KALP, then check and MitID'),
  blocked: account('1000005', signer, 'kontotyp-1', 5_000, 'Blocked: 409 account-status', true),
  sufficient: account(
    '1000006',
    signer,
    'kontotyp-1',
    50_000,
    'Has the highest limit: 409 credit-limit-already-sufficient',
  ),
  declined: account('1000007', declined, 'kontotyp-3', 2_000, 'The credit check says no'),
  hasAccount: account('1000008', hasAccount, 'kontotyp-1', 5_000, 'Why `hasAccount` is refused on kontotyp-1'),
  hasSimpleAccount: account('1000009', hasAccount, 'kontotyp-2', 5_000, 'Why `hasAccount` is refused on kontotyp-2'),
  notConfigured: account(
    '1000010',
    notConfigured,
    'kontotyp-2',
    1_000,
    '409 company-not-configured, outright or on signing',
  ),
} as const;

/**
 * No account has this number: 404 resource-unavailable, or 400 account-name-not-found where the limit is set directly.
 */
export const UNKNOWN_ACCOUNT_NO = '1999999';

/** A seeded application that awaits its KYC answers and never expires. */
export const DEMO_APPLICATION = {
  accountProfile: 'kontotyp-1',
  applicationId: '3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e01',
} as const;

/** A seeded application that is ready for signing and never expires. */
export const DEMO_SIGNABLE_APPLICATION = {
  accountProfile: 'kontotyp-2',
  applicationId: '3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02',
} as const;

import type { components } from '../../../contracts/aarthik.ts';

type Schemas = components['schemas'];
type Bureau = NonNullable<Schemas['BureauData']>;
export type Given<T> = T | null | undefined;

/** A journey to start, in the words of the gateway; enum values are Aarthik's. */
export interface PrefillInput {
  readonly borrower: string;
  /** Undefined leaves the product to Aarthik: a personal loan. Empty for one that nobody knows. */
  readonly type?: string | undefined;
  readonly personal?: Given<{
    readonly mobileNumber: string;
    readonly pan?: Given<string>;
    readonly panName?: Given<string>;
    readonly dateOfBirth?: Given<string>;
    readonly gender?: Given<NonNullable<Schemas['PersonalProfile']['gender']>>;
    readonly email?: Given<string>;
  }>;
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

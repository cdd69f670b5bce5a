import type { components } from '../../../contracts/aarthik.ts';
import { wireNumber } from '../kit/decode.ts';
import type { BankAccountInput, Given, PrefillInput } from './prefill-input.ts';

type Schemas = components['schemas'];

const number = (decimal: Given<string>): number | undefined => (decimal == null ? undefined : wireNumber(decimal));

/** The blocks of a prefill as Aarthik spells them; what was not given is not sent. */
export const prefillBlocks = ({ type, personal, work, address, preferences, goldLoan, bureau }: PrefillInput) =>
  given({
    journeyType: type as Schemas['JourneyType'] | undefined,
    personal:
      personal &&
      given({
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

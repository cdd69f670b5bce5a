import { builder } from '../kit/builder.ts';
import { closedEnum } from '../kit/open-enum.ts';

const Gender = closedEnum('Gender', {
  description: 'Gender, as lenders ask for it.',
  values: {
    male: 'Male.',
    female: 'Female.',
    transgender: 'Transgender.',
  },
});

const EmploymentType = closedEnum('EmploymentType', {
  description: 'Where the income comes from.',
  values: {
    salaried: 'Employed.',
    selfEmployed: 'Runs a business.',
  },
});

const IncomePeriod = closedEnum('IncomePeriod', {
  description: 'Period of an income.',
  values: {
    monthly: 'Per month.',
    annual: 'Per year.',
  },
});

const IndianBankAccountType = closedEnum('IndianBankAccountType', {
  description: 'Kind of bank account.',
  values: {
    savings: 'Savings account.',
    current: 'Current account.',
  },
});

const LoanPurpose = closedEnum('LoanPurpose', {
  description: 'What a personal loan is for.',
  values: {
    consumerDurablePurchase: 'Household goods.',
    education: 'Education.',
    travel: 'Travel.',
    health: 'Health.',
    other: 'Something else.',
  },
});

export const LoanPersonalInput = builder.inputType('LoanPersonalInput', {
  description: 'Who the borrower is. Personal data.',
  fields: (t) => ({
    mobileNumber: t.string({
      required: true,
      description:
        'Verified Indian mobile number: ten digits that begin with 6 to 9, with or without +91. It belongs to one borrower id permanently.',
    }),
    pan: t.string({ description: 'Income-tax PAN: five capital letters, four digits, a capital letter.' }),
    panName: t.string({ description: 'Name exactly as on the PAN, 1 to 140 characters.' }),
    dateOfBirth: t.field({ type: 'Date', description: 'Date of birth.' }),
    gender: t.field({ type: Gender, description: 'Gender.' }),
    email: t.string({ description: 'Personal e-mail address.' }),
  }),
});

export const LoanWorkInput = builder.inputType('LoanWorkInput', {
  description: 'Employment and income.',
  fields: (t) => ({
    employmentType: t.field({ type: EmploymentType, description: 'Where the income comes from.' }),
    email: t.string({ description: 'E-mail address at work; free mail services are not accepted.' }),
    income: t.field({ type: 'Decimal', description: 'Declared income in rupees, above 0, at most two decimals.' }),
    incomePeriod: t.field({ type: IncomePeriod, description: 'Period of `income`: monthly when left out.' }),
    companyName: t.string({ description: 'Employer or business.' }),
    udyamNumber: t.string({ description: 'Udyam registration of a small business.' }),
  }),
});

export const LoanAddressInput = builder.inputType('LoanAddressInput', {
  description: 'Home address.',
  fields: (t) => ({
    line1: t.string({ description: 'First line.' }),
    line2: t.string({ description: 'Second line.' }),
    city: t.string({ description: 'City.' }),
    state: t.string({ description: 'State, written out.' }),
    pinCode: t.string({ description: 'PIN code: six digits.' }),
  }),
});

export const LoanBankAccountInput = builder.inputType('LoanBankAccountInput', {
  description: 'Bank account of the borrower: whole, or left out.',
  fields: (t) => ({
    holderName: t.string({ required: true, description: 'Name on the account, 1 to 140 characters.' }),
    number: t.string({ required: true, description: 'Account number: 6 to 18 digits.' }),
    ifsc: t.string({ required: true, description: 'IFSC of the branch: `HDFC0001234`.' }),
    type: t.field({ type: IndianBankAccountType, required: true, description: 'Kind of account.' }),
    bankName: t.string({ description: 'Name of the bank.' }),
  }),
});

export const LoanPreferencesInput = builder.inputType('LoanPreferencesInput', {
  description: 'Wishes and consents for the journey.',
  fields: (t) => ({
    purpose: t.field({ type: LoanPurpose, description: 'What the loan is for.' }),
    otherPurpose: t.string({
      description: "The provider's own word for a purpose that `LoanPurpose` does not have yet; instead of `purpose`.",
    }),
    bureauConsent: t.boolean({
      description: 'Whether the borrower consents to the use of credit-bureau data. Must be true if `bureau` is given.',
    }),
  }),
});

/** Where the members of the prefill are in the caller's input, by their path on the wire. */
const BLOCKS: Readonly<Record<string, readonly [input: string, members: Readonly<Record<string, string>>]>> = {
  personal: [
    'personal',
    { contactNumber: 'mobileNumber', dob: 'dateOfBirth', personalemail: 'email', pan: 'pan', panName: 'panName' },
  ],
  work: [
    'work',
    {
      employmentType: 'employmentType',
      officialemail: 'email',
      income: 'income',
      incomeType: 'incomePeriod',
      companyName: 'companyName',
      udyamNumber: 'udyamNumber',
    },
  ],
  address: ['address', { addressL1: 'line1', addressL2: 'line2', city: 'city', state: 'state', pincode: 'pinCode' }],
  bankingInformation: [
    'bankAccount',
    {
      accountHolderName: 'holderName',
      accountNumber: 'number',
      ifscCode: 'ifsc',
      accountType: 'type',
      bankName: 'bankName',
    },
  ],
  journey: ['preferences', { endUse: 'purpose', bureauConsent: 'bureauConsent' }],
  goldLoan: [
    'goldLoan',
    {
      userType: 'borrowerKind',
      constitution: 'constitution',
      jewelleryWeightGrams: 'weightGrams',
      purity: 'purity',
      endUse: 'purpose',
      requestedAmount: 'requestedAmount',
    },
  ],
  bureau: ['bureau', { type: 'type', data: 'data', pulledAt: 'pulledAt' }],
};
/** The same block under the names that other calls have for it. */
const TWINS: Readonly<Record<string, string>> = { profile: 'personal', workProfile: 'work' };

/** `work.officialemail` -> `input.work.email`; undefined for what is not in the caller's input. */
export function inputPath(field: string | null): string | undefined {
  if (field === 'journeyType') return 'input.type';
  const [block = '', member] = field?.split('.') ?? [];
  const known = BLOCKS[TWINS[block] ?? block];
  if (!known) return undefined;
  const name = member === undefined ? undefined : known[1][member];
  return name === undefined ? `input.${known[0]}` : `input.${known[0]}.${name}`;
}

import { expect, test } from 'vitest';
import { startKit } from '../../kit/gateway.ts';

const START = /* GraphQL */ `
  mutation ($input: StartLoanJourneyInput!) {
    startLoanJourney(input: $input) {
      __typename
      ... on InvalidInput {
        message
        fields {
          path
          message
        }
      }
    }
  }
`;
const HOSTED = /* GraphQL */ `
  mutation ($input: CreateHostedLoanSessionInput!) {
    createHostedLoanSession(input: $input) {
      __typename
      ... on HostedLoanPage {
        url
        expiresAt
      }
      ... on InvalidInput {
        fields {
          path
        }
      }
    }
  }
`;

const borrower = 'CUSTOMER-42';
const personal = { mobileNumber: '+919876543210' };
const bankAccount = { holderName: 'Rahul Sharma', number: '123456789012', ifsc: 'HDFC0001234', type: 'SAVINGS' };
const bureau = { type: 'CIBIL', data: { score: 765 }, pulledAt: '2026-05-01T10:00:00Z', reportReference: 'R-1' };

const FULL = {
  borrower,
  type: 'GOLD_LOAN',
  personal: {
    ...personal,
    pan: 'ABCDE1234F',
    panName: 'Rahul Kumar Sharma',
    dateOfBirth: '1995-06-20',
    gender: 'MALE',
    email: 'rahul@example.com',
  },
  work: {
    employmentType: 'SELF_EMPLOYED',
    email: 'rahul@company.example',
    income: '75000.10',
    incomePeriod: 'ANNUAL',
    companyName: 'Acme Pvt Ltd',
    udyamNumber: 'UDYAM-KA-01-0012345',
  },
  address: { line1: 'Flat 301', line2: 'MG Road', city: 'Bengaluru', state: 'Karnataka', pinCode: '560001' },
  preferences: { purpose: 'TRAVEL', bureauConsent: true },
  goldLoan: {
    borrowerKind: 'INDIVIDUAL',
    weightGrams: '52.125',
    purity: 'K22',
    otherPurpose: 'templeDonation',
    requestedAmount: '150000.50',
  },
  bureau,
};

const WIRE = {
  journeyType: 'GOLD_LOAN',
  work: {
    employmentType: 'selfEmployed',
    officialemail: 'rahul@company.example',
    income: 75000.1,
    incomeType: 'annual',
    companyName: 'Acme Pvt Ltd',
    udyamNumber: 'UDYAM-KA-01-0012345',
  },
  address: {
    addressL1: 'Flat 301',
    addressL2: 'MG Road',
    city: 'Bengaluru',
    state: 'Karnataka',
    pincode: '560001',
  },
  journey: { endUse: 'travel', bureauConsent: true },
  goldLoan: {
    userType: 'individual',
    jewelleryWeightGrams: 52.125,
    purity: '22K',
    endUse: 'templeDonation',
    requestedAmount: 150000.5,
  },
  bureau,
};
const PERSONAL = {
  contactNumber: '+919876543210',
  pan: 'ABCDE1234F',
  panName: 'Rahul Kumar Sharma',
  dob: '1995-06-20',
  gender: 'male',
  personalemail: 'rahul@example.com',
};

test('everything known of a borrower goes out in the spelling of the provider, the bank account in camelCase alone', async () => {
  await using kit = await startKit();
  const { data } = await kit.query(START, { input: { ...FULL, bankAccount } });
  expect(data.startLoanJourney).toEqual({ __typename: 'LoanJourney' });
  expect(kit.sandbox.aarthik.calls[0]?.body).toEqual({
    ...WIRE,
    personal: PERSONAL,
    bankingInformation: {
      accountHolderName: 'Rahul Sharma',
      accountNumber: '123456789012',
      ifscCode: 'HDFC0001234',
      accountType: 'savings',
    },
  });
});

test('a hosted session takes the same blocks under its own names, and answers an address for two minutes', async () => {
  await using kit = await startKit();
  const { data } = await kit.query(HOSTED, { input: FULL });
  const { work, ...blocks } = WIRE;
  expect(kit.sandbox.aarthik.calls[0]?.body).toEqual({
    borrowerProviderID: borrower,
    ...blocks,
    profile: PERSONAL,
    workProfile: work,
  });
  const { url, expiresAt } = data.createHostedLoanSession;
  expect(url).toContain('#bt_test_');
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - 120_000)).toBeLessThan(5_000);
});

test('a hosted session needs nothing but the borrower, unless it is for gold', async () => {
  await using kit = await startKit();
  expect((await kit.query(HOSTED, { input: { borrower } })).data.createHostedLoanSession.__typename).toBe(
    'HostedLoanPage',
  );
  expect(kit.sandbox.aarthik.calls[0]?.body).toEqual({ borrowerProviderID: borrower });
  const gold = await kit.query(HOSTED, { input: { borrower, type: 'GOLD_LOAN' } });
  expect(gold.data.createHostedLoanSession.fields).toEqual([{ path: 'input.personal' }]);
});

test.for([
  ['a bureau report without consent', { bureau }, ['input.preferences.bureauConsent']],
  ['consent refused', { bureau, preferences: { bureauConsent: false } }, ['input.preferences.bureauConsent']],
  [
    'a report that is no object',
    { bureau: { ...bureau, data: [1] }, preferences: { bureauConsent: true } },
    ['input.bureau.data'],
  ],
  ['jewellery without the type', { goldLoan: { purity: 'K18' } }, ['input.type']],
  ['jewellery with the other type', { type: 'PERSONAL_LOAN', goldLoan: { purity: 'K18' } }, ['input.type']],
  ['a kind of loan that nobody knows', { type: 'UNKNOWN' }, ['input.type']],
  [
    'weight and amount of nothing',
    { type: 'GOLD_LOAN', goldLoan: { weightGrams: '0', requestedAmount: '-1' } },
    ['input.goldLoan.requestedAmount', 'input.goldLoan.weightGrams'],
  ],
  ['two purposes', { preferences: { purpose: 'HEALTH', otherPurpose: 'x' } }, ['input.preferences.otherPurpose']],
  ['a landline', { personal: { mobileNumber: '0224567890' } }, ['input.personal.mobileNumber']],
  ['a PAN in small letters', { personal: { ...personal, pan: 'abcde1234f' } }, ['input.personal.pan']],
  [
    'addresses that are none',
    { personal: { ...personal, email: 'rahul' }, work: { email: '@x' } },
    ['input.personal.email', 'input.work.email'],
  ],
  ['an income in paise of paise', { work: { income: '100.001' } }, ['input.work.income']],
  ['a PIN code of five digits', { address: { pinCode: '56000' } }, ['input.address.pinCode']],
  ['an empty city', { address: { city: '' } }, ['input.address.city']],
  [
    'bank details that are none',
    { bankAccount: { ...bankAccount, number: '12', ifsc: 'HDFC' } },
    ['input.bankAccount.number', 'input.bankAccount.ifsc'],
  ],
] as const)('%s is refused with its path before anything is sent', async ([, members, paths]) => {
  await using kit = await startKit();
  const { data, errors } = await kit.query(START, { input: { borrower, personal, ...members } });
  expect(errors).toBeUndefined();
  expect(data.startLoanJourney.fields?.map(({ path }: { path: string }) => path)).toEqual(paths);
  expect(kit.sandbox.aarthik.callList()).toEqual([]);
});

test('half a bank account is no input at all', async () => {
  await using kit = await startKit();
  const { errors } = await kit.query(START, { input: { borrower, personal, bankAccount: { number: '123456' } } });
  expect(errors?.[0]?.message).toContain('holderName');
  expect(kit.sandbox.aarthik.callList()).toEqual([]);
});

test.for([
  ['9876543210', 'a phone number'],
  ['+91 98765-43210', 'a phone number'],
  ['09876543210', 'a phone number'],
  ['ABCDE1234F', 'a PAN'],
  ['rahul@example.com', 'an e-mail address'],
  ['..', '1 to 128 characters'],
  ['x'.repeat(129), '1 to 128 characters'],
] as const)('the borrower id %s is refused, with the reason and without repeating it', async ([id, reason]) => {
  await using kit = await startKit();
  const { data } = await kit.query(START, { input: { borrower: id, personal } });
  expect(data.startLoanJourney.__typename).toBe('InvalidInput');
  expect(data.startLoanJourney.message).toContain(reason);
  expect(data.startLoanJourney.message).not.toContain(id === '..' ? '"..' : id);
  expect(kit.sandbox.aarthik.callList()).toEqual([]);
});

test.for(['9876543210', '+91 98765-43210', 'ABCDE1234F', 'rahul@example.com'])(
  'what was started elsewhere under the borrower id %s is read, followed and opened all the same',
  async (id) => {
    await using kit = await startKit();
    const { url, apiKey } = kit.sandbox.settings.aarthik;
    await fetch(`${url}/api/v1/hybrid/personal-loan/borrowers/${encodeURIComponent(id)}/journey`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ personal: { contactNumber: '9876543210' } }),
    });
    kit.sandbox.clock.advance(10_000);
    const fields = 'id borrower lenders { offers { id isSelectable } }';
    const { data } = await kit.query(`query ($id: ID!) { loanJourney(id: $id) { ${fields} } }`, { id });
    expect(data.loanJourney).toMatchObject({ id: `LoanJourney:${encodeURIComponent(id)}`, borrower: id });
    const watching = kit.watch('subscription ($id: ID!) { loanJourneyChanged(id: $id) { borrower } }', { id });
    expect((await watching.take(1))[0]?.data.loanJourneyChanged.borrower).toBe(id);
    await watching.leave();
    const offers = data.loanJourney.lenders.flatMap((lender: any) => lender.offers);
    const offer = offers.find(({ isSelectable }: any) => isSelectable).id;
    const opened = await kit.query(
      'mutation ($id: ID!, $offer: ID!) { openLoanOffer(input: { journey: $id, offer: $offer }) { __typename } }',
      { id, offer },
    );
    expect(opened.data.openLoanOffer.__typename).toBe('HostedLoanPage');
  },
);

test('the refusal of a customer number of ten digits says what to do about it', async () => {
  await using kit = await startKit();
  const { data } = await kit.query(START, { input: { borrower: '9876543210', personal } });
  expect(data.startLoanJourney.message).toContain('needs a prefix');
});

test.for(['CRM:42', 'a:b:c', ':', 'crm::', 'tenant-1:ü%'])(
  'the borrower id %s is taken bare, colons and all, and by its global id',
  async (id) => {
    await using kit = await startKit();
    const globalId = `LoanJourney:${encodeURIComponent(id)}`;
    const start = await kit.query(START, { input: { borrower: id, personal } });
    expect(start.data.startLoanJourney.__typename).toBe('LoanJourney');
    for (const given of [id, globalId]) {
      const { data } = await kit.query('query ($id: ID!) { loanJourney(id: $id) { id borrower } }', { id: given });
      expect(data.loanJourney).toEqual({ id: globalId, borrower: id });
    }
    const { data } = await kit.query('query ($id: ID!) { node(id: $id) { id } }', { id: globalId });
    expect(data.node).toEqual({ id: globalId });
  },
);

test.for(['Account:42', 'LoanJourney:a:b', 'Client:x'])(
  '%s begins like a global id, so it is none of a borrower',
  async (id) => {
    await using kit = await startKit();
    const { errors } = await kit.query('query ($id: ID!) { loanJourney(id: $id) { id } }', { id });
    expect(errors?.[0]?.message).toContain('LoanJourney:<borrower>');
    const escaped = `LoanJourney:${encodeURIComponent(id)}`;
    const { data } = await kit.query('query ($id: ID!) { loanJourney(id: $id) { id } }', { id: escaped });
    expect(data.loanJourney).toBeNull();
  },
);

test('a colon in an id of which the kind is open names nothing', async () => {
  await using kit = await startKit();
  const { errors } = await kit.query('query ($id: ID!) { process(id: $id) { id } }', { id: 'CRM:42' });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('the time at which Aarthik answered is shown', async () => {
  await using kit = await startKit();
  const now = new Date(kit.sandbox.clock.now()).toISOString();
  const { data } = await kit.query('{ loanJourney(id: "BORROWER-123") { answeredAt } }');
  expect(Math.abs(Date.parse(data.loanJourney.answeredAt) - Date.parse(now))).toBeLessThan(60_000);
});

test.for(['C/42 ü%', '2026-000123', '5876543210', 'x'.repeat(128), 'b7a1f0de-8f0b-4a2e-9a8f-5f3f8d1c2b02'])(
  'the borrower id %s is taken and found again by its global id',
  async (id) => {
    await using kit = await startKit();
    const globalId = `LoanJourney:${encodeURIComponent(id)}`;
    await kit.query(START, { input: { borrower: globalId, personal } });
    const { data } = await kit.query('query ($id: ID!) { loanJourney(id: $id) { id borrower } }', { id: globalId });
    expect(data.loanJourney).toEqual({ id: globalId, borrower: id });
  },
);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TEST_PERSONS, type TestPerson } from '../../../sandbox/payex/index.ts';
import { Checks } from '../../../src/datasources/kit/checks.ts';
import { checkLimit, newApplication, newUpgrade } from '../../../src/datasources/payex/application-rules.ts';
import { checkAnswers } from '../../../src/datasources/payex/kyc-rules.ts';
import { faultOfNationalNumber, type Country } from '../../../src/datasources/payex/national-number.ts';
import { faultOfForm, MAX_FORM_BYTES } from '../../../src/datasources/payex/paper-form.ts';
import type { KycQuestion } from '../../../src/datasources/payex/types.ts';
import { InvalidInput } from '../../../src/problem.ts';

const isValid = (number: string, country: Country): boolean => faultOfNationalNumber(number, country) === undefined;

/** The paths of the faults of an input; empty when it is accepted. */
function faultsOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.fields.map(({ path }) => path);
    throw error;
  }
}
const limitIsTaken = (limit: string): boolean =>
  faultsOf(() => {
    const checks = new Checks();
    checkLimit(checks, limit, 'input.requestedLimit');
    checks.done();
  }).length === 0;

const person = {
  requestedLimit: '5000',
  language: 'Sv' as const,
  nationalNumber: TEST_PERSONS.signer.nationalNumber,
  country: 'SE' as const,
};
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

test('a limit is taken with two decimals and no more, from 0 to 100000000', () => {
  expect(['0', '19.99', '100000000', '100000000.00', '0.1'].filter((limit) => !limitIsTaken(limit))).toEqual([]);
  expect(['19.999', '-1', '-0.01', '100000000.01', '100000001', '100000000.000000000001'].filter(limitIsTaken)).toEqual(
    [],
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (cents) => {
      const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      return limitIsTaken(text);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 1, max: 999 }), (whole, thousandths) => {
      const decimals = String(thousandths).padStart(3, '0');
      return limitIsTaken(`${whole}.${decimals}`) === decimals.endsWith('0');
    }),
  );
});

test('every number of the sandbox is a valid one of its country', () => {
  const wrong = Object.values<TestPerson>(TEST_PERSONS).filter((one) => !isValid(one.nationalNumber, one.country));
  expect(wrong).toEqual([]);
});

test.each([
  ['SE', '19101010-1010', 'the check digit is wrong when one digit changes'],
  ['NO', '12837510110', 'the check digits are wrong when one digit changes'],
  ['FI', '010280-901Y', 'the check character is wrong when one digit changes'],
] as const)('%s: %s is valid, and %s', (country, number, _why) => {
  fc.assert(
    fc.property(fc.nat(number.length - 1), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digit = number[at] ?? '';
      if (!/\d/.test(digit) || (country === 'SE' && at < 2)) return true; // the century has no part in Luhn
      const other = number.slice(0, at) + ((Number(digit) + by) % 10) + number.slice(at + 1);
      return !isValid(other, country);
    }),
  );
});

test.each([
  // Skatteverket, SKV 707: the example of a coordination number, with its century.
  ['SE', ['19701063-2391', '197010632391']],
  // Skatteverket's published test numbers.
  ['SE', ['18900101-9802', '189001029819']],
  ['SE', ['191010101010']],
  // Skatteetaten, "Testmiljø og testdata": synthetic persons of Test-Norge (Tenor), 80 added to the month.
  ['NO', ['16822548834', '11812448848', '19872347995']],
  // Nav, Dolly: 40 added to the month; the second of each pair is the D-number, with 40 added to the day too.
  ['NO', ['15507600333', '55507608360', '29422059278', '69422056629']],
  // Skatteetaten, test data of the older environment: no synthetic months.
  ['NO', ['01029413157', '04057849687', '18017749532']],
  // CPR-kontoret, "Personnummeret i CPR-systemet", page 10; and without modulus 11, as issued for 1 January since 2007.
  ['DK', ['070761-4285', '0707614285', '010165-0000', '0101900001', '0101604242']],
  // MitID's test person, and a replacement number.
  ['DK', ['2512484916', '700750-0001']],
  // Digital and Population Data Services Agency: test numbers for the century signs of 2023.
  ['FI', ['010594Y9032', '020594X903P', '030594W903B', '040594V9030', '050594U903M']],
  ['FI', ['010516B903X', '020516C903K', '030516D9037', '010501E9032', '020503F9037', '020504A902E']],
  // The agency's own example; and Verohallinto's example of a temporary number.
  ['FI', ['131052-308T', '011073-998R', '010101+0101', '010101A0101']],
] as const)('%s: what the authorities issue is accepted: %s', (country, numbers) => {
  expect(numbers.filter((number) => !isValid(number, country))).toEqual([]);
});

test.each([
  ['SE', ['101010-1010', '19101310-1015', '19101092-1010', '18900101-0003', '19101010-101', '1910101O1010']],
  ['NO', ['32822548834', '16932548834', '72507608360', '00000000000', '16822548835', '168225 48834']],
  ['DK', ['310248-4916', '2902014000', '0113484916', '920750-0001', '25124849160']],
  ['FI', ['131052-308U', '310252-308T', '010190-001P', '010190-000N', '010594Z9032', '010594G9032', '131052308T']],
] as const)('%s: what no authority issues is refused: %s', (country, numbers) => {
  expect(numbers.filter((number) => isValid(number, country))).toEqual([]);
});

test('a Danish number needs a date that exists, and no check digit', () => {
  fc.assert(fc.property(digits(4), (rest) => isValid(`251248-${rest}`, 'DK')));
  fc.assert(fc.property(digits(4), (rest) => !isValid(`310248${rest}`, 'DK')));
  fc.assert(fc.property(digits(4), (rest) => isValid(`2902${'04'}${rest.replace(/^./, '4')}`, 'DK')));
});

test('a Finnish number may have any sign of its century, and no other', () => {
  const valid = [...'-+ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((sign) => isValid(`010280${sign}901Y`, 'FI'));
  expect(valid.join('')).toBe('-+ABCDEFUVWXY');
});

test('no text of any kind makes the check of a national number fail otherwise than with a message', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.constantFrom<Country>('SE', 'NO', 'DK', 'FI'), (text, country) => {
      const fault = faultOfNationalNumber(text, country);
      return fault === undefined || (fault.startsWith('expected') && (text.length < 12 || !fault.includes(text)));
    }),
  );
});

test('a mobile number is a plus sign and 4 to 14 digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), (length) => {
      const mobileNumber = `+${'4'.repeat(length)}`;
      return (
        (faultsOf(() => newApplication({ ...person, mobileNumber })).length === 0) === (length >= 4 && length <= 14)
      );
    }),
  );
  expect(faultsOf(() => newApplication({ ...person, mobileNumber: '46701234456' }))).toEqual(['input.mobileNumber']);
});

test('e-mail, address and point of sale are held to the rules of the contract', () => {
  const faults = (extra: object): string[] => faultsOf(() => newApplication({ ...person, ...extra }));
  for (const email of ['test@testshop.se', 'a.b+c@x.y.se', 'ö@å.se']) expect(faults({ email })).toEqual([]);
  for (const email of ['', 'a', 'a@b', '@b.se', 'a@.b.se', 'a@b..se', 'a@b.se.', 'a b;c@d.se', 'a@b@c.se']) {
    expect(faults({ email }), email).toEqual(['input.email']);
  }
  for (const ipAddress of ['192.0.2.10', '2001:db8::1']) expect(faults({ ipAddress })).toEqual([]);
  expect(faults({ ipAddress: '1.1.1.X' })).toEqual(['input.ipAddress']);
  expect(faults({ pointOfSale: 'Käthes Laden ’99' })).toEqual([]);
  expect(faults({ pointOfSale: 'a;b' })).toEqual(['input.pointOfSale']);
  expect(faults({ language: undefined })).toEqual(['input.language']);
});

test.each([
  ['192.0.2.10', '192.0.2.10'],
  ['::ffff:192.0.2.10', '192.0.2.10'],
  ['::FFFF:C000:020A', '192.0.2.10'],
  ['0:0:0:0:0:ffff:192.0.2.10', '192.0.2.10'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::1', '::1'],
])('the address %s of a device is sent as %s', (given, sent) => {
  expect(newApplication({ ...person, ipAddress: given }).ipAddress).toBe(sent);
  expect(newUpgrade({ requestedLimit: '1', language: 'En', accountNo: '1', ipAddress: given }).ipAddress).toBe(sent);
});

test.each([
  '',
  'hello.world',
  'localhost',
  '1.1.1.X',
  '1.1.1',
  '010.1.1.1',
  '192.0.2.0/24',
  'fe80::1%eth0',
  '[::1]',
  '::g',
])('%s is no address of a device', (ipAddress) => {
  expect(faultsOf(() => newApplication({ ...person, ipAddress }))).toEqual(['input.ipAddress']);
});

test('all faults are named at once, and the flag that PayEx wants is always sent', () => {
  const wrong = { requestedLimit: '-1.001', nationalNumber: '1', email: 'x', mobileNumber: '1', specialIntent: ' ' };
  expect(faultsOf(() => newApplication({ ...person, ...wrong }))).toEqual([
    'input.requestedLimit',
    'input.requestedLimit',
    'input.specialIntent',
    'input.nationalNumber',
    'input.email',
    'input.mobileNumber',
  ]);
  expect(newUpgrade({ requestedLimit: '1', language: 'En', accountNo: '1', options: {} }).applicationOptions).toEqual({
    customerPreAuthenticated: false,
  });
});

test('a scanned form is a PDF in base64 of at most five million bytes', () => {
  const form = (bytes: Buffer): string | undefined => faultOfForm(bytes.toString('base64'));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (rest) => {
      return form(Buffer.concat([Buffer.from('%PDF-1.7'), rest])) === undefined;
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => form(Buffer.from(bytes)) !== undefined));
  const largest = Buffer.alloc(MAX_FORM_BYTES, '%PDF');
  expect(form(largest)).toBeUndefined();
  expect(form(Buffer.concat([largest, Buffer.alloc(3)]))).toMatch(/at most 5000000 bytes/);
  for (const text of ['', 'JVBERi0', 'JVBERi0=\n', 'JVBE Ri0=', '%PDF']) expect(faultOfForm(text)).toMatch(/expected/);
});

test('a choice of several takes several answers, however its type is spelt; any other takes one', () => {
  const possibleAnswers = [{ answerCode: 'a' }, { answerCode: 'b' }];
  const answers = ['a', 'b'].map((answerCode) => ({ questionCode: 'q', answerCode }));
  const faults = (type: string): string[] =>
    faultsOf(() => checkAnswers([{ questionCode: 'q', answer: { type, possibleAnswers } }] as KycQuestion[], answers));
  expect(['multi', 'Multi'].map(faults)).toEqual([[], []]);
  expect(faults('single')).toEqual(['input.answers[1].questionCode']);
});

import type { Ledger } from './ledger.ts';
import type { Person } from './onboarding.ts';
import { invalid, Refusal } from './problems.ts';
import { KNOWN_INTENTS, STANDALONE_INTENTS, type Profile } from './profiles.ts';
import type { Wire } from './wire.ts';

const NATIONAL_NUMBERS: Readonly<Record<string, RegExp>> = {
  SE: /^\d{8}-?\d{4}$/,
  NO: /^\d{11}$/,
  DK: /^\d{6}-?\d{4}$/,
  FI: /^\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]$/,
};

/** Two decimals at most, read off the text of the number; not above the profile's highest limit. */
export function checkLimit(creditLimit: number, { maxCreditLimit }: Profile): void {
  if (!/^\d+(\.\d{1,2})?$/.test(String(creditLimit))) throw invalid('creditLimit', 'Has more than two decimals');
  if (creditLimit > maxCreditLimit) throw invalid('creditLimit', `Is above ${maxCreditLimit}`);
}

/** Who applies. The contract's pattern of the country is not anchored; its list of four holds here. */
export function checkPerson(
  ledger: Ledger,
  { nationalConsumerIdentifier, customerNo }: Wire['ApplicationCreateRequest'],
  profile: Profile,
): Person {
  const { value, countryCode } = nationalConsumerIdentifier;
  const format = NATIONAL_NUMBERS[countryCode];
  if (!format) throw invalid('nationalConsumerIdentifier.countryCode', 'Is not one of SE, NO, DK, FI');
  if (countryCode !== profile.country) {
    throw invalid('nationalConsumerIdentifier.countryCode', `The profile is for ${profile.country}`);
  }
  if (!format.test(value)) throw invalid('nationalConsumerIdentifier.value', 'Not a national number of the country');
  const customer = customerNo === undefined ? undefined : ledger.customer(customerNo);
  if (customerNo !== undefined && !customer) throw new Refusal(409, 'customer-missing');
  const person = ledger.person(value, countryCode);
  if (customer && customer !== person) throw new Refusal(409, 'customer-mismatch');
  return person;
}

/** Whether the intent is known and fits, and the person may have (another) account of the profile. */
export function checkIntent(ledger: Ledger, intent: string | undefined, person: Person, profile: Profile): void {
  if (intent !== undefined && !KNOWN_INTENTS.includes(intent)) throw new Refusal(422, 'invalid-special-intent');
  if (intent !== undefined && !profile.intents.includes(intent)) throw new Refusal(409, 'not-valid-for-intent');
  if (!ledger.holds(person, profile)) return;
  const standalone = intent !== undefined && STANDALONE_INTENTS.includes(intent);
  throw new Refusal(409, standalone ? 'account-already-exists-for-standalone-intent' : 'account-profile-exists');
}

/** Addresses that a browser or PayEx is to go to. */
export function checkAddresses<T extends object>(request: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    const address = request[name];
    if (address === undefined) continue;
    const protocol = URL.canParse(String(address)) && new URL(String(address)).protocol;
    if (protocol !== 'http:' && protocol !== 'https:') throw invalid(name, 'Not an absolute http(s) address');
  }
}

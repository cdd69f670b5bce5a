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

/** At most two decimals (checked in the decimal text of the number) and at most the profile's maximum limit. */
export function checkLimit(creditLimit: number, { maxCreditLimit }: Profile): void {
  if (!/^\d+(\.\d{1,2})?$/.test(String(creditLimit))) throw invalid('creditLimit', 'Has more than two decimals');
  if (creditLimit > maxCreditLimit) throw invalid('creditLimit', `Is above ${maxCreditLimit}`);
}

/**
 * Validates the applicant. The country pattern of the contract is not anchored, so the four countries are checked here.
 */
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

/** Checks that the intent is known and supported, and that the person may have another account of the profile. */
export function checkIntent(ledger: Ledger, intent: string | undefined, person: Person, profile: Profile): void {
  if (intent !== undefined && !KNOWN_INTENTS.includes(intent)) throw new Refusal(422, 'invalid-special-intent');
  if (intent !== undefined && !profile.intents.includes(intent)) throw new Refusal(409, 'not-valid-for-intent');
  if (!ledger.holds(person, profile)) return;
  const standalone = intent !== undefined && STANDALONE_INTENTS.includes(intent);
  throw new Refusal(409, standalone ? 'account-already-exists-for-standalone-intent' : 'account-profile-exists');
}

/** Validates redirect and callback URLs. */
export function checkAddresses<T extends object>(request: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    const address = request[name];
    if (address === undefined) continue;
    const protocol = URL.canParse(String(address)) && new URL(String(address)).protocol;
    if (protocol !== 'http:' && protocol !== 'https:') throw invalid(name, 'Not an absolute http(s) address');
  }
}

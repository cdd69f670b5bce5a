import type { Clock } from '../kit/clock.ts';
import type { Onboarding, Person } from './onboarding.ts';
import type { Profile } from './profiles.ts';
import { Refusal } from './problems.ts';
import { TEST_ACCOUNTS, TEST_PERSONS, type TestPerson } from './test-data.ts';
import type { Country, Kind } from './wire.ts';

export interface Account {
  readonly accountNo: string;
  readonly owner: Person;
  /** Key of the profile. */
  readonly profile: string;
  readonly blocked: boolean;
  creditLimit: number;
}

const CACHE_MS = 24 * 3_600_000;
/** Maximum number of onboardings; beyond it the oldest is evicted. */
const MAX_ONBOARDINGS = 20_000;

const plain = (nationalNumber: string): string => nationalNumber.replaceAll('-', '');

/** Data of one company: customers, accounts and cached onboardings. */
export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly onboardings = new Map<string, Onboarding>();
  readonly #clock: Clock;
  readonly #persons = new Map<string, Person>();
  #accountNos = 2_000_000;
  #customerNos = 960_000_000;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#enterTestData();
  }

  /** Everything as at the start. Numbers of new customers and accounts go on where they were. */
  reset(): void {
    this.accounts.clear();
    this.onboardings.clear();
    this.#persons.clear();
    this.#enterTestData();
  }

  #enterTestData(): void {
    for (const person of Object.values<TestPerson>(TEST_PERSONS)) {
      this.#enter(person, person.outcome !== 'has-account');
    }
    for (const { owner, accountProfile, ...account } of Object.values(TEST_ACCOUNTS)) {
      const person = this.person(owner.nationalNumber, owner.country);
      this.accounts.set(account.accountNo, { ...account, owner: person, profile: accountProfile });
    }
  }

  /** The person with a national identity number; creates the customer if unknown. */
  person(nationalNumber: string, country: Country): Person {
    const known = this.#persons.get(`${country} ${plain(nationalNumber)}`);
    return known ?? this.#enter({ nationalNumber, country, outcome: 'signs' }, false);
  }

  /** Decides what becomes of the applications of a person. */
  enter(person: Pick<TestPerson, 'nationalNumber' | 'country' | 'outcome'>): Person {
    const { customerNo } = this.person(person.nationalNumber, person.country);
    return this.#enter({ ...person, customerNo }, true);
  }

  customer(customerNo: string): Person | undefined {
    return this.#persons.values().find((person) => person.customerNo === customerNo);
  }

  /** Whether the person has reached the maximum number of accounts of the profile. */
  holds(person: Person, { key }: Profile): boolean {
    return !person.repeats && this.accounts.values().some(({ owner, profile }) => owner === person && profile === key);
  }

  nextAccountNo(): string {
    this.#accountNos += 1;
    return String(this.#accountNos);
  }

  add(onboarding: Onboarding): Onboarding {
    if (this.onboardings.size >= MAX_ONBOARDINGS) {
      const oldest = this.onboardings.values().find(({ permanent }) => !permanent);
      if (oldest) this.onboardings.delete(oldest.id);
    }
    this.onboardings.set(onboarding.id, onboarding);
    return onboarding;
  }

  /** @throws Refusal 404 `not-found`, or `resource-unavailable` once the entry has been evicted from the cache. */
  find(kind: Kind, id: string | undefined, profile: string | undefined): Onboarding {
    const found = this.onboardings.get(id ?? '');
    if (!found || found.kind !== kind || (kind === 'Application' && found.profile.key !== profile)) {
      throw new Refusal(404, 'not-found');
    }
    const old = !found.permanent && this.#clock.now() - found.statusChangedAt >= CACHE_MS;
    if (found.lapsed || old) throw new Refusal(404, 'resource-unavailable');
    return found;
  }

  #enter({ nationalNumber, country, outcome, customerNo }: Omit<TestPerson, 'description'>, repeats: boolean): Person {
    this.#customerNos += 1;
    const person = { nationalNumber, country, outcome, repeats, customerNo: customerNo ?? String(this.#customerNos) };
    this.#persons.set(`${country} ${plain(nationalNumber)}`, person);
    return person;
  }
}

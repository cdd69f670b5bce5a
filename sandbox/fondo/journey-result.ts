import { randomInt, randomUUID } from 'node:crypto';
import { accountRef, personnummer, swedishIban } from './ids.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import type { Account, Journey, Schemas } from './types.ts';

/** Data entered by the end user on the hosted pages; defaults to a test person. */
export interface EndUser {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly ssn?: string;
  readonly accountName?: string;
}

const KYC_LIVES = 365 * 24 * 3600 * 1000;

/** Creates the objects of a completed journey and returns the result. */
export function createJourneyResult(
  state: FondoState,
  books: Books,
  { journey }: Journey,
  user: EndUser,
): Schemas['JourneyResult'] {
  const transferInstructions = journey.transferInstructions ?? [];
  const isNew = journey.type === 'createAccount';
  const account = isNew
    ? openAccount(state, books, journey, user)
    : state.find(books, 'account', journey.account ?? '');
  if (isNew || journey.type === 'kyc') approve(state, books, account.id);
  const bankAccount = account.bankAccounts[0]?.id ?? null;
  const plan = journey.allocationPlan && setPlan(state, books, account.id, bankAccount, journey.allocationPlan);
  return { account: account.id, bankAccount, allocationPlan: plan?.id ?? null, transferInstructions };
}

function openAccount(
  state: FondoState,
  books: Books,
  journey: Schemas['JourneyConfiguration'],
  user: EndUser,
): Account {
  const { firstName = 'Astrid', lastName = 'Sandlund', ssn = personnummer('19910514', 238) } = user;
  const account = state.create(books, 'account', {
    ...state.track(randomUUID()),
    ref: freeRef(state, books),
    name: journey.accountName ?? user.accountName ?? 'Spar',
    status: 'pending',
    accountType: journey.accountTypes?.[0] ?? 'isk',
    serviceType: journey.serviceType ?? books.client.serviceTypes[0]?.accountServiceType ?? 'executionOnly',
    owner: { firstName, lastName, fullName: `${firstName} ${lastName}`, ssn },
    balance: 0,
    amounts: { deposited: 0, withdrawn: 0 },
    positions: [],
    deleted: false,
    clientId: books.client.id,
    bankAccounts: [newBankAccount()],
    currency: 'SEK',
  });
  state.clock.after(TIMINGS.accountActivates, () => {
    const { status } = state.find(books, 'account', account.id);
    if (status === 'pending') state.change(books, 'account', account.id, { status: 'active' });
  });
  return account;
}

/** The number of an account that is opened now. */
export function freeRef(state: FondoState, books: Books): string {
  const taken = new Set(books.tables.account.rows.map(({ ref }) => ref));
  let time = Math.floor(state.clock.now());
  while (taken.has(accountRef(time))) time += 1;
  return accountRef(time);
}

export function newBankAccount(): Schemas['BankAccount'] {
  const [clearingNumber, accountNumber] = [String(randomInt(5000, 6000)), String(randomInt(1_000_000, 10_000_000))];
  const iban = swedishIban('500', clearingNumber + accountNumber);
  return { id: randomUUID(), name: 'SEB', clearingNumber, accountNumber, iban, autogiro: true };
}

function approve(state: FondoState, books: Books, account: string): void {
  const [modifiedDate, expiryDate] = [state.clock.iso(), state.clock.iso(KYC_LIVES)];
  books.kyc.set(account, { account, status: 'approved', modifiedDate, expiryDate });
}

/** Sets or replaces the allocation plan of an account. */
function setPlan(
  state: FondoState,
  books: Books,
  account: string,
  bankAccount: string | null,
  { instruments }: Schemas['JourneyAllocationPlan'],
): Schemas['AllocationPlan'] {
  const present = books.tables.allocationPlan.rows.find((plan) => plan.account === account);
  if (present) return state.change(books, 'allocationPlan', present.id, { instruments });
  return state.create(books, 'allocationPlan', { id: randomUUID(), account, bankAccount, instruments });
}

import { accountRef, personnummer, swedishIban, uuidOf } from '../ids.ts';
import type { Books, FondoState } from '../state.ts';
import { DEMO_ACCOUNT, DEMO_BANK_ACCOUNT, DEMO_CLIENT, DEMO_PLAN } from '../test-data.ts';
import type { Account, Schemas } from '../types.ts';
import { ACCOUNT_NAMES, BANKS, FIRST_NAMES, LAST_NAMES } from './reference-data.ts';
import type { Timeline } from './timeline.ts';

const TYPES = ['isk', 'isk', 'depot', 'endowment'] as const;
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Every eighth account, starting with the sixth, has a special state; all others are active. */
function statusOf(index: number): Account['status'] {
  if (index % 8 !== 5) return 'active';
  return at(['pending', 'confirm', 'rejected'] as const, Math.floor(index / 8));
}

export function seedAccounts(state: FondoState, books: Books, count: number, timeline: Timeline): void {
  for (let index = 0; index < count; index += 1) {
    const time = timeline.next();
    const created = new Date(time).toISOString();
    const name = `${books.client.id}:${index}`;
    const isDemo = books.client.id === DEMO_CLIENT && index === 0;
    const status = statusOf(index);
    const closed = index % 24 === 23;
    const closedDate = new Date(time + 3_600_000).toISOString();
    const account: Account = {
      id: isDemo ? DEMO_ACCOUNT : uuidOf(`account:${name}`),
      sortedId: state.sortedId(time),
      ref: accountRef(time),
      name: at(ACCOUNT_NAMES, index),
      status,
      accountType: at(TYPES, index),
      serviceType: at(books.client.serviceTypes, index).accountServiceType,
      owner: owner(index),
      balance: 0,
      amounts: { deposited: 0, withdrawn: 0 },
      positions: [],
      deleted: closed,
      clientId: books.client.id,
      bankAccounts: [bankAccount(isDemo ? DEMO_BANK_ACCOUNT : uuidOf(`bank:${name}`), index)],
      currency: 'SEK',
      createdDate: created,
      modifiedDate: closed ? closedDate : created,
      ...(closed ? { deletedDate: closedDate } : {}),
    };
    books.tables.account.put(account);
    books.kyc.set(account.id, kycOf(account, index));
    if (status === 'active' && !closed && index % 3 === 0)
      plan(state, books, account, isDemo ? DEMO_PLAN : uuidOf(`plan:${name}`));
  }
}

/** Every fifth account has the same owner as the preceding one. */
function owner(index: number): Account['owner'] {
  const person = index % 5 === 4 ? index - 1 : index;
  const [firstName, lastName] = [at(FIRST_NAMES, person), at(LAST_NAMES, person * 3)];
  const [year, month, day] = [1955 + ((person * 7) % 50), 1 + (person % 12), 1 + ((person * 5) % 28)];
  const birthDate = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
  const ssn = personnummer(birthDate, person % 2 === 0 ? 238 : 239);
  return { firstName, lastName, fullName: `${firstName} ${lastName}`, ssn };
}

function bankAccount(id: string, index: number): Schemas['BankAccount'] {
  const { name, clearingNumber, iban } = at(BANKS, index);
  const accountNumber = String(1_234_567 + index * 9_173);
  return {
    id,
    name,
    clearingNumber,
    accountNumber,
    iban: swedishIban(iban, clearingNumber + accountNumber),
    autogiro: index % 4 !== 3,
  };
}

function kycOf({ id, status, createdDate }: Account, index: number): Schemas['KycStatus'] {
  if (status === 'pending') return { account: id, status: 'missing' };
  if (status === 'confirm') return { account: id, status: 'pending', modifiedDate: createdDate };
  const answered = { account: id, modifiedDate: createdDate };
  if (status === 'rejected') return { ...answered, status: 'rejected' };
  if (index % 11 === 10) return { ...answered, status: 'expired', expiryDate: '2025-06-30T00:00:00.000Z' };
  return { ...answered, status: 'approved', expiryDate: '2027-12-31T00:00:00.000Z' };
}

function plan(state: FondoState, books: Books, { id: account, bankAccounts }: Account, id: string): void {
  const [first, second] = state.instruments.rows.filter(({ isBuyable, currency }) => isBuyable && currency === 'SEK');
  const linked = bankAccounts.find(({ autogiro }) => autogiro)?.id ?? null;
  const instruments = [
    ...(first ? [{ instrument: first.id, allocation: second ? 60 : 100 }] : []),
    ...(second ? [{ instrument: second.id, allocation: 40 }] : []),
  ];
  books.tables.allocationPlan.put({ id, account, bankAccount: linked, instruments });
}

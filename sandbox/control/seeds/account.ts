import type { z } from 'zod';
import { freeRef, newBankAccount } from '../../fondo/journey-result.ts';
import { bookCash } from '../../fondo/ledger.ts';
import { personnummer } from '../../fondo/ids.ts';
import type { Books, FondoState } from '../../fondo/state.ts';
import type { Account, Schemas } from '../../fondo/types.ts';
import type { Seed } from '../model/seed.ts';
import { bareId } from './plan.ts';

type Row = NonNullable<z.output<typeof Seed>['accounts']>[number];

const YEAR_MS = 365 * 24 * 3_600_000;

/** Adds an account as if it had been opened just now: with its owner, bank account, cash and positions. */
export function openAccount(state: FondoState, books: Books, id: string, row: Row): void {
  const { name = 'Spar', status = 'ACTIVE', type = 'ISK', owner = {}, balance, positions = [], kyc = 'APPROVED' } = row;
  const { firstName = 'Astrid', lastName = 'Sandlund', ssn = personnummer('19910514', 238) } = owner;
  const account = {
    ...state.track(id),
    ref: freeRef(state, books),
    name,
    status: (status === 'CLOSED' ? 'active' : status.toLowerCase()) as Account['status'],
    accountType: type.toLowerCase() as Account['accountType'],
    serviceType: books.client.serviceTypes[0]?.accountServiceType ?? 'executionOnly',
    owner: { firstName, lastName, fullName: `${firstName} ${lastName}`, ssn },
    balance: 0,
    amounts: { deposited: 0, withdrawn: 0 },
    positions: positions.map(({ instrument, units }) => {
      const { id: held, isincode } = state.instrument(bareId(instrument, 'Instrument'));
      return { instrument: held, identifier: isincode, units };
    }),
    deleted: false,
    clientId: books.client.id,
    bankAccounts: [newBankAccount()],
    currency: 'SEK',
  } satisfies Account;
  state.create(books, 'account', account);
  const modified = { account: id, modifiedDate: state.clock.iso() };
  const expiry = kyc === 'APPROVED' ? YEAR_MS : kyc === 'EXPIRED' ? -1 : undefined;
  books.kyc.set(id, {
    ...(kyc === 'MISSING' ? { account: id } : modified),
    status: kyc.toLowerCase() as Schemas['KycStatus']['status'],
    ...(expiry !== undefined && { expiryDate: state.clock.iso(expiry) }),
  });
  if (balance !== undefined) {
    const entry = { account: id, ref: `seed-${account.ref}`, refType: 'text', amount: balance } as const;
    bookCash(state, books, { ...entry, type: 'deposit', direction: 'in', settlesIn: 0 });
  }
  if (status === 'CLOSED') state.close(books, id);
}

import type { Clock } from '../kit/clock.ts';
import { unknownId } from './responses.ts';
import { ulid } from './ids.ts';
import { Table } from './table.ts';
import type { Client, Event, FondoVariants, Instrument, Kinds, PaymentInstruction, Schemas } from './types.ts';

/** All data of one client. */
export interface Books {
  client: Client;
  readonly tables: { readonly [K in keyof Kinds]: Table<Kinds[K]> };
  readonly kyc: Map<string, Schemas['KycStatus']>;
  readonly instructions: Map<string, PaymentInstruction & { paymentIds: readonly string[] }>;
  readonly custodians: readonly Schemas['Custodian'][];
  /** Ids of the instruments that the client may offer. */
  readonly universe: Set<string>;
}

export interface SwishDeposit extends Required<Pick<Schemas['SwishDepositSession'], 'id' | 'paymentId' | 'token'>> {
  readonly clientId: string;
  readonly account: string;
  readonly amount: number;
  status: Schemas['SwishDepositStatus'];
}

type Tracked = 'id' | 'sortedId' | 'createdDate' | 'modifiedDate';
type Publish = (clientId: string, event: Event) => void;

/** Kinds with a creation event in the contract. */
const ANNOUNCED: ReadonlySet<keyof Kinds> = new Set([
  'account',
  'order',
  'cashTransaction',
  'fundTransaction',
  'journey',
]);

/** The state of the simulator. All changes go through its methods, which publish an event for each. */
export class FondoState {
  readonly clock: Clock;
  readonly variants: FondoVariants;
  readonly clients = new Table<Client>((client) => client.sortedId);
  readonly instruments = new Table<Instrument>((instrument) => instrument.id);
  readonly swishDeposits = new Map<string, SwishDeposit>();
  /** Ids of the redemptions whose proceeds are paid out (order withdrawals). */
  readonly payouts = new Set<string>();
  /** Ids of the orders of which somebody decides what becomes: they move no further by themselves. */
  readonly byHand = new Set<string>();
  /** `http://127.0.0.1:<port>`, base URL of generated links. */
  url = '';
  readonly #books = new Map<string, Books>();
  readonly #publish: Publish;
  #lastTime = 0;
  #serial = 0;

  constructor(clock: Clock, variants: FondoVariants, publish: Publish) {
    this.clock = clock;
    this.variants = variants;
    this.#publish = publish;
  }

  /** Removes everything. Ids of new objects go on where they were. */
  clear(): void {
    this.clients.clear();
    this.instruments.clear();
    this.swishDeposits.clear();
    this.payouts.clear();
    this.byHand.clear();
    this.#books.clear();
  }

  /** The next ULID: monotonic for the current time, or for a given time in the past. */
  sortedId(past?: number): string {
    this.#serial += 1;
    if (past !== undefined) return ulid(past, this.#serial);
    this.#lastTime = Math.max(this.#lastTime, Math.floor(this.clock.now()));
    return ulid(this.#lastTime, this.#serial);
  }

  /** Common members of every new object. */
  track(id: string): Record<Tracked, string> {
    const now = this.clock.iso();
    return { id, sortedId: this.sortedId(), createdDate: now, modifiedDate: now };
  }

  addClient(client: Client, custodians: Books['custodians'], universe: Set<string>): Books {
    const sorted = <T extends { id: string; sortedId: string }>() => new Table<T>((row) => row.sortedId);
    const books: Books = {
      client,
      tables: {
        account: sorted(),
        order: sorted(),
        cashTransaction: sorted(),
        fundTransaction: sorted(),
        journey: sorted(),
        payment: sorted(),
        allocationPlan: new Table((plan) => plan.id),
      },
      kyc: new Map(),
      instructions: new Map(),
      custodians,
      universe,
    };
    this.clients.put(client);
    this.#books.set(client.id, books);
    return books;
  }

  hasClient(id: string): boolean {
    return this.#books.has(id);
  }

  books(clientId = ''): Books {
    return this.#books.get(clientId) ?? unknownId('client', clientId);
  }

  find<K extends keyof Kinds>(books: Books, kind: K, id = ''): Kinds[K] {
    return books.tables[kind].get(id) ?? unknownId(kind, id);
  }

  instrument(id = ''): Instrument {
    return this.instruments.get(id) ?? unknownId('instrument', id);
  }

  create<K extends keyof Kinds>(books: Books, kind: K, row: Kinds[K]): Kinds[K] {
    books.tables[kind].put(row);
    if (ANNOUNCED.has(kind))
      this.#publish(books.client.id, { type: `${kind}.create`, current: row } as unknown as Event);
    return row;
  }

  change<K extends keyof Kinds>(books: Books, kind: K, id: string, patch: Partial<Kinds[K]>): Kinds[K] {
    const previous = this.find(books, kind, id);
    const current = { ...previous, ...patch, ...this.#touched(previous) };
    books.tables[kind].put(current);
    this.#publish(books.client.id, { type: `${kind}.update`, current, previous } as unknown as Event);
    return current;
  }

  changeClient(books: Books, patch: Partial<Client>): Client {
    const previous = books.client;
    const current = { ...previous, ...patch, ...this.#touched(previous) };
    books.client = current;
    this.clients.put(current);
    this.#publish(current.id, { type: 'client.update', current, previous });
    return current;
  }

  /** Marks an account as closed; the row is not removed. */
  close(books: Books, id: string): Kinds['account'] {
    const previous = this.find(books, 'account', id);
    const current = { ...previous, deleted: true, deletedDate: this.clock.iso(), ...this.#touched(previous) };
    books.tables.account.put(current);
    this.#publish(books.client.id, { type: 'account.delete', previous });
    return current;
  }

  /** `modifiedDate` increases strictly with every change, even within a millisecond. */
  #touched(row: object): { modifiedDate?: string } {
    if (!('modifiedDate' in row)) return {};
    const before = Date.parse(String(row.modifiedDate));
    return { modifiedDate: new Date(Math.max(this.clock.now(), before + 1)).toISOString() };
  }
}

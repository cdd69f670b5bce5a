import type { Fondo } from '../../datasources/fondo/index.ts';
import { noSuchObject } from '../../datasources/fondo/problems.ts';
import type { Account, Client, Journey, PaymentInstruction } from '../../datasources/fondo/types.ts';
import { covers, type Access } from '../access.ts';
import type { FondoEvent } from '../../datasources/fondo/events.ts';
import type { Grants } from '../grants.ts';
import { filterVisible, type Visibility } from '../guard.ts';

/**
 * Anything below a client; a row that names no account belongs to the client itself. Cash names the accounts that it
 * leaves and reaches (contract schema `CashTransaction`), everything else names one.
 */
export interface Row {
  readonly clientId: string;
  readonly account?: string | null;
  readonly creditAccount?: string | null;
  readonly debitAccount?: string | null;
}

/** What has no list, and of which some name no account: its creator may see it. */
type FondoGrant = 'journey' | 'instruction' | 'swish';

/** Accounts of one person below one client that are listed at once; with more, each is read where it matters. */
const MAX_OWN_ACCOUNTS = 500;

/** What one caller can access at Fondo: whole clients, single accounts, or the accounts of a person. */
export class FondoDataScope {
  readonly #access: Access;
  readonly #grants: Grants;
  readonly #fondo: Fondo;
  readonly #correlationId: string;
  readonly #owned = new Map<string, Promise<ReadonlyMap<string, Account> | undefined>>();

  constructor(access: Access, grants: Grants, fondo: Fondo, correlationId: string) {
    this.#access = access;
    this.#grants = grants;
    this.#fondo = fondo;
    this.#correlationId = correlationId;
  }

  /** Whether the caller may act for all clients, those to come too. */
  get coversAllClients(): boolean {
    return this.#access.fondoClients === '*';
  }

  /** The whole client with everything below it. */
  coversClient(clientId: string): boolean {
    return covers(this.#access.fondoClients, clientId);
  }

  /** Something below the client, so that the client itself can be seen. */
  canSeeClient(clientId: string): boolean {
    const below = (scope: Access['fondoAccounts']): boolean =>
      scope === '*' || scope.keys().some((entry) => entry.startsWith(`${clientId}:`));
    return this.coversClient(clientId) || below(this.#access.fondoAccounts) || below(this.#access.fondoOwners);
  }

  /** What is shown of a client: to who may see something below it, by what names it goes. */
  shownOf(client: Client): Client {
    if (this.coversClient(client.id)) return client;
    const { id, sortedId, name, displayName } = client;
    return { id, sortedId, name, displayName } as Client;
  }

  canSeeAccount({ clientId, id, owner }: Account): boolean {
    if (this.coversClient(clientId) || covers(this.#access.fondoAccounts, `${clientId}:${id}`)) return true;
    const number = String(owner?.ssn ?? '').replaceAll(/\D/g, '');
    return Boolean(number) && covers(this.#access.fondoOwners, `${clientId}:${number}`);
  }

  /** Whether an account can be accessed, by its id. It is read only where its owner decides and is not known yet. */
  async canAccessAccount(clientId: string, id: string): Promise<boolean> {
    if (this.coversClient(clientId) || covers(this.#access.fondoAccounts, `${clientId}:${id}`)) return true;
    const owners = this.#access.fondoOwners;
    const below = owners === '*' ? [] : this.#ownersBelow(clientId);
    if (owners !== '*' && below.length === 0) return false;
    const owned = this.#owned.get(clientId);
    const known = owned && (await owned);
    if (known) return known.has(id);
    const found = await this.#fondo.accounts.of(clientId).byId(id);
    return found !== null && this.canSeeAccount(found);
  }

  /**
   * Reads a row below a client and, at the same time, whatever decides whether it can be seen. A row out of
   * scope costs the same calls as a missing one: neither their number nor their time distinguishes the two.
   */
  async readWithScope<T>(clientId: string, row: PromiseLike<T> | T): Promise<T> {
    const [found] = await Promise.all([row, this.#ownAccounts(clientId)]);
    return found;
  }

  #ownersBelow(clientId: string): string[] {
    const { fondoOwners } = this.#access;
    if (fondoOwners === '*') return [];
    return [...fondoOwners].flatMap((entry) => {
      const [client, owner = ''] = entry.split(':', 2);
      return client === clientId ? [owner] : [];
    });
  }

  /** Finds out which accounts the caller's claims open by their owner, where that decides about rows of the client. */
  async #ownAccounts(clientId: string): Promise<ReadonlyMap<string, Account> | undefined> {
    const owners = this.coversClient(clientId) ? [] : this.#ownersBelow(clientId);
    if (owners.length === 0) return new Map();
    let owned = this.#owned.get(clientId);
    if (!owned) this.#owned.set(clientId, (owned = this.#readOwned(clientId, owners)));
    return owned;
  }

  /**
   * The ids of the accounts in reach below a client; undefined where these are not listed one by one: all accounts are
   * in reach, or more than are read at once.
   */
  async accountsBelow(clientId: string): Promise<ReadonlySet<string> | undefined> {
    const { fondoAccounts, fondoOwners } = this.#access;
    if (fondoAccounts === '*' || fondoOwners === '*') return undefined;
    const named = [...fondoAccounts].flatMap((entry) => {
      const [client, account = ''] = entry.split(':', 2);
      return client === clientId ? [account] : [];
    });
    const owned = await this.#ownAccounts(clientId);
    const all = owned && new Set([...named, ...owned.keys()]);
    return all;
  }

  /** The ids of the clients of which something can be seen; undefined where these are all. */
  get clients(): ReadonlySet<string> | undefined {
    const { fondoClients, fondoAccounts, fondoOwners } = this.#access;
    if (fondoClients === '*' || fondoAccounts === '*' || fondoOwners === '*') return undefined;
    return new Set([
      ...fondoClients,
      ...[...fondoAccounts, ...fondoOwners].map((entry) => entry.split(':', 1)[0] ?? ''),
    ]);
  }

  /** Undefined where there are more than fit into one page. */
  async #readOwned(clientId: string, owners: readonly string[]): Promise<ReadonlyMap<string, Account> | undefined> {
    const accounts = this.#fondo.accounts.of(clientId);
    const limit = MAX_OWN_ACCOUNTS;
    const pages = await Promise.all(owners.map((ssn) => accounts.page({ limit, filter: { ssn } })));
    if (pages.some((page) => page.length >= limit)) return undefined;
    return new Map(pages.flat().flatMap((row) => (this.canSeeAccount(row) ? [[row.id, row]] : [])));
  }

  /**
   * Whether a row can be seen: with the whole client, or with an account that it names. Cash that moves between two
   * accounts is in the list of either, and so is visible to callers who may see one of them.
   */
  canSee: Visibility<Row> = ({ clientId, account, creditAccount, debitAccount }) =>
    this.coversClient(clientId) || this.#any(clientId, [account, creditAccount, debitAccount]);

  async #any(clientId: string, accounts: readonly (string | null | undefined)[]): Promise<boolean> {
    for (const id of accounts) if (id && (await this.canAccessAccount(clientId, id))) return true;
    return false;
  }

  async canSeeJourney({ clientId, id, journey, result }: Journey): Promise<boolean> {
    const account = result?.account ?? journey.account ?? null;
    return (await this.canSee({ clientId, account })) || this.createdByCaller('journey', id);
  }

  /** A batch is visible to callers with access to the accounts of all its payments. */
  async canSeeInstruction({ clientId, id, instructions }: PaymentInstruction): Promise<boolean> {
    if (this.coversClient(clientId) || (await this.createdByCaller('instruction', id))) return true;
    const seen = await filterVisible(instructions, ({ account }) =>
      this.canSee({ clientId, account: account ?? null }),
    );
    return instructions.length > 0 && seen.length === instructions.length;
  }

  /** Whether all that an event shows can be seen. */
  async canSeeEvent(event: FondoEvent): Promise<boolean> {
    const sides = [event.current, event.previous].filter((side) => side !== null);
    const seen = await filterVisible<(typeof sides)[number]>(sides, (side) => {
      if (event.object === 'client') return this.coversClient(event.clientId);
      if (event.object === 'account') return this.canSeeAccount(side as Account);
      return event.object === 'journey' ? this.canSeeJourney(side as Journey) : this.canSee(side as Row);
    });
    return seen.length === sides.length;
  }

  /** Whether the caller has created this itself recently. */
  createdByCaller(kind: FondoGrant, id: string): Promise<boolean> {
    return this.#grants.holds(this.#access.subject, `fondo:${kind}:${id}`);
  }

  /** Grants the caller access to what it has just created. */
  async grantCreated<T extends { id?: string | undefined }>(kind: FondoGrant, act: Promise<T>): Promise<T> {
    const made = await act;
    if (made.id) await this.#grants.add(this.#access.subject, `fondo:${kind}:${made.id}`);
    return made;
  }

  /** Whether a row that has to be read first can be seen; it is not read where the client is out of scope. */
  async canSeeRead(clientId: string, read: () => PromiseLike<Row | null> | Row | null): Promise<boolean> {
    const row = this.canSeeClient(clientId) ? await this.readWithScope(clientId, read()) : null;
    return row !== null && this.canSee(row);
  }

  /** Allows an act, or throws the same `NotFound` as for an object that does not exist at Fondo. */
  async assertAllowed(allowed: boolean | Promise<boolean>): Promise<void> {
    if (!(await allowed)) throw noSuchObject(this.#correlationId);
  }
}

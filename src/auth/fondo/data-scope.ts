import type { Fondo } from '../../datasources/fondo/index.ts';
import { noSuchObject } from '../../datasources/fondo/problems.ts';
import type { Account, Journey, PaymentInstruction } from '../../datasources/fondo/types.ts';
import type { Collection } from '../../datasources/kit/collection.ts';
import { covers, type Access } from '../access.ts';
import type { FondoEvent } from '../../datasources/fondo/events.ts';
import type { Grants } from '../grants.ts';
import { nothing, onlyVisible, visible, type Sees } from '../guard.ts';

/**
 * Anything that stands below a client; what names no account is the client's own. Cash names the accounts that it
 * leaves and reaches (contract schema `CashTransaction`), everything else names one.
 */
interface Row {
  readonly clientId: string;
  readonly account?: string | null;
  readonly creditAccount?: string | null;
  readonly debitAccount?: string | null;
}

/** What has no list, and of which some names no account: whoever made it may look at it. */
type FondoGrant = 'journey' | 'instruction' | 'swish';

/** Accounts of one person below one client that are listed at once; with more, each is read where it matters. */
const MAX_OWN_ACCOUNTS = 500;

/** What of Fondo one caller can touch: whole clients, single accounts, or the accounts of a person. */
export class FondoDataScope {
  readonly #access: Access;
  readonly #grants: Grants;
  readonly #fondo: Fondo;
  readonly #correlationId: string;
  readonly #owned = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  constructor(access: Access, grants: Grants, fondo: Fondo, correlationId: string) {
    this.#access = access;
    this.#grants = grants;
    this.#fondo = fondo;
    this.#correlationId = correlationId;
  }

  /** Whether the caller may act for all clients, those to come too. */
  get everything(): boolean {
    return this.#access.fondoClients === '*';
  }

  /** The whole client with everything below it. */
  whole(clientId: string): boolean {
    return covers(this.#access.fondoClients, clientId);
  }

  /** Something below the client, so that the client itself can be seen. */
  some(clientId: string): boolean {
    const below = (scope: Access['fondoAccounts']): boolean =>
      scope === '*' || scope.keys().some((entry) => entry.startsWith(`${clientId}:`));
    return this.whole(clientId) || below(this.#access.fondoAccounts) || below(this.#access.fondoOwners);
  }

  seesAccount({ clientId, id, owner }: Account): boolean {
    if (this.whole(clientId) || covers(this.#access.fondoAccounts, `${clientId}:${id}`)) return true;
    const number = String(owner?.ssn ?? '').replaceAll(/\D/g, '');
    return Boolean(number) && covers(this.#access.fondoOwners, `${clientId}:${number}`);
  }

  /** Whether an account can be touched, by its id. It is read only where its owner decides and is not known yet. */
  async account(clientId: string, id: string): Promise<boolean> {
    if (this.whole(clientId) || covers(this.#access.fondoAccounts, `${clientId}:${id}`)) return true;
    const owners = this.#access.fondoOwners;
    const below = owners === '*' ? [] : this.#ownersBelow(clientId);
    if (owners !== '*' && below.length === 0) return false;
    const owned = this.#owned.get(clientId);
    const known = owned && (await owned);
    if (known) return known.has(id);
    const found = await this.#fondo.accounts.of(clientId).byId(id);
    return found !== null && this.seesAccount(found);
  }

  /**
   * Reads a row below a client and, at the same time, whatever decides whether it can be seen. A row that is out of
   * reach costs the same calls as one that is not there: neither their number nor the time tells the two apart.
   */
  async beside<T>(clientId: string, row: PromiseLike<T> | T): Promise<T> {
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
  async #ownAccounts(clientId: string): Promise<void> {
    const owners = this.whole(clientId) ? [] : this.#ownersBelow(clientId);
    if (owners.length === 0) return;
    let owned = this.#owned.get(clientId);
    if (!owned) this.#owned.set(clientId, (owned = this.#readOwned(clientId, owners)));
    await owned;
  }

  /** Undefined where there are more than a page tells. */
  async #readOwned(clientId: string, owners: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    const accounts = this.#fondo.accounts.of(clientId);
    const limit = MAX_OWN_ACCOUNTS;
    const pages = await Promise.all(owners.map((ssn) => accounts.page({ limit, filter: { ssn } })));
    if (pages.some((page) => page.length >= limit)) return undefined;
    return new Set(pages.flat().flatMap((row) => (this.seesAccount(row) ? [row.id] : [])));
  }

  /**
   * Whether a row can be seen: with the whole client, or with an account that it names. Cash that moves between two
   * accounts is in the list of either, and so belongs to whoever may see one of them.
   */
  sees: Sees<Row> = ({ clientId, account, creditAccount, debitAccount }) =>
    this.whole(clientId) || this.#any(clientId, [account, creditAccount, debitAccount]);

  async #any(clientId: string, accounts: readonly (string | null | undefined)[]): Promise<boolean> {
    for (const id of accounts) if (id && (await this.account(clientId, id))) return true;
    return false;
  }

  async seesJourney({ clientId, id, journey, result }: Journey): Promise<boolean> {
    const account = result?.account ?? journey.account ?? null;
    return (await this.sees({ clientId, account })) || this.made('journey', id);
  }

  /** A batch is seen by whoever can touch the accounts of all its payments. */
  async seesInstruction({ clientId, id, instructions }: PaymentInstruction): Promise<boolean> {
    if (this.whole(clientId) || (await this.made('instruction', id))) return true;
    const seen = await visible(instructions, ({ account }) => this.sees({ clientId, account: account ?? null }));
    return instructions.length > 0 && seen.length === instructions.length;
  }

  /** Whether all that an event shows can be seen. */
  async seesEvent(event: FondoEvent): Promise<boolean> {
    const sides = [event.current, event.previous].filter((side) => side !== null);
    const seen = await visible<(typeof sides)[number]>(sides, (side) => {
      if (event.object === 'client') return this.some(event.clientId);
      if (event.object === 'account') return this.seesAccount(side as Account);
      return event.object === 'journey' ? this.seesJourney(side as Journey) : this.sees(side as Row);
    });
    return seen.length === sides.length;
  }

  /** Whether the caller has made this itself, not long ago. */
  made(kind: FondoGrant, id: string): Promise<boolean> {
    return this.#grants.holds(this.#access.subject, `fondo:${kind}:${id}`);
  }

  /** Opens to the caller what it has just made. */
  async opens<T extends { id?: string | undefined }>(kind: FondoGrant, act: Promise<T>): Promise<T> {
    const made = await act;
    if (made.id) await this.#grants.add(this.#access.subject, `fondo:${kind}:${made.id}`);
    return made;
  }

  /** The accounts of a client that can be seen: each says itself who owns it. */
  accounts(clientId: string, source: Collection<Account>): Collection<Account> {
    if (this.whole(clientId)) return source;
    if (!this.some(clientId)) return nothing();
    return onlyVisible(
      source,
      (account) => this.seesAccount(account),
      ({ sortedId }) => sortedId,
    );
  }

  /** The rows of a collection below a client that can be seen. */
  rows<T extends { sortedId: string }>(clientId: string, source: Collection<T>, sees: Sees<T>): Collection<T> {
    if (this.whole(clientId)) return source;
    if (!this.some(clientId)) return nothing();
    return onlyVisible(
      source,
      sees,
      ({ sortedId }) => sortedId,
      (row) => this.beside(clientId, row),
    );
  }

  /** Whether a row that has to be read first can be seen; it is not read where the client is out of reach. */
  async finds(clientId: string, read: () => PromiseLike<Row | null> | Row | null): Promise<boolean> {
    const row = this.some(clientId) ? await this.beside(clientId, read()) : null;
    return row !== null && this.sees(row);
  }

  /** Lets an act go on, or says that there is no such thing, in the words with which Fondo would. */
  async must(allowed: boolean | Promise<boolean>): Promise<void> {
    if (!(await allowed)) throw noSuchObject(this.#correlationId);
  }
}

import type { Account, Client } from '../../datasources/fondo/types.ts';
import type { Collection } from '../../datasources/kit/collection.ts';
import type { Page } from '../../datasources/kit/paging/page.ts';
import { emptyCollection, filterCollection, type Filtering, type Visibility } from '../guard.ts';
import type { FondoDataScope, Row } from './data-scope.ts';
import { areListsCheaper, pageOfAccounts, pageOfLists, pageOfRows, type Listed } from './own-lists.ts';

/** Objects that rights name, and that are read one by one rather than searched in their list. */
const MAX_SINGLE_READS = 50;

/** The lists of Fondo as one caller sees them. */
export class VisibleLists {
  readonly #scope: FondoDataScope;
  /** What is visible of each list, so that all its pages are read as one. */
  readonly #visible = new WeakMap<object, unknown>();

  constructor(scope: FondoDataScope) {
    this.#scope = scope;
  }

  clients(source: Collection<Client>): Collection<Client> {
    if (this.#scope.coversAllClients) return source;
    const visible = this.#filtered(source, {
      isVisible: ({ id }) => this.#scope.canSeeClient(id),
      cheaper: async (page) => {
        const found = await readEach(source, this.#scope.clients);
        return found && pageOfRows(found, page);
      },
    });
    const page = async (at: Page): Promise<Client[]> =>
      (await visible.page(at)).map((client) => this.#scope.shownOf(client));
    return Object.assign(Object.create(visible) as Collection<Client>, { page });
  }

  /** The accounts of a client: each names its owner itself. */
  accounts(clientId: string, source: Collection<Account>): Collection<Account> {
    return this.#visibleOf(clientId, source, {
      isVisible: (account) => this.#scope.canSeeAccount(account),
      cheaper: async (page) => {
        const found = await readEach(source, await this.#scope.accountsBelow(clientId));
        return (
          found &&
          pageOfAccounts(
            found.filter((account) => this.#scope.canSeeAccount(account)),
            page,
          )
        );
      },
    });
  }

  /** The rows of a collection below a client that can be seen. */
  rows<T extends Listed>(clientId: string, source: Collection<T>, isVisible: Visibility<T>): Collection<T> {
    const readWithScope = <R>(row: PromiseLike<R> | R): Promise<R> => this.#scope.readWithScope(clientId, row);
    return this.#visibleOf(clientId, source, { isVisible, readWithScope });
  }

  /**
   * The same of rows that name an account, read from the lists of the accounts in reach where that is cheaper.
   * @param ofAccount the list of one account, if Fondo has one of these rows; it filters by `modifiedFrom` alone
   */
  rowsOfAccounts<T extends Listed & Row>(
    clientId: string,
    source: Collection<T>,
    ofAccount?: (accountId: string) => Collection<T>,
  ): Collection<T> {
    const readWithScope = <R>(row: PromiseLike<R> | R): Promise<R> => this.#scope.readWithScope(clientId, row);
    const cheaper = async (page: Page): Promise<T[] | undefined> => {
      const ids = await this.#scope.accountsBelow(clientId);
      if (ids?.size === 0) return [];
      if (!ids || !ofAccount || page.filter?.['ref'] !== undefined) return undefined;
      return areListsCheaper(ids.size, source.size)
        ? pageOfLists(Array.from(ids, ofAccount), page, this.#scope.canSee)
        : undefined;
    };
    return this.#visibleOf(clientId, source, { isVisible: this.#scope.canSee, readWithScope, cheaper });
  }

  #visibleOf<T extends Listed>(
    clientId: string,
    source: Collection<T>,
    how: Omit<Filtering<T>, 'cursorOf'>,
  ): Collection<T> {
    if (this.#scope.coversClient(clientId)) return source;
    if (!this.#scope.canSeeClient(clientId)) return emptyCollection();
    return this.#filtered(source, how);
  }

  #filtered<T extends Listed>(source: Collection<T>, how: Omit<Filtering<T>, 'cursorOf'>): Collection<T> {
    const known = this.#visible.get(source) as Collection<T> | undefined;
    if (known) return known;
    const visible = filterCollection(source, { ...how, cursorOf: ({ sortedId }) => sortedId });
    this.#visible.set(source, visible);
    return visible;
  }
}

/** Undefined where they are too many, or not known by their ids. */
async function readEach<T>(source: Collection<T>, ids: ReadonlySet<string> | undefined): Promise<T[] | undefined> {
  if (!ids || ids.size > MAX_SINGLE_READS) return undefined;
  const found = await Promise.all(Array.from(ids, async (id) => source.byId(id)));
  return found.filter((one) => one !== null);
}

import { Collection, type CollectionSource } from '../kit/collection.ts';
import { pageQuery, type Page } from '../kit/paging/page.ts';
import { perParent } from '../kit/per-parent.ts';
import { asObjectOf, asRows, hasPlace, type Rows, type RowsOf } from '../kit/decode.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { withCanonicalIds } from './canonical-ids.ts';
import { orNull } from './problems.ts';
import type { Owned } from './types.ts';

/** A collection below each client, `/client/{client_id}/<noun>`: every item remembers the client it was read under. */
export const ownedCollection = <T extends OwnedRow>(
  noun: string,
  http: HttpClient,
  operation: Operation,
  kind?: RowKind<T>,
): ((clientId: string) => Collection<T>) =>
  perParent((clientId) => new Collection<T>(new OwnedSource<T>({ noun, http, operation, kind }, clientId)));

type OwnedRow = Owned<{ id: string; sortedId: string }>;

interface OwnedList<T> {
  readonly noun: string;
  readonly http: HttpClient;
  readonly operation: Operation;
  readonly kind: RowKind<T> | undefined;
}

/** A class rather than an object of closures: every operation has several, and holds them while it waits. */
class OwnedSource<T extends OwnedRow> implements CollectionSource<T> {
  readonly size: CollectionSource<T>['size'];
  readonly #list: OwnedList<T>;
  readonly #clientId: string;
  readonly #path: string;

  constructor(list: OwnedList<T>, clientId: string) {
    this.#list = list;
    this.#clientId = clientId;
    this.#path = `${path`/v2/partner/client/${clientId}`}/${list.noun}`;
    this.size = list.http.sizes?.of(this.#path);
  }

  one(id: string): Promise<T | null> {
    const { http, operation, kind } = this.#list;
    const { own = owned } = kind ?? {};
    const read = http.call({ path: this.#path + path`/${id}`, ...operation });
    return orNull(read.then((body) => own(asObjectOf<T>(body, id, 'FONDO'), this.#clientId)));
  }

  page(page: Page): Promise<Rows<T>> {
    const { http, operation, kind } = this.#list;
    const read = http.call({ path: this.#path, query: pageQuery(page), ...operation });
    return read.then((body) => ownedRows<T>(body, this.#clientId, { path: this.#path, ...operation }, kind));
  }

  idOf({ id }: T): string {
    return id;
  }

  cursorOf({ sortedId }: T): string {
    return sortedId;
  }

  get trace(): CollectionSource<T>['trace'] {
    return this.#list.operation.trace;
  }

  get scanned(): CollectionSource<T>['scanned'] {
    return this.#list.operation.scanned;
  }

  get held(): CollectionSource<T>['held'] {
    return this.#list.operation.held;
  }
}

/** Notes on the object under which client it was read, its ids in lower case; answers the same object. */
export function owned<T extends { clientId: string }>(item: Omit<T, 'clientId'>, clientId: string): T {
  const mine = withCanonicalIds(item as T);
  mine.clientId = clientId;
  return mine;
}

/** What is done with rows of one kind; what is left out is as for all. */
export interface RowKind<T> {
  /** As `owned`, by a function that sees no other kind: what reads objects of many forms takes four times as long. */
  readonly own?: (item: T, clientId: string) => T;
  /** Whether a row can be understood. What has no id of its own needs no `sortedId`. */
  readonly isRow?: (row: T) => boolean;
}

/** The rows of a list, every one with the client it was read under. */
export function ownedRows<T extends { clientId: string }>(
  body: unknown,
  clientId: string,
  list: Omit<RowsOf, 'provider'>,
  { own = owned, isRow = hasPlace }: RowKind<T> = {},
): Rows<T> {
  const rows = asRows<T>(body, { ...list, provider: 'FONDO' }, isRow);
  for (const row of rows) own(row, clientId);
  return rows;
}

import { Collection } from '../kit/collection.ts';
import { pageQuery } from '../kit/paging/page.ts';
import { perParent } from '../kit/per-parent.ts';
import { asObjectOf, asRows, hasPlace, type Rows, type RowsOf } from '../kit/decode.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { withCanonicalIds } from './canonical-ids.ts';
import { orNull } from './problems.ts';
import type { Owned } from './types.ts';

/** A collection below each client, `/client/{client_id}/<noun>`: every item remembers the client it was read under. */
export const ownedCollection = <T extends Owned<{ id: string; sortedId: string }>>(
  noun: string,
  http: HttpClient,
  operation: Operation,
  kind?: RowKind<T>,
): ((clientId: string) => Collection<T>) =>
  perParent((clientId) => {
    const { own = owned } = kind ?? {};
    const base = `${path`/v2/partner/client/${clientId}`}/${noun}`;
    const list = { path: base, ...operation };
    const rowsOf = (body: unknown): Rows<T> => ownedRows<T>(body, clientId, list, kind);
    return new Collection<T>({
      one: (id) =>
        orNull(
          http
            .call({ path: base + path`/${id}`, ...operation })
            .then((body) => own(asObjectOf<T>(body, id, 'FONDO'), clientId)),
        ),
      page: (page) => http.call({ path: base, query: pageQuery(page), ...operation }).then(rowsOf),
      idOf: ({ id }) => id,
      cursorOf: ({ sortedId }) => sortedId,
      size: http.sizes?.of(base),
      trace: operation.trace,
      scanned: operation.scanned,
      held: operation.held,
    });
  });

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

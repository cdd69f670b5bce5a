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
): ((clientId: string) => Collection<T>) =>
  perParent((clientId) => {
    const base = `${path`/v2/partner/client/${clientId}`}/${noun}`;
    const list = { path: base, ...operation };
    const rowsOf = (body: unknown): Rows<T> => ownedRows<T>(body, clientId, list);
    return new Collection<T>({
      one: (id) =>
        orNull(
          http
            .call({ path: base + path`/${id}`, ...operation })
            .then((body) => owned(asObjectOf<T>(body, id, 'FONDO'), clientId)),
        ),
      page: (page) => http.call({ path: base, query: pageQuery(page), ...operation }).then(rowsOf),
      idOf: ({ id }) => id,
      cursorOf: ({ sortedId }) => sortedId,
      size: http.sizes?.of(base),
      trace: operation.trace,
      scanned: operation.scanned,
    });
  });

/** Notes on the object under which client it was read, its ids in lower case; answers the same object. */
export function owned<T extends { clientId: string }>(item: Omit<T, 'clientId'>, clientId: string): T {
  const mine = withCanonicalIds(item as T);
  mine.clientId = clientId;
  return mine;
}

/** The rows of a list, every one with the client it was read under. What has no id of its own needs no `sortedId`. */
export function ownedRows<T extends { clientId: string }>(
  body: unknown,
  clientId: string,
  list: Omit<RowsOf, 'provider'>,
  isRow: (row: T) => boolean = hasPlace,
): Rows<T> {
  const rows = asRows<T>(body, { ...list, provider: 'FONDO' }, isRow);
  for (const row of rows) owned(row, clientId);
  return rows;
}

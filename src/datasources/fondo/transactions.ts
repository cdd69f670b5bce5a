import DataLoader from 'dataloader';
import { Collection, type CollectionSource } from '../kit/collection.ts';
import { pageQuery } from '../kit/paging/page.ts';
import { perParent } from '../kit/per-parent.ts';
import { asObjectOf } from '../kit/decode.ts';
import type { ListSize } from '../kit/list-sizes.ts';
import { millisecondsOf } from '../kit/instant.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { owned, ownedRows } from './owned.ts';
import { orNull } from './problems.ts';
import type { CashTransaction, FundTransaction } from './types.ts';

/** Rows of one list call made for a batch of references. */
const PAGE = 500;
/** Up to here, a call per reference is as cheap as a list. */
const MAX_SINGLE_READS = 2;
/** Pages that a batch reads at most before it asks for each reference by itself. */
const MAX_PAGES = 10;

/** What caused a transaction, and since when it can have done so. */
interface Cause {
  readonly ref: string;
  readonly since?: string | undefined;
}

/**
 * One ledger of a client: operations `getCashTransactions`, `getCashTransactionById`, `getAccountCashTransactions` and
 * their three twins of fund units.
 */
function ledger<T extends CashTransaction | FundTransaction>(
  kind: 'cash' | 'fund',
  http: HttpClient,
  operation: Operation,
) {
  const source = (clientId: string, list: string, size?: ListSize): CollectionSource<T> => ({
    one: (id) =>
      orNull(
        http
          .call({ path: path`/v2/partner/client/${clientId}/transaction/${kind}/${id}`, ...operation })
          .then((body) => owned<T>(asObjectOf<T>(body, id, 'FONDO'), clientId)),
      ),
    page: async (page) =>
      ownedRows<T>(await http.call({ path: list, query: pageQuery(page), ...operation }), clientId, {
        path: list,
        ...operation,
      }),
    idOf: ({ id }) => id,
    cursorOf: ({ sortedId }) => sortedId,
    size,
    trace: operation.trace,
    scanned: operation.scanned,
    held: operation.held,
  });
  const list = (clientId: string, address: string) =>
    new Collection(source(clientId, address, http.sizes?.of(address)));
  const of = perParent((clientId) => list(clientId, path`/v2/partner/client/${clientId}/transaction/${kind}`));
  const accounts = perParent((clientId) =>
    perParent((accountId) =>
      list(clientId, path`/v2/partner/client/${clientId}/account/${accountId}/transaction/${kind}`),
    ),
  );
  const causes = perParent((clientId) => {
    const collection = of(clientId);
    return new DataLoader<Cause, T[], string>((keys) => byCause(collection, keys), { cacheKeyFn: ({ ref }) => ref });
  });
  return {
    of,
    /** The transactions of one account: a list of its own, with `modifiedFrom` as its only filter. */
    ofAccount: (clientId: string, accountId: string): Collection<T> => accounts(clientId)(accountId),
    /** The transactions that one object (an order, a payment) has caused; batched over the operation. */
    causedBy: (clientId: string, cause: Cause): Promise<T[]> => causes(clientId).load(cause),
  };
}

/** What one operation sees of a ledger. */
export type Ledger<T extends CashTransaction | FundTransaction> = ReturnType<typeof ledger<T>>;

/** One call per reference, or the whole list since the oldest of them, whichever promises fewer calls. */
async function byCause<T extends CashTransaction | FundTransaction>(
  collection: Collection<T>,
  causes: readonly Cause[],
): Promise<T[][]> {
  const rows = causes.length > MAX_SINGLE_READS ? await since(collection, causes) : undefined;
  if (!rows) return Promise.all(causes.map(({ ref }) => collection.page({ limit: PAGE, filter: { ref } })));
  const byRef = Map.groupBy(rows, ({ ref }) => ref);
  return causes.map(({ ref }) => byRef.get(ref) ?? []);
}

async function since<T extends CashTransaction | FundTransaction>(
  collection: Collection<T>,
  causes: readonly Cause[],
): Promise<T[] | undefined> {
  const oldest = Math.min(...causes.map(({ since }) => millisecondsOf(since)));
  const filter = { modifiedFrom: Number.isNaN(oldest) ? undefined : new Date(oldest).toISOString() };
  const found: T[] = [];
  let start: string | undefined;
  for (let calls = 0; calls < Math.min(causes.length - 1, MAX_PAGES); calls += 1) {
    const rows = await collection.page({ start, limit: PAGE, filter });
    found.push(...rows);
    if (rows.length < PAGE) return found;
    start = rows.at(-1)?.sortedId;
  }
  return undefined;
}

export const createTransactions = (http: HttpClient, operation: Operation) => ({
  cash: ledger<CashTransaction>('cash', http, operation),
  fund: ledger<FundTransaction>('fund', http, operation),
});

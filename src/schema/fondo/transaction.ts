import type { ArgBuilder } from '@pothos/core';
import type { Context } from '../../context.ts';
import type { Collection } from '../../datasources/kit/collection.ts';
import { millisecondsOf } from '../../datasources/kit/instant.ts';
import type { CashTransaction, FundTransaction } from '../../datasources/fondo/types.ts';
import type { Types } from '../kit/builder.ts';
import { InvalidInput } from '../../problem.ts';
import { pageArgs, type ListSource, type PageArgs } from '../kit/connection.ts';

/** What the two ledgers, cash and fund units, have in common. */
type Transaction = CashTransaction | FundTransaction;

export const transactionArgs = (t: ArgBuilder<Types>) => ({
  ...pageArgs(t),
  modifiedSince: t({ type: 'DateTime', description: 'Only what changed at or after this.' }),
  ref: t.string({ description: "Only what this object caused: the provider's bare id of it, or text from outside." }),
  clientRef: t.string({ description: 'Only what carries this reference of yours. Searched by the gateway.' }),
});

export interface TransactionArgs extends PageArgs {
  readonly modifiedSince?: string | null | undefined;
  readonly ref?: string | null | undefined;
  readonly clientRef?: string | null | undefined;
  readonly cause?: string | null | undefined;
}

/**
 * A ledger with the caller's filters: those that the provider has go to the provider, the others are applied here.
 * @param ofAccount whether it is the list of one account, which filters by `modifiedFrom` alone
 */
export function pageOf<T extends Transaction>(
  collection: Collection<T>,
  { modifiedSince, ref, clientRef, cause }: TransactionArgs,
  causeWord: (cause: string) => string | undefined,
  ofAccount = false,
): ListSource<T> {
  const refType = cause == null ? undefined : causeWord(cause);
  if (cause != null && refType === undefined) {
    throw new InvalidInput([{ path: 'cause', message: 'expected a kind other than UNKNOWN' }]);
  }
  const here = (item: T): boolean =>
    (ref == null || item.ref === ref) &&
    (refType === undefined || item.refType === refType) &&
    (clientRef == null || item.clientRef === clientRef);
  const filtersHere = clientRef != null || (ofAccount && (ref != null || refType !== undefined));
  return {
    page: (page) => collection.page(page),
    cursorOf: ({ sortedId }) => sortedId,
    keep: filtersHere ? here : undefined,
    filter: {
      modifiedFrom: instant(modifiedSince),
      ...(ofAccount ? {} : { ref: ref ?? undefined, reftype: refType }),
    },
  };
}

/** An instant as Fondo takes it: UTC with milliseconds. */
export const instant = (text: string | null | undefined): string | undefined =>
  text == null ? undefined : new Date(millisecondsOf(text)).toISOString();

export const resolveOrder = ({ clientId, ref, refType }: Transaction, _args: object, { fondo }: Context) =>
  refType === 'order' && ref ? fondo.orders.of(clientId).byId(ref) : null;

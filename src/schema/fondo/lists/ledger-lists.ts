import type { ArgBuilder, ObjectRef } from '@pothos/core';
import type { Context } from '../../../context.ts';
import type { Ledger } from '../../../datasources/fondo/transactions.ts';
import { InvalidInput } from '../../../problem.ts';
import { builder, type Types } from '../../kit/builder.ts';
import { connectionOf, connectionType } from '../../kit/connection.ts';
import { readAhead } from '../../kit/read-page.ts';
import type { Page } from '../../../datasources/kit/paging/page.ts';
import { segmentsOf } from '../../kit/global-id.ts';
import { listSize } from '../../kit/list-size.ts';
import { ofAccount, ofClient } from '../../kit/prefetch.ts';
import { Account } from '../account.ts';
import { Client } from '../client.ts';
import { filtersOf, listArgs, type ListArgs } from './list-args.ts';
import { Order } from '../order.ts';
import type { Cause, Transaction } from '../transaction.ts';

/** Characters of a reference: it goes into the address of a request to the provider, whose length servers bound. */
const MAX_REF = 200;

interface TransactionArgs extends ListArgs {
  readonly ref?: string | null | undefined;
  readonly clientRef?: string | null | undefined;
  readonly cause?: string | null | undefined;
}

interface LedgerLists<T extends Transaction> {
  readonly name: 'CashTransaction' | 'FundTransaction';
  readonly node: ObjectRef<Types, T>;
  readonly causes: Cause;
  ledgerOf(fondo: Context['fondo']): Ledger<T>;
  /** What the entries of an order are, for the description of its field. */
  readonly ofOrder: string;
}

/** Adds one ledger to what it is a ledger of: to clients, to accounts, and to the orders that cause entries. */
export function ledgerLists<T extends Transaction>({ name, node, causes, ledgerOf, ofOrder }: LedgerLists<T>): void {
  const TransactionConnection = connectionType(node);
  const [one, many] =
    name === 'CashTransaction' ? ['cashTransaction', 'cashTransactions'] : ['fundTransaction', 'fundTransactions'];
  const noun = name === 'CashTransaction' ? 'cash transaction' : 'fund transaction';
  const args = (t: ArgBuilder<Types>) => ({
    ...listArgs(t),
    ref: t.string({
      description: `Only what this object caused: the provider's bare id of it, or text from outside; at most ${MAX_REF} characters.`,
    }),
    clientRef: t.string({ description: 'Only what carries this reference of yours. Searched by the gateway.' }),
    cause: t({ type: causes, description: 'Only those that this kind of thing caused.' }),
  });
  const listOf = (client: string, given: TransactionArgs, { fondo }: Context, account?: string) => {
    const ledger = ledgerOf(fondo);
    const list = account === undefined ? ledger.of(client) : ledger.ofAccount(client, account);
    return { page: (at: Page) => list.page(at), ...ledgerFilters<T>(given, causes, account !== undefined) };
  };
  const byId = (client: string, id: string, { fondo }: Context) => {
    const [owner, transaction] = segmentsOf(id, name);
    return owner === client ? ledgerOf(fondo).of(client).named(transaction) : null;
  };

  builder.objectFields(Client, (t) => ({
    [one]: t.field({
      type: node,
      description: `One ${noun} of this client; null when there is none.`,
      args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
      extensions: ofClient((context, client, { id }: { id: string }) => byId(client, id, context)),
      resolve: ({ id: client }, { id }, context) => byId(client, id, context) as never,
    }),
    [many]: t.field({
      type: TransactionConnection,
      description: `The ${noun}s of all accounts of this client.`,
      args: args(t.arg),
      extensions: ofClient((context, client, given: TransactionArgs) =>
        readAhead(given, listOf(client, given, context)),
      ),
      resolve: ({ id }, given: TransactionArgs, context) => connectionOf(given, listOf(id, given, context)),
    }),
  }));
  builder.objectField(Account, many, (t) =>
    t.field({
      type: TransactionConnection,
      description: `The ${noun}s of this account.`,
      args: args(t.arg),
      extensions: ofAccount((context, [client, account], given: TransactionArgs) =>
        readAhead(given, listOf(client, given, context, account)),
      ),
      resolve: ({ clientId, id }, given: TransactionArgs, context) =>
        connectionOf(given, listOf(clientId, given, context, id)),
    }),
  );
  builder.objectField(Order, many, (t) =>
    t.field({
      type: [node],
      extensions: listSize(2),
      nullable: { list: true, items: false },
      description: ofOrder,
      resolve: ({ clientId, id, createdDate }, _args, { fondo }) =>
        ledgerOf(fondo).causedBy(clientId, { ref: id, since: createdDate }) as never,
    }),
  );
}

/**
 * The caller's filters: those that the provider has go to the provider, the others are applied here.
 * @param ofAccount whether it is the list of one account, which filters by `modifiedFrom` alone
 */
function ledgerFilters<T extends Transaction>(given: TransactionArgs, causes: Cause, ofAccount: boolean) {
  const { ref, clientRef, cause } = given;
  const refType = cause == null ? undefined : causes.write(cause);
  if (cause != null && refType === undefined) {
    throw new InvalidInput([{ path: 'cause', message: 'expected a kind other than UNKNOWN' }]);
  }
  if (ref != null && ref.length > MAX_REF) {
    throw new InvalidInput([{ path: 'ref', message: `expected at most ${MAX_REF} characters` }]);
  }
  const keep = (item: T): boolean =>
    (ref == null || item.ref === ref) &&
    (refType === undefined || item.refType === refType) &&
    (clientRef == null || item.clientRef === clientRef);
  const filtersHere = clientRef != null || (ofAccount && (ref != null || refType !== undefined));
  const filters = filtersOf<T>(given, filtersHere ? keep : undefined);
  return ofAccount ? filters : { ...filters, filter: { ...filters.filter, ref: ref ?? undefined, reftype: refType } };
}

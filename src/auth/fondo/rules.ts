import type { Collection } from '../../datasources/kit/collection.ts';
import type { Fondo } from '../../datasources/fondo/index.ts';
import type { NewOrder } from '../../datasources/fondo/order-rules.ts';
import type { Ledger } from '../../datasources/fondo/transactions.ts';
import type { CashTransaction, FundTransaction } from '../../datasources/fondo/types.ts';
import type { Operation } from '../../datasources/kit/operation.ts';
import { Forbidden } from '../../problem.ts';
import type { Access } from '../access.ts';
import { FondoDataScope } from './data-scope.ts';
import { VisibleLists } from './visible-lists.ts';
import type { Grants } from '../grants.ts';
import { requirePermission, withPermission, emptyCollection, filterVisible, type Rules } from '../guard.ts';

/**
 * Who may do what at Fondo. Reads of what is out of scope find nothing, acts on it are `NotFound`; neither calls
 * Fondo, unless only the object itself names its owner.
 */
export function fondoRules(access: Access, grants: Grants, fondo: Fondo, { correlationId }: Operation): Rules<Fondo> {
  const scope = new FondoDataScope(access, grants, fondo, correlationId);
  const visible = new VisibleLists(scope);
  const reading = withPermission(access, 'investing:read');
  const trading = withPermission(access, 'investing:trade');
  const writing = withPermission(access, 'investing:write');
  const readable = <C>(make: (collection: C) => C) => {
    return (collection: C): C => (requirePermission(access, 'investing:read'), make(collection));
  };

  /** An order moves cash of every account that it names. */
  const assertCanTrade = async (client: string, order: NewOrder): Promise<void> => {
    await scope.assertAllowed(scope.canAccessAccount(client, order.account));
    const { paymentAccount } = order as { paymentAccount?: string | undefined };
    if (paymentAccount !== undefined) await scope.assertAllowed(scope.canAccessAccount(client, paymentAccount));
  };

  const ledger = <T extends CashTransaction | FundTransaction>(lists: Ledger<T>): Rules<Ledger<T>> => ({
    of: (of: (client: string) => Collection<T>) =>
      reading((client: string) =>
        visible.rowsOfAccounts(client, of(client), (account) => lists.ofAccount(client, account)),
      ),
    ofAccount: (of: (client: string, account: string) => Collection<T>) =>
      reading((client: string, account: string) =>
        visible.rows(client, of(client, account), () => scope.canAccessAccount(client, account)),
      ),
    causedBy: (read: Ledger<T>['causedBy']) =>
      reading(async (...[client, cause]: Parameters<Ledger<T>['causedBy']>) =>
        scope.canSeeClient(client)
          ? filterVisible(await scope.readWithScope(client, read(client, cause)), scope.canSee)
          : [],
      ),
  });

  return {
    clients: {
      all: readable((all) => visible.clients(all)),
      byId: (read) =>
        reading((id) => {
          if (scope.coversClient(id)) return read(id);
          return scope.canSeeClient(id)
            ? Promise.resolve(read(id)).then((client) => client && scope.shownOf(client))
            : Promise.resolve(null);
        }),
      custodians: (read) => reading(async (client) => (scope.coversClient(client) ? read(client) : [])),
      create: (create) =>
        writing(async (client) => {
          await scope.assertAllowed(scope.coversAllClients);
          return create(client);
        }),
      update: (update) =>
        writing(async (id, changes) => {
          await scope.assertAllowed(scope.coversClient(id));
          return update(id, changes);
        }),
    },
    accounts: {
      of: (of) => reading((client) => visible.accounts(client, of(client))),
      kycStatus: (read) =>
        reading(async (client, id) => ((await scope.canAccessAccount(client, id)) ? read(client, id) : null)),
      agreements: (read) =>
        reading(async (client, id) => ((await scope.canAccessAccount(client, id)) ? read(client, id) : [])),
      close: (close) =>
        writing(async (client, id) => {
          await scope.assertAllowed(scope.canAccessAccount(client, id));
          return close(client, id);
        }),
    },
    allocationPlans: {
      of: (read) =>
        reading(async (client) =>
          scope.canSeeClient(client)
            ? filterVisible(await scope.readWithScope(client, read(client)), scope.canSee)
            : [],
        ),
      byId: (read) =>
        reading(async (client, id) => {
          const plan = scope.canSeeClient(client) ? await scope.readWithScope(client, read(client, id)) : null;
          return plan && (await scope.canSee(plan)) ? plan : null;
        }),
      byAccount: (read) =>
        reading(async (client, id) => ((await scope.canAccessAccount(client, id)) ? read(client, id) : null)),
      update: (update) =>
        writing(async (client, id, bankAccount) => {
          await scope.assertAllowed(
            scope.coversClient(client) || scope.canSeeRead(client, () => fondo.allocationPlans.byId(client, id)),
          );
          return update(client, id, bankAccount);
        }),
    },
    instruments: {
      all: readable((all) => all),
      of: (of) => reading((client) => (scope.canSeeClient(client) ? of(client) : emptyCollection())),
    },
    journeys: {
      byId: (read) =>
        reading(async (client, id) => {
          const journey = scope.canSeeClient(client) ? await scope.readWithScope(client, read(client, id)) : null;
          return journey && (await scope.canSeeJourney(journey)) ? journey : null;
        }),
      create: (create) =>
        writing(async (client, request) => {
          await scope.assertAllowed(scope.canSee({ clientId: client, account: request.journey.account ?? null }));
          const unknown = Object.keys(request.journey).some((member) => !JOURNEY_MEMBERS.has(member));
          if (unknown && !scope.coversClient(client))
            throw new Forbidden('Members that this API does not define require access to the whole client.');
          return scope.grantCreated('journey', create(client, request));
        }),
    },
    orders: {
      of: (of) => reading((client) => visible.rowsOfAccounts(client, of(client))),
      validate: (validate) =>
        trading(async (client, order) => {
          await assertCanTrade(client, order);
          return validate(client, order);
        }),
      place: (place) =>
        trading(async (client, order) => {
          await assertCanTrade(client, order);
          return place(client, order);
        }),
      cancel: (cancel) =>
        trading(async (client, id) => {
          await scope.assertAllowed(
            scope.coversClient(client) || scope.canSeeRead(client, () => fondo.orders.of(client).byId(id)),
          );
          return cancel(client, id);
        }),
    },
    paymentInstructions: {
      byId: (read) =>
        reading(async (client, id) => {
          const batch = scope.canSeeClient(client) ? await scope.readWithScope(client, read(client, id)) : null;
          return batch && (await scope.canSeeInstruction(batch)) ? batch : null;
        }),
      payments: (read) =>
        reading(async (client, id) =>
          scope.canSeeClient(client)
            ? filterVisible(await scope.readWithScope(client, read(client, id)), scope.canSee)
            : [],
        ),
      ofPayment: (read) =>
        reading(async (client, payment) => {
          const batch = scope.canSeeClient(client) ? await scope.readWithScope(client, read(client, payment)) : null;
          return batch && (await scope.canSeeInstruction(batch)) ? batch : null;
        }),
      create: (create) =>
        trading(async (client, request) => {
          for (const { account } of request.payments)
            await scope.assertAllowed(scope.canAccessAccount(client, account));
          return scope.grantCreated('instruction', create(client, request));
        }),
    },
    swishDeposits: {
      status: (read) =>
        reading(async (id) => (scope.coversAllClients || (await scope.createdByCaller('swish', id)) ? read(id) : null)),
      create: (create) =>
        trading(async (client, account, deposit) => {
          await scope.assertAllowed(scope.canAccessAccount(client, account));
          return scope.grantCreated('swish', create(client, account, deposit));
        }),
    },
    transactions: { cash: ledger(fondo.transactions.cash), fund: ledger(fondo.transactions.fund) },
    withdraw: (withdraw) =>
      trading(async (client, account, withdrawal) => {
        await scope.assertAllowed(scope.canAccessAccount(client, account.id));
        return withdraw(client, account, withdrawal);
      }),
  };
}

/** Members of a journey of which it is known whether they name an account. */
const JOURNEY_MEMBERS: ReadonlySet<string> = new Set([
  'type',
  'account',
  'allocationPlan',
  'transferInstructions',
  'kyc',
]);

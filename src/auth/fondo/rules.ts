import type { Collection } from '../../datasources/kit/collection.ts';
import type { Fondo } from '../../datasources/fondo/index.ts';
import type { NewOrder } from '../../datasources/fondo/order-rules.ts';
import type { Ledger } from '../../datasources/fondo/transactions.ts';
import type { CashTransaction, FundTransaction } from '../../datasources/fondo/types.ts';
import type { Operation } from '../../datasources/kit/operation.ts';
import { Forbidden } from '../../problem.ts';
import type { Access } from '../access.ts';
import { FondoDataScope } from './data-scope.ts';
import type { Grants } from '../grants.ts';
import { demand, demanding, nothing, onlyVisible, visible, type Rules } from '../guard.ts';

/**
 * Who may do what at Fondo. Reads of what is out of reach find nothing, acts on it are `NotFound`; neither asks Fondo,
 * unless only the thing itself tells whose it is.
 */
export function fondoRules(access: Access, grants: Grants, fondo: Fondo, { correlationId }: Operation): Rules<Fondo> {
  const reach = new FondoDataScope(access, grants, fondo, correlationId);
  const reading = demanding(access, 'investing:read');
  const trading = demanding(access, 'investing:trade');
  const writing = demanding(access, 'investing:write');
  const readable = <C>(make: (collection: C) => C) => {
    return (collection: C): C => (demand(access, 'investing:read'), make(collection));
  };

  /** An order moves cash of every account that it names. */
  const mustTrade = async (client: string, order: NewOrder): Promise<void> => {
    await reach.must(reach.account(client, order.account));
    const { paymentAccount } = order as { paymentAccount?: string | undefined };
    if (paymentAccount !== undefined) await reach.must(reach.account(client, paymentAccount));
  };

  const ledger = <T extends CashTransaction | FundTransaction>(): Rules<Ledger<T>> => ({
    of: (of: (client: string) => Collection<T>) =>
      reading((client: string) => reach.rows(client, of(client), reach.sees)),
    ofAccount: (of: (client: string, account: string) => Collection<T>) =>
      reading((client: string, account: string) =>
        reach.rows(client, of(client, account), () => reach.account(client, account)),
      ),
    causedBy: (read: Ledger<T>['causedBy']) =>
      reading(async (...[client, cause]: Parameters<Ledger<T>['causedBy']>) =>
        reach.some(client) ? visible(await reach.beside(client, read(client, cause)), reach.sees) : [],
      ),
  });

  return {
    clients: {
      all: readable((all) => (reach.everything ? all : onlyVisible(all, ({ id }) => reach.some(id), sortedId))),
      byId: (read) => reading((id) => (reach.some(id) ? read(id) : Promise.resolve(null))),
      custodians: (read) => reading(async (client) => (reach.some(client) ? read(client) : [])),
      create: (create) =>
        writing(async (client) => {
          await reach.must(reach.everything);
          return create(client);
        }),
      update: (update) =>
        writing(async (id, changes) => {
          await reach.must(reach.whole(id));
          return update(id, changes);
        }),
    },
    accounts: {
      of: (of) => reading((client) => reach.accounts(client, of(client))),
      kycStatus: (read) => reading(async (client, id) => ((await reach.account(client, id)) ? read(client, id) : null)),
      agreements: (read) => reading(async (client, id) => ((await reach.account(client, id)) ? read(client, id) : [])),
      close: (close) =>
        writing(async (client, id) => {
          await reach.must(reach.account(client, id));
          return close(client, id);
        }),
    },
    allocationPlans: {
      of: (read) =>
        reading(async (client) =>
          reach.some(client) ? visible(await reach.beside(client, read(client)), reach.sees) : [],
        ),
      byId: (read) =>
        reading(async (client, id) => {
          const plan = reach.some(client) ? await reach.beside(client, read(client, id)) : null;
          return plan && (await reach.sees(plan)) ? plan : null;
        }),
      byAccount: (read) => reading(async (client, id) => ((await reach.account(client, id)) ? read(client, id) : null)),
      update: (update) =>
        writing(async (client, id, bankAccount) => {
          await reach.must(reach.whole(client) || reach.finds(client, () => fondo.allocationPlans.byId(client, id)));
          return update(client, id, bankAccount);
        }),
    },
    instruments: {
      all: readable((all) => all),
      of: (of) => reading((client) => (reach.some(client) ? of(client) : nothing())),
    },
    journeys: {
      byId: (read) =>
        reading(async (client, id) => {
          const journey = reach.some(client) ? await reach.beside(client, read(client, id)) : null;
          return journey && (await reach.seesJourney(journey)) ? journey : null;
        }),
      create: (create) =>
        writing(async (client, request) => {
          await reach.must(reach.sees({ clientId: client, account: request.journey.account ?? null }));
          const unknown = Object.keys(request.journey).some((member) => !JOURNEY_MEMBERS.has(member));
          if (unknown && !reach.whole(client))
            throw new Forbidden('Members that this API does not know may be set with the whole client only.');
          return reach.opens('journey', create(client, request));
        }),
    },
    orders: {
      of: (of) => reading((client) => reach.rows(client, of(client), reach.sees)),
      validate: (validate) =>
        trading(async (client, order) => {
          await mustTrade(client, order);
          return validate(client, order);
        }),
      place: (place) =>
        trading(async (client, order) => {
          await mustTrade(client, order);
          return place(client, order);
        }),
      cancel: (cancel) =>
        trading(async (client, id) => {
          await reach.must(reach.whole(client) || reach.finds(client, () => fondo.orders.of(client).byId(id)));
          return cancel(client, id);
        }),
    },
    paymentInstructions: {
      byId: (read) =>
        reading(async (client, id) => {
          const batch = reach.some(client) ? await reach.beside(client, read(client, id)) : null;
          return batch && (await reach.seesInstruction(batch)) ? batch : null;
        }),
      payments: (read) =>
        reading(async (client, id) =>
          reach.some(client) ? visible(await reach.beside(client, read(client, id)), reach.sees) : [],
        ),
      ofPayment: (read) =>
        reading(async (client, payment) => {
          const batch = reach.some(client) ? await reach.beside(client, read(client, payment)) : null;
          return batch && (await reach.seesInstruction(batch)) ? batch : null;
        }),
      create: (create) =>
        trading(async (client, request) => {
          for (const { account } of request.payments) await reach.must(reach.account(client, account));
          return reach.opens('instruction', create(client, request));
        }),
    },
    swishDeposits: {
      status: (read) => reading(async (id) => (reach.everything || (await reach.made('swish', id)) ? read(id) : null)),
      create: (create) =>
        trading(async (client, account, deposit) => {
          await reach.must(reach.account(client, account));
          return reach.opens('swish', create(client, account, deposit));
        }),
    },
    transactions: { cash: ledger<CashTransaction>(), fund: ledger<FundTransaction>() },
    withdraw: (withdraw) =>
      trading(async (client, account, withdrawal) => {
        await reach.must(reach.account(client, account.id));
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

const sortedId = (row: { sortedId: string }): string => row.sortedId;

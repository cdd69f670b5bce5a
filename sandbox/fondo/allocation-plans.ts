import type { Handler } from '../kit/provider.ts';
import { ok, refuse } from './responses.ts';
import { percent } from './money.ts';
import { placeOrder } from './orders.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import type { Schemas } from './types.ts';

export const allocationPlanHandlers = (state: FondoState): Record<string, Handler> => ({
  getAllocationPlans: ({ params }) => ok(state.books(params['client_id']).tables.allocationPlan.rows),
  getAllocationPlanById: ({ params }) =>
    ok(state.find(state.books(params['client_id']), 'allocationPlan', params['allocation_plan_id'])),
  getAllocationPlanByAccountId({ params }) {
    const books = state.books(params['client_id']);
    const { id } = state.find(books, 'account', params['account_id']);
    return ok(planOf(books, id) ?? refuse(`The account ${id} has no allocation plan`));
  },
  patchAllocationPlan({ params, body }) {
    const books = state.books(params['client_id']);
    const plan = state.find(books, 'allocationPlan', params['allocation_plan_id']);
    const { bankAccount } = body as Schemas['AllocationPlanPatch'];
    if (bankAccount === undefined) return ok(plan);
    const { bankAccounts } = state.find(books, 'account', plan.account);
    if (bankAccount !== null && !bankAccounts.some(({ id, autogiro }) => id === bankAccount && autogiro)) {
      refuse('bankAccount is not linked to the account, or has no autogiro mandate');
    }
    return ok(state.change(books, 'allocationPlan', plan.id, { bankAccount }));
  },
});

const planOf = (books: Books, account: string) =>
  books.tables.allocationPlan.rows.find((plan) => plan.account === account);

/** Allocates a deposit to the instruments of the account's plan, after a short delay. */
export function investDeposit(state: FondoState, books: Books, account: string, amount: number): void {
  if (!planOf(books, account)) return;
  state.clock.after(TIMINGS.depositInvested, () => {
    for (const { instrument, allocation } of planOf(books, account)?.instruments ?? []) {
      const share = percent(amount, allocation);
      const { balance, status, deleted, owner } = state.find(books, 'account', account);
      const { isBuyable, minSubsequentAmountSek } = state.instrument(instrument);
      if (status !== 'active' || deleted || !isBuyable || share < minSubsequentAmountSek || share > balance) continue;
      const executor = owner.ssn === undefined ? {} : { executorRef: owner.ssn };
      placeOrder(state, books, { orderType: 'subscription', account, instrument, amount: share, ...executor });
    }
  });
}

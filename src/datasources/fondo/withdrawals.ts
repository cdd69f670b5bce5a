import Big from 'big.js';
import { Refused } from '../../problem.ts';
import { asWritten, digits } from '../kit/decode.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import { CLOCK_SKEW_MS } from './orders.ts';
import { owned, ownedRows } from './owned.ts';
import type { Account, CashTransaction, WithdrawalRequest } from './types.ts';

/** Payouts of cash: operation `createWithdrawal`. They answer, and are found again, as cash transactions. */
export function createWithdrawals(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  /** Pays cash out, once. `clientRef` must be unique: it is how a payout whose answer was lost is found again. */
  return async (
    clientId: string,
    { id: accountId, balance }: Pick<Account, 'id' | 'balance'>,
    withdrawal: WithdrawalRequest & { clientRef: string },
  ): Promise<CashTransaction> => {
    const account = path`/v2/partner/client/${clientId}/account/${accountId}`;
    const query = { modifiedFrom: new Date(Date.now() - CLOCK_SKEW_MS).toISOString() };
    const booked = await writeOnce<CashTransaction>({
      provider: 'FONDO',
      correlationId,
      references: [withdrawal.clientRef],
      send: async () =>
        asWritten<CashTransaction>(
          await http.call({ method: 'POST', path: `${account}/withdrawal`, body: withdrawal, correlationId }),
          'FONDO',
        ),
      find: async () => {
        const list = { path: `${account}/transaction/cash`, query, correlationId };
        const recent = ownedRows<CashTransaction>(await http.call(list), clientId, list);
        return recent.findLast(({ clientRef }) => clientRef === withdrawal.clientRef);
      },
    }).catch((error: unknown) => {
      throw error instanceof Refused ? explainRejection(error, withdrawal, balance) : error;
    });
    return owned(booked, clientId);
  };
}

/** Fondo does not say why it keeps the cash: what the account holds may. */
function explainRejection(refusal: Refused, { amount }: WithdrawalRequest, balance: number | undefined): Refused {
  if (balance == null || new Big(digits(amount)).lte(balance)) return refusal;
  return new Refused('INSUFFICIENT_CASH', 'The account does not hold that much cash.', {
    provider: 'FONDO',
    correlationId: refusal.correlationId,
    path: 'input.amount',
  });
}

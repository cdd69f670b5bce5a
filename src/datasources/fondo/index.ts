import { createAccounts } from './accounts.ts';
import { createAllocationPlans } from './allocation-plans.ts';
import { createFondoClient, type FondoSettings } from './client.ts';
import { createChanges } from './changes.ts';
import { createClients } from './clients.ts';
import { createInstruments } from './instruments.ts';
import { createJourneys } from './journeys.ts';
import { createOrders } from './orders.ts';
import { createPaymentInstructions } from './payment-instructions.ts';
import { openEventSocket } from './socket.ts';
import { createSwishDeposits } from './swish.ts';
import { createTransactions } from './transactions.ts';
import { createWithdrawals } from './withdrawals.ts';
import { path } from '../kit/http/transport.ts';
import { lazyObject } from '../kit/lazy-object.ts';
import type { Operation, Ping } from '../kit/operation.ts';

export type { FondoSettings } from './client.ts';

const partsOf = lazyObject({
  clients: createClients,
  accounts: createAccounts,
  allocationPlans: createAllocationPlans,
  instruments: createInstruments,
  journeys: createJourneys,
  orders: createOrders,
  paymentInstructions: createPaymentInstructions,
  swishDeposits: createSwishDeposits,
  transactions: createTransactions,
  withdraw: createWithdrawals,
});

/** The connection to Fondo, shared by all operations. */
export function connectFondo(settings: FondoSettings) {
  const http = createFondoClient(settings);
  return {
    /** What one operation sees of Fondo: nothing is read twice. */
    operation: (operation: Operation) => partsOf(http, operation),
    /** Opens an agreement as PDF (operation `getAccountAgreementPdf`). */
    agreement: ({ clientId, accountId, key }: Record<'clientId' | 'accountId' | 'key', string>, operation: Operation) =>
      http.document({
        path: path`/v2/partner/client/${clientId}/account/${accountId}/agreement/${key}`,
        ...operation,
      }),
    /** How the callbacks of its journeys are signed; asked each time, since the secret may rotate. */
    callbacks: () => settings.callbacks,
    /** Opens the event socket of one client. */
    openSocket: (clientId: string) => openEventSocket(settings.url, http, clientId),
    /** Whether a token is still the one in use: a socket that was opened with an older one is opened anew. */
    isTokenCurrent: async (token: string) => (await http.token()) === token,
    /** Something of this client has changed at Fondo: nobody joins a read that set out before. */
    forget: (clientId: string) => http.forget(path`/v2/partner/client/${clientId}/`),
    /** What a relay reads to catch up with what it missed. */
    changes: createChanges(http),
    ping: (ping: Ping) => http.ping(ping),
    close: () => http.close(),
  };
}

export type FondoConnection = ReturnType<typeof connectFondo>;
export type Fondo = ReturnType<FondoConnection['operation']>;

import type { Operation } from '../operation.ts';
import { createPayexClient, type PayexSettings } from './client.ts';

export type { PayexSettings } from './client.ts';

/** The connection to PayEx account-onboarding, shared by all operations. */
export function connectPayex(settings: PayexSettings) {
  const http = createPayexClient(settings);
  return {
    operation: (_operation: Operation) => ({}),
    /** PayEx has no ping: the list of offers is the cheapest read. */
    ping: async (signal: AbortSignal): Promise<void> =>
      void (await http.call({ path: '/offers', deadlineMs: 3_000, signal })),
    close: () => http.close(),
  };
}

export type PayexConnection = ReturnType<typeof connectPayex>;
export type Payex = ReturnType<PayexConnection['operation']>;

import type { Operation, Ping } from '../kit/operation.ts';
import { createApplications } from './applications.ts';
import { createBackOffice } from './back-office.ts';
import { createPayexClient, type PayexSettings } from './client.ts';
import { createOffers } from './offers.ts';
import { createSignings } from './signings.ts';

export type { PayexSettings } from './client.ts';

/** The connection to PayEx account-onboarding, shared by all operations. */
export function connectPayex(settings: PayexSettings) {
  const http = createPayexClient(settings);
  return {
    /** What one operation sees of PayEx: nothing is read twice. */
    operation: (operation: Operation) => {
      const applications = createApplications(http, operation);
      return {
        offers: createOffers(http, operation),
        applications,
        signings: createSignings(http, operation, applications),
        backOffice: createBackOffice(http, operation, applications),
      };
    },
    /** PayEx has no ping: the list of offers is the cheapest read. */
    ping: async (ping: Ping): Promise<void> =>
      void (await http.call({ path: '/offers', use: 'list', subject: 'offer', deadlineMs: 3_000, ...ping })),
    close: () => http.close(),
  };
}

export type PayexConnection = ReturnType<typeof connectPayex>;
export type Payex = ReturnType<PayexConnection['operation']>;

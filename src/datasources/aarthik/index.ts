import type { Operation } from '../operation.ts';
import { createAarthikClient, type AarthikSettings } from './client.ts';

export type { AarthikSettings } from './client.ts';

/** The connection to Aarthik, shared by all operations. */
export function connectAarthik(settings: AarthikSettings) {
  const http = createAarthikClient(settings);
  return {
    operation: (_operation: Operation) => ({}),
    /** Aarthik has no ping: the product flags are the cheapest read. */
    ping: async (signal: AbortSignal): Promise<void> =>
      void (await http.call({ path: '/api/lab/features', deadlineMs: 3_000, signal })),
    close: () => http.close(),
  };
}

export type AarthikConnection = ReturnType<typeof connectAarthik>;
export type Aarthik = ReturnType<AarthikConnection['operation']>;

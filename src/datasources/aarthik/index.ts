import type { Operation } from '../operation.ts';
import { createAarthikClient, type AarthikSettings } from './client.ts';
import { createJourneys, HANDOFF_PATH } from './journeys.ts';

export type { AarthikSettings } from './client.ts';

/** The connection to Aarthik, shared by all operations. */
export function connectAarthik(settings: AarthikSettings) {
  const http = createAarthikClient(settings);
  const { handoffPath = HANDOFF_PATH } = settings;
  return {
    /** What one operation sees of Aarthik: nothing is read twice. */
    operation: (operation: Operation) => ({ journeys: createJourneys(http, handoffPath, operation) }),
    /** Aarthik has no ping: the product flags are the cheapest read. */
    ping: async (signal: AbortSignal): Promise<void> =>
      void (await http.plain({ path: '/api/lab/features', deadlineMs: 3_000, signal })),
    close: () => http.close(),
  };
}

export type AarthikConnection = ReturnType<typeof connectAarthik>;
export type Aarthik = ReturnType<AarthikConnection['operation']>;

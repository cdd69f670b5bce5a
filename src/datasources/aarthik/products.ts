import { Fault } from '../../faults.ts';
import type { Operation } from '../kit/operation.ts';
import type { AarthikClient } from './client.ts';
import { openEnvelope } from './envelope.ts';

export interface LoanProduct {
  /** Aarthik's own name: `personalLoan`. */
  readonly name: string;
  readonly enabled: boolean;
}

/** What the API key may offer: `getProductFeatures`. Flags that are no booleans are passed over; an answer without any is none. */
export const createProducts = (http: AarthikClient, operation: Operation) => ({
  async all(): Promise<LoanProduct[]> {
    const body = await http.plain({ path: '/api/lab/features', use: 'list', ...operation });
    const flags = openEnvelope(body).data.flags();
    if (flags.length === 0)
      throw new Fault('PROVIDER_BAD_ANSWER', { provider: 'AARTHIK', correlationId: operation.correlationId });
    return flags.map(([name, enabled]) => ({ name, enabled }));
  },
});

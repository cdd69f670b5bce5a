import type { Operation } from '../kit/operation.ts';
import type { AarthikClient } from './client.ts';
import { openEnvelope } from './envelope.ts';

export interface LoanProduct {
  /** Aarthik's own name: `personalLoan`. */
  readonly name: string;
  readonly enabled: boolean;
}

/** What the API key may offer: `getProductFeatures`. Flags that are no booleans are passed over. */
export const createProducts = (http: AarthikClient, operation: Operation) => ({
  async all(): Promise<LoanProduct[]> {
    const body = await http.plain({ path: '/api/lab/features', use: 'list', ...operation });
    const { data } = openEnvelope(body);
    return data.flags().map(([name, enabled]) => ({ name, enabled }));
  },
});

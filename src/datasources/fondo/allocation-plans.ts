import DataLoader from 'dataloader';
import { asObjectOf } from '../kit/decode.ts';
import { deduplicated } from '../kit/deduplicated.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import { owned, ownedRows } from './owned.ts';
import { orNull } from './problems.ts';
import type { AllocationPlan } from './types.ts';

/** Up to here, single reads in parallel are as cheap as the list, which comes unpaged. */
export const MAX_SINGLE_READS = 2;

interface Key {
  readonly clientId: string;
  readonly id: string;
}

/**
 * Plans that spread deposits over funds: operations `getAllocationPlans`, `getAllocationPlanById`,
 * `getAllocationPlanByAccountId`, `patchAllocationPlan`.
 */
export function createAllocationPlans(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}/allocationplan`;
  /** `name` is the member that holds the id that was asked for. */
  const read = ({ clientId, id }: Key, address: string, name: 'id' | 'account'): Promise<AllocationPlan | null> =>
    orNull(
      http.call({ path: address, ...operation }).then((body) =>
        owned<AllocationPlan>(
          asObjectOf<AllocationPlan>(body, id, 'FONDO', (plan) => plan[name]),
          clientId,
        ),
      ),
    );
  const list = deduplicated(async (clientId: string) => {
    const plans = { path: base(clientId), ...operation };
    return ownedRows<AllocationPlan>(await http.call(plans), clientId, plans, {
      isRow: ({ id, account }) => typeof id === 'string' && typeof account === 'string',
    });
  });
  const loader = (
    one: (key: Key) => Promise<AllocationPlan | null>,
    fits: (plan: AllocationPlan, id: string) => boolean,
  ) =>
    new DataLoader<Key, AllocationPlan | null, string>(
      (keys) => {
        const perClient = Map.groupBy(keys, ({ clientId }) => clientId);
        return Promise.all(
          keys.map(async (key) => {
            try {
              if ((perClient.get(key.clientId)?.length ?? 0) <= MAX_SINGLE_READS) return await one(key);
              return (await list(key.clientId)).find((plan) => fits(plan, key.id)) ?? null;
            } catch (error) {
              return error as Error;
            }
          }),
        );
      },
      { cacheKeyFn: ({ clientId, id }) => `${clientId}/${id}` },
    );
  const ids = loader(
    (key) => read(key, base(key.clientId) + path`/${key.id}`, 'id'),
    (plan, id) => plan.id === id,
  );
  const accounts = loader(
    (key) => read(key, base(key.clientId) + path`/account/${key.id}`, 'account'),
    (plan, id) => plan.account === id,
  );
  return {
    /** All plans of a client: Fondo does not page them. */
    of: list,
    byId: (clientId: string, id: string) => ids.load({ clientId, id }),
    /** The plan of one account, or null. */
    byAccount: (clientId: string, id: string) => accounts.load({ clientId, id }),
    /** Moves the plan to another bank account, or detaches it (null); nothing else of a plan can be changed. */
    async update(clientId: string, id: string, bankAccount: string | null): Promise<AllocationPlan> {
      const address = base(clientId) + path`/${id}`;
      const changed = await writeOnce<AllocationPlan>({
        provider: 'FONDO',
        correlationId,
        send: async () =>
          asObjectOf<AllocationPlan>(
            await http.call({ method: 'PATCH', path: address, body: { bankAccount }, correlationId }),
            id,
            'FONDO',
          ),
        find: async () => {
          const read = http.call({ path: address, correlationId });
          const plan = await orNull(read.then((body) => asObjectOf<AllocationPlan>(body, id, 'FONDO')));
          return plan && (plan.bankAccount ?? null) === bankAccount ? plan : undefined;
        },
      });
      ids.clearAll();
      accounts.clearAll();
      return owned(changed, clientId);
    },
  };
}

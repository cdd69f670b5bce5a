import type { Collection } from '../kit/collection.ts';
import { asObject, asObjectOf, asRows, hasStatus } from '../kit/decode.ts';
import { deduplicated } from '../kit/deduplicated.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { Refused } from '../../problem.ts';
import { writeOnce } from '../kit/http/write.ts';
import { owned, ownedCollection } from './owned.ts';
import { orNull } from './problems.ts';
import type { Account, AgreementType, KycStatus } from './types.ts';

/**
 * Investment accounts of a client: operations `getAccounts`, `getAccountById`, `deleteAccount`,
 * `getKycStatusByAccount`, `getAccountAgreementTypes`.
 */
export function createAccounts(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const of: (clientId: string) => Collection<Account> = ownedCollection<Account>('account', http, operation);
  const address = (clientId: string, id: string): string => path`/v2/partner/client/${clientId}/account/${id}`;
  const read = (clientId: string, id: string) =>
    orNull(
      http.call({ path: address(clientId, id), correlationId }).then((body) => asObjectOf<Account>(body, id, 'FONDO')),
    );

  return {
    of,
    /** Know-your-customer state of the owner of an account; null when Fondo has none. */
    kycStatus: deduplicated((clientId: string, id: string) =>
      orNull(
        http
          .call({ path: path`/v2/partner/client/${clientId}/kycstatus/account/${id}`, ...operation })
          .then((body) => asObject<KycStatus>(body, 'FONDO', hasStatus)),
      ),
    ),
    /** The agreements that can be fetched as PDF. */
    agreements: deduplicated(async (clientId: string, id: string) => {
      const list = { path: `${address(clientId, id)}/agreement-types`, ...operation };
      return asRows<AgreementType>(
        await http.call(list),
        { provider: 'FONDO', ...list },
        ({ key }) => typeof key === 'string',
      );
    }),
    /** Closes an account for good and answers its resulting state. One that is closed already stays so. */
    async close(clientId: string, id: string): Promise<Account> {
      const closed = await writeOnce<Account>({
        provider: 'FONDO',
        correlationId,
        send: async () =>
          asObjectOf<Account>(
            await http.call({ method: 'DELETE', path: address(clientId, id), correlationId }),
            id,
            'FONDO',
          ),
        find: async () => {
          const account = await read(clientId, id);
          return account?.deleted ? account : undefined;
        },
      }).catch(async (error: unknown) => {
        throw error instanceof Refused ? whyOpen(error, await read(clientId, id).catch(() => null)) : error;
      });
      return of(clientId).put(owned(closed, clientId));
    },
  };
}

/** Fondo does not say why it keeps an account open: what the account still holds does. */
function whyOpen(refusal: Refused, account: Account | null): Refused {
  if (!account || (Number(account.balance ?? 0) <= 0 && !account.positions?.length)) return refusal;
  return new Refused('ACCOUNT_NOT_EMPTY', 'The account still holds cash or fund units.', {
    provider: 'FONDO',
    correlationId: refusal.correlationId,
    path: 'input.account',
  });
}

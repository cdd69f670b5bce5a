import { asObject, hasStatus, isKey } from '../kit/decode.ts';
import { deduplicated } from '../kit/deduplicated.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import { orNull } from './problems.ts';
import type { SwishDepositRequest, SwishSession, SwishStatus } from './types.ts';

/** A Swish request can be paid for three minutes (a rule of Swish, not of Fondo). */
export const SWISH_LIVES_MS = 180_000;

const FINAL: ReadonlySet<string> = new Set(['paid', 'declined', 'error', 'canceled']);
export const isFinalSwish = ({ status }: SwishStatus): boolean => FINAL.has(status);

/** A deposit can be polled only by its id. */
const isKeyed = ({ id }: { readonly id?: unknown }): boolean => isKey(id, 64);

/** Deposits by Swish: operations `createSwishDeposit`, `pollSwishDeposit`. Fondo has no list of them. */
export function createSwishDeposits(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  return {
    /** State of a deposit; null when there is none. The path names no client: who may ask is the gateway's to say. */
    status: deduplicated((id: string) =>
      orNull(
        http
          .call({ path: path`/v2/partner/deposit/swish/${id}`, ...operation })
          .then((body) => asObject<SwishStatus>(body, 'FONDO', hasStatus)),
      ),
    ),
    /** Starts a payment, once. One whose answer is lost can be neither found nor paid: it lapses. */
    async create(clientId: string, accountId: string, deposit: SwishDepositRequest): Promise<SwishSession> {
      const address = path`/v2/partner/client/${clientId}/account/${accountId}/deposit/swish`;
      const session = await writeOnce<SwishSession>({
        provider: 'FONDO',
        correlationId,
        send: async () =>
          asObject<SwishSession>(
            await http.call({ method: 'POST', path: address, body: deposit, correlationId }),
            'FONDO',
            isKeyed,
          ),
      });
      return session;
    },
  };
}

import { takeBody, type HttpReply, type HttpRequest } from '../kit/http/exchange.ts';
import { createTransport } from '../kit/http/transport.ts';
import type { Upstream } from '../kit/http/resilience.ts';
import { openEnvelope, type Envelope } from './envelope.ts';
import { AARTHIK_STATUSES, aarthikProblem } from './problems.ts';
import type { SignatureScheme } from './signature.ts';

/** Where the hand-off call is taken to be (contract notes, "Not found, and how it was filled"). */
export const HANDOFF_PATH = '/api/v1/hybrid/personal-loan/borrowers/{borrowerProviderID}/journey/offers/{offerID}';

export interface AarthikSettings {
  readonly url: string;
  /** `sk_test_…` or `sk_live_…`: fixes tenant and application. */
  readonly apiKey: string;
  /** Path of the hand-off call, with `{borrowerProviderID}` and `{offerID}`: no page shows it. */
  readonly handoffPath?: string | undefined;
  /** The application of the key, for the administration of its webhooks; snapshots of another one are refused. */
  readonly tenantId?: string | undefined;
  readonly applicationId?: string | undefined;
  /** How snapshot webhooks are signed; they are not taken without. */
  readonly webhook?: (Partial<SignatureScheme> & Pick<SignatureScheme, 'secret'>) | undefined;
  readonly upstream?: Upstream | undefined;
  readonly deadlineMs?: number;
}

export interface AarthikClient {
  /** A Hybrid call, out of its envelope. */
  hybrid(request: HttpRequest): Promise<Envelope>;
  /** A call that has no envelope. */
  plain(request: HttpRequest): Promise<unknown>;
  close(): Promise<void>;
}

/** HTTP to Aarthik, with its API key and `x-correlation-id`. Answers any 2xx, throws a `Problem` or a `Fault` else. */
export function createAarthikClient(settings: AarthikSettings): AarthikClient {
  const transport = createTransport({ ...settings, provider: 'AARTHIK' });
  const exchange = async (request: HttpRequest): Promise<HttpReply> => {
    const headers = { authorization: `Bearer ${settings.apiKey}` }; // read each time: it may rotate
    const reply = await transport.exchange({ ...request, headers });
    if (AARTHIK_STATUSES.meaningOf('object', reply.status) !== 'success') throw aarthikProblem(reply, request);
    return reply;
  };
  return {
    hybrid: async (request) => openEnvelope(takeBody(await exchange(request))),
    plain: async (request) => takeBody(await exchange(request)),
    close: () => transport.close(),
  };
}

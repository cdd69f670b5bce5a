import type { ReadOptimizations } from '../kit/optimizations.ts';
import { takeBody, type HttpRequest } from '../kit/http/exchange.ts';
import { createTransport } from '../kit/http/transport.ts';
import { SingleFlight, type SingleFlightSettings } from '../kit/single-flight.ts';
import type { Upstream } from '../kit/http/resilience.ts';
import { PAYEX_STATUSES, payexProblem, type RequestSubject } from './problems.ts';

export interface PayexSettings extends Pick<ReadOptimizations, 'sharing'>, Pick<SingleFlightSettings, 'writes'> {
  readonly url: string;
  /** Number of the ledger; the token must be issued for it. */
  readonly ownerNo: string;
  /** Reference token of the ledger, or what hands out the one that is valid now. */
  readonly token: string | (() => string | Promise<string>);
  /** PEM text of the client certificate and of its key; both or none. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Version in the paths: `v1`. */
  readonly apiVersion: string;
  readonly upstream?: Upstream | undefined;
  readonly deadlineMs?: number;
  /** How long offers are cached, in milliseconds; not at all when left out. */
  readonly referenceMs?: number | undefined;
}

export type PayexRequest = HttpRequest & RequestSubject;

/** HTTP to PayEx: paths are relative to the ledger, `/offers/…`. Throws a `Problem` or a `Fault` unless it is a 2xx. */
export interface PayexClient {
  call<T>(request: PayexRequest): Promise<T>;
  close(): Promise<void>;
}

/** What is the same for everybody and nothing personal. */
const REFERENCE = /^\/ledger\/account-onboarding\/[^/]+\/[^/]+\/offers(?:\/[^/]+)?$/;

export function createPayexClient(settings: PayexSettings): PayexClient {
  const { ownerNo, apiVersion } = settings;
  const transport = createTransport({ ...settings, provider: 'PAYEX', tls: () => settings });
  const base = `/ledger/account-onboarding/${encodeURIComponent(apiVersion)}/${encodeURIComponent(ownerNo)}`;
  const reads = new SingleFlight(
    async <T>(request: PayexRequest) => {
      const { token } = settings; // read each time: it may rotate
      const valid = typeof token === 'string' ? token : await token();
      // PayEx wants the content type on reads too.
      const headers = { authorization: `Bearer ${valid}`, 'content-type': 'application/json' };
      const reply = await transport.exchange({ ...request, headers });
      if (PAYEX_STATUSES.meaningOf('object', reply.status) !== 'success') throw payexProblem(reply, request);
      return takeBody(reply) as T;
    },
    REFERENCE,
    settings,
  );
  return {
    call: (request) => reads.call({ ...request, path: base + request.path }),
    close: () => transport.close(),
  };
}

import { createTransport, type HttpClient, type HttpRequest } from '../http.ts';
import { payexProblem } from './problems.ts';

export interface PayexSettings {
  readonly url: string;
  /** Number of the ledger; the token must be issued for it. */
  readonly ownerNo: string;
  /** Reference token of the ledger. */
  readonly token: string;
  /** PEM text of the client certificate and of its key; both or none. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Version in the paths: `v1`. */
  readonly apiVersion: string;
  readonly deadlineMs?: number;
}

/** Credit checks run while the caller waits (contract notes, section 3). */
const DEADLINE_MS = 30_000;

export interface PayexClient extends HttpClient {
  close(): Promise<void>;
}

/** HTTP to PayEx: paths are relative to the ledger, `/offers/…`. */
export function createPayexClient(settings: PayexSettings): PayexClient {
  const { url, ownerNo, token, cert, key, apiVersion, deadlineMs = DEADLINE_MS } = settings;
  const transport = createTransport({ provider: 'PAYEX', url, deadlineMs, tls: { cert, key } });
  const base = `/ledger/account-onboarding/${encodeURIComponent(apiVersion)}/${encodeURIComponent(ownerNo)}`;
  // PayEx wants the content type on reads too.
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    async call<T>(request: HttpRequest) {
      const reply = await transport.exchange({ ...request, path: base + request.path, headers });
      if (reply.status < 200 || reply.status >= 300) throw payexProblem(reply, request);
      return reply.body as T;
    },
    close: () => transport.close(),
  };
}

import { createTransport, type HttpClient, type HttpRequest } from '../http.ts';
import { aarthikProblem } from './problems.ts';

export interface AarthikSettings {
  readonly url: string;
  /** `sk_test_…` or `sk_live_…`: fixes tenant and application. */
  readonly apiKey: string;
  readonly deadlineMs?: number;
}

export interface AarthikClient extends HttpClient {
  close(): Promise<void>;
}

/** HTTP to Aarthik, with its API key and `x-correlation-id`. */
export function createAarthikClient({ url, apiKey, deadlineMs = 15_000 }: AarthikSettings): AarthikClient {
  const transport = createTransport({ provider: 'AARTHIK', url, deadlineMs });
  const headers = { authorization: `Bearer ${apiKey}` };
  return {
    async call<T>(request: HttpRequest) {
      const reply = await transport.exchange({ ...request, headers });
      if (reply.status < 200 || reply.status >= 300) throw aarthikProblem(reply, request);
      return reply.body as T;
    },
    close: () => transport.close(),
  };
}

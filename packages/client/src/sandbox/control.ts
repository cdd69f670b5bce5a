import { GatewayError, type GraphQLErrorEntry } from '../gateway-error.ts';

export interface ControlOptions {
  /** `SANDBOX_CONTROL_TOKEN` of the gateway; not needed on loopback. */
  readonly token?: string;
  /** Milliseconds until a request is given up. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** Sends one request to the control API; throws a `GatewayError` with its code where it refuses. */
export type Control = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>;

export const controlAt = (base: string, options: ControlOptions): Control => {
  const { token, timeoutMs = 30_000, fetch: send = fetch } = options;
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await send(`${base}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 204) return undefined as T;
    const answer = (await response.json()) as { readonly errors?: readonly GraphQLErrorEntry[] };
    if (!response.ok) throw new GatewayError(answer.errors ?? [{ message: `HTTP ${response.status}` }]);
    return answer as T;
  };
};

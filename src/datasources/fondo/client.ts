import type { ReadOptimizations } from '../kit/optimizations.ts';
import type { Readable } from 'node:stream';
import { takeBody, type HttpRequest } from '../kit/http/exchange.ts';
import { createTransport, type HttpClient } from '../kit/http/transport.ts';
import { SingleFlight, type SingleFlightSettings } from '../kit/single-flight.ts';
import { UNBOUNDED } from '../kit/list-sizes.ts';
import type { Upstream } from '../kit/http/resilience.ts';
import { accessTokenOf, TokenSource } from '../kit/http/token.ts';
import { asObject } from '../kit/decode.ts';
import type { Ping } from '../kit/operation.ts';
import { codingsOf } from '../kit/http/body.ts';
import type { Tokens } from '../../cluster/tokens.ts';
import type { CallbackSignature } from './journey-callbacks.ts';
import { PaymentIndex } from './payment-index.ts';
import { FONDO_STATUSES, fondoProblem } from './problems.ts';
import type { TokenResponse } from './types.ts';

export interface FondoSettings extends ReadOptimizations, Pick<SingleFlightSettings, 'writes'> {
  /** How journey callbacks are signed; without it none is taken. */
  readonly callbacks?: CallbackSignature | undefined;
  readonly url: string;
  /** OAuth client of the partner; not the `client_id` of the paths. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly upstream?: Upstream | undefined;
  /** Where instances share the token. */
  readonly tokens?: Tokens | undefined;
  readonly deadlineMs?: number;
  /** How long instruments and custodians are cached, in milliseconds; not at all when left out. */
  readonly referenceMs?: number | undefined;
}

/** A document as it comes; read it or destroy it. */
export interface Document {
  readonly body: Readable;
  /** Bytes, where the provider says so of what is passed on. */
  readonly length: number | undefined;
}

export interface FondoClient extends HttpClient {
  /** Opens a document; throws a `Problem` or a `Fault` when there is none. */
  document(request: Pick<HttpRequest, 'path' | 'signal' | 'correlationId'>): Promise<Document>;
  /** Something has changed at Fondo: reads are made anew; cached reference data below the path is dropped. */
  forget(path?: string): void;
  /** Which instruction each payment belongs to, as far as this process knows. */
  readonly payments: PaymentIndex;
  /** The bearer token, for the upgrade of the event socket. */
  token(): Promise<string>;
  rejectToken(token: string): void;
  /** Operation `ping`, which needs no token: resolves when Fondo is there. */
  ping(ping: Ping): Promise<void>;
  close(): Promise<void>;
}

/** What is the same for everybody and nothing personal: instruments, and what a client may offer and accept. */
const REFERENCE = /^\/v2\/partner\/(?:client\/[^/]+\/)?(?:instrument(?:\/[^/]+)?|custodian)$/;

/** HTTP to Fondo with its OAuth2 client credentials (operation `authToken`). */
export function createFondoClient(settings: FondoSettings): FondoClient {
  const transport = createTransport({ ...settings, provider: 'FONDO' });
  const key = JSON.stringify([settings.url, settings.clientId]);
  const share = settings.tokens && { tokens: settings.tokens, key };
  const tokens = new TokenSource(async () => {
    const { clientId, clientSecret } = settings; // read each time: they may rotate
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const request = {
      method: 'POST',
      path: '/v2/partner/auth/token',
      use: 'token',
      form,
      repeatable: true,
      priority: 'write', // whoever asks first: a write may wait for it, too
    } as const;
    const reply = await transport.exchange(request);
    if (FONDO_STATUSES.meaningOf('token', reply.status) !== 'success') throw fondoProblem(reply, request);
    const { access_token, expires_in } = asObject<TokenResponse>(reply.body, 'FONDO');
    return {
      value: accessTokenOf(access_token, 'FONDO'),
      expiresAt: Date.now() + (Number(expires_in) || 432_000) * 1000,
    };
  }, share);
  const exchange = withToken(tokens, transport.exchange);
  const open = withToken(tokens, transport.open);
  const reads = new SingleFlight(
    <T>(request: HttpRequest) =>
      exchange(request).then((reply) => {
        if (!isSuccess(reply)) throw fondoProblem(reply, request);
        return takeBody(reply) as T;
      }),
    REFERENCE,
    settings,
  );
  return {
    call: (request) => reads.call(request),
    forget: (path) => reads.forget(path),
    sizes: settings.batching === false ? UNBOUNDED : transport.sizes,
    async document(request) {
      const { body, ...reply } = await open(request);
      if (!body) throw fondoProblem(reply, { ...request, use: 'document' });
      const isAsSent = codingsOf(reply.headers).length === 0;
      return { body, length: isAsSent ? Number(reply.headers['content-length']) || undefined : undefined };
    },
    payments: new PaymentIndex(),
    token: () => tokens.get(),
    rejectToken: (token) => tokens.reject(token),
    async ping(ping) {
      const request = { path: '/ping', deadlineMs: 3_000, ...ping };
      const reply = await transport.exchange(request);
      if (!isSuccess(reply)) throw fondoProblem(reply, request);
    },
    close: () => transport.close(),
  };
}

const isSuccess = ({ status }: { readonly status: number }): boolean =>
  FONDO_STATUSES.meaningOf('object', status) === 'success';

/** Puts the token on every call. A 401 means that nothing was done: renews once and repeats once, writes too. */
function withToken<Q extends Pick<HttpRequest, 'headers'>, R extends { readonly status: number }>(
  tokens: TokenSource,
  exchange: (request: Q) => Promise<R>,
): (request: Q) => Promise<R> {
  const sent = (request: Q, token: string): Promise<R> =>
    exchange({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
  const first = (request: Q, token: string): Promise<R> =>
    sent(request, token).then((reply) => {
      if (reply.status !== 401) return reply;
      tokens.reject(token);
      return tokens.get().then((renewed) => sent(request, renewed));
    });
  return (request) => {
    const { current } = tokens;
    return current === undefined ? tokens.get().then((token) => first(request, token)) : first(request, current);
  };
}

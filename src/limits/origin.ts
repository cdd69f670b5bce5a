import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../datasources/kit/loopback.ts';
import type { Refusal } from './refusal.ts';

/** Types that a page of another origin may send without a preflight (Fetch standard, "simple"). */
const SIMPLE_TYPES = /^(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Headers that a page may send: ours, those of tracing (W3C Trace Context, Baggage) and those that clients add. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'accept',
  'x-correlation-id',
  'x-api-key',
  'last-event-id',
  'traceparent',
  'tracestate',
  'baggage',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-graphql-client-name',
  'x-graphql-client-version',
].join(', ');
/** Headers that it may read. */
const RESPONSE_HEADERS = 'x-correlation-id, retry-after';

/** Whose pages may call. */
export interface OriginRules {
  /** `CORS_ORIGINS`. */
  readonly origins: readonly string[];
  /** Whether pages of a loopback address may: a frontend in development beside a sandboxed gateway on loopback. */
  readonly loopbackOrigins: boolean;
}

/** A page of an origin that is not allowed. */
const FOREIGN_ORIGIN: Refusal = {
  status: 403,
  code: 'FORBIDDEN_ORIGIN',
  message:
    'Pages of this origin may not call the gateway. Its operator lists origins, such as https://app.example, in CORS_ORIGINS.',
};

/**
 * Why a request is refused that was caused by a page of a foreign origin. Allowed are callers that are no browsers (they
 * send no `Origin`), pages of our own, and those of allowed origins. Holds for WebSocket upgrades too, for which no
 * browser sends a preflight.
 */
export function foreignOrigin({ headers }: IncomingMessage, rules: OriginRules): Refusal | undefined {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin === undefined)
    return site === undefined || site === 'same-origin' || site === 'none' ? undefined : FOREIGN_ORIGIN;
  const isOwn = host !== undefined && URL.parse(origin)?.host === host;
  return isOwn || isAllowed(origin, rules) ? undefined : FOREIGN_ORIGIN;
}

const isAllowed = (origin: string, { origins, loopbackOrigins }: OriginRules): boolean =>
  origins.includes(origin) || (loopbackOrigins && isLoopback(URL.parse(origin)?.hostname ?? ''));

/** Why a request is refused as a possible cross-site request forgery; undefined when it is not one. */
export function crossOriginRefusal(request: IncomingMessage, rules: OriginRules): Refusal | undefined {
  const foreign = foreignOrigin(request, rules);
  if (foreign) return foreign;
  const type = request.headers['content-type'];
  return request.method === 'POST' && (type === undefined || SIMPLE_TYPES.test(type)) ? NO_JSON : undefined;
}

const NO_JSON: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'A POST needs a JSON body: send `content-type: application/json`.',
};

/**
 * Sets the CORS headers of the response for allowed origins. True when the request was an accepted preflight, which is
 * answered here.
 * @param methods that are served at the address
 */
export function handleCors(
  request: IncomingMessage,
  response: ServerResponse,
  rules: OriginRules,
  methods: string,
): boolean {
  const { origin } = request.headers;
  if (origin !== undefined && isAllowed(origin, rules)) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS);
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', methods);
      response.setHeader('access-control-allow-headers', REQUEST_HEADERS);
      response.setHeader('access-control-max-age', '7200');
    }
  }
  if (request.method !== 'OPTIONS' || foreignOrigin(request, rules)) return false;
  response.writeHead(204, { 'content-length': 0 }).end();
  return true;
}

/**
 * Headers of every response that does not set them otherwise, as names and values in turn: nothing may be cached,
 * framed, sniffed or loaded by another page, and what is answered depends on the page that asks.
 */
export const SECURITY_HEADERS: readonly string[] = Object.entries({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  vary: 'origin',
}).flat();

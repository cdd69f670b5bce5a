import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOriginAllowed } from '../auth/http.ts';

/** Types that a page of another origin may send without a preflight (Fetch standard, "simple"). */
const SIMPLE_TYPES = /^(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Headers that a page may send, and those that it may read. */
const REQUEST_HEADERS = 'authorization, content-type, accept, x-correlation-id, x-api-key, traceparent';
const RESPONSE_HEADERS = 'x-correlation-id, retry-after';

/**
 * Whether the request was not caused by a page of a foreign origin: no browser at all, a page of our own, or one of an
 * origin that is allowed. Holds for WebSocket upgrades too, for which no browser sends a preflight.
 */
export function isFromAllowedOrigin(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return isOriginAllowed(request, allowed);
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Why a request is rejected as a possible cross-site request forgery; undefined when it is not one. */
export function crossOriginRejection(request: IncomingMessage, allowed: readonly string[]): string | undefined {
  const { method, headers } = request;
  if (!isFromAllowedOrigin(request, allowed)) return 'Requests from pages of this origin are not allowed.';
  const type = headers['content-type'];
  if (method === 'POST' && (type === undefined || SIMPLE_TYPES.test(type)))
    return 'A POST needs a JSON body: send `content-type: application/json`.';
  return undefined;
}

/**
 * Sets the CORS headers of the response for allowed origins. True when the request was a preflight, which is answered
 * here.
 */
export function handleCors(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin !== undefined && allowed.includes(origin)) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS);
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader('access-control-allow-headers', REQUEST_HEADERS);
      response.setHeader('access-control-max-age', '7200');
    }
  }
  if (request.method !== 'OPTIONS') return false;
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOriginAllowed } from '../auth/http.ts';

/** Types that a page of another origin may send without being asked whether it may (Fetch standard, "simple"). */
const SIMPLE_TYPES = /^(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Headers that a page may send, and those that it may read. */
const REQUEST_HEADERS = 'authorization, content-type, accept, x-correlation-id, x-api-key, traceparent';
const ANSWER_HEADERS = 'x-correlation-id, retry-after';

/**
 * Whether the request was not caused by a page of a foreign origin: no browser at all, a page of our own, or one of an
 * origin that is allowed. Holds for WebSocket upgrades too, which no browser asks about beforehand.
 */
export function isFromAllowedOrigin(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return isOriginAllowed(request, allowed);
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Why a request may be the work of a foreign page; undefined when it surely is not. */
export function forgery(request: IncomingMessage, allowed: readonly string[]): string | undefined {
  const { method, headers } = request;
  if (!isFromAllowedOrigin(request, allowed)) return 'Requests from pages of this origin are not allowed.';
  const type = headers['content-type'];
  if (method === 'POST' && (type === undefined || SIMPLE_TYPES.test(type)))
    return 'A POST needs a JSON body: send `content-type: application/json`.';
  return undefined;
}

/** Lets pages of the allowed origins read the answer. True when the request was their question whether they may. */
export function answerCors(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): boolean {
  const { origin } = request.headers;
  response.setHeader('vary', 'origin');
  if (origin !== undefined && allowed.includes(origin)) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', ANSWER_HEADERS);
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

/** Headers of every answer. Nothing may be kept, framed, sniffed or loaded by another page. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('strict-transport-security', 'max-age=31536000');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from './authenticator.ts';
import type { Caller } from './caller.ts';
import { challenge, Unauthenticated } from './unauthenticated.ts';

/** Seconds after which it makes sense to try again when the issuer cannot be reached. */
const RETRY_AFTER_S = 5;

/** Who sends the request; undefined when it was answered here, with 401 (or 503), before any of it was read. */
export function callerOfRequest(
  { headers }: IncomingMessage,
  response: ServerResponse,
  authenticate: Authenticate,
): Caller | undefined | Promise<Caller | undefined> {
  const refused = (error: unknown): undefined => refuse(response, error);
  try {
    const caller = authenticate(headers.authorization);
    return caller instanceof Promise ? caller.catch(refused) : caller;
  } catch (error) {
    return refused(error);
  }
}

function refuse(response: ServerResponse, error: unknown): undefined {
  if (!(error instanceof Unauthenticated)) throw error;
  const unavailable = error.reason === 'unavailable';
  const code = unavailable ? 'AUTH_UNAVAILABLE' : 'UNAUTHENTICATED';
  if (unavailable) response.setHeader('retry-after', RETRY_AFTER_S);
  else response.setHeader('www-authenticate', challenge(error));
  const body = JSON.stringify({ errors: [{ message: error.message, extensions: { code } }] });
  response.writeHead(unavailable ? 503 : 401, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { callerOfRequest } from '../auth/http.ts';
import type { Caller } from '../auth/caller.ts';
import { Context, type SharedServices } from '../context.ts';
import type { Operation } from '../datasources/kit/operation.ts';
import { correlationIdOf } from './request-ids.ts';
import { openAgreementPath, type AgreementKey } from '../auth/signed-links.ts';
import { Fault } from '../faults.ts';
import { Problem } from '../problem.ts';

/**
 * Serves what `agreementUrl` links to: the PDF from Fondo, decoded and cached nowhere. The link alone is not enough: the
 * caller is authenticated again, and must still be allowed to see the account.
 */
export function createFiles(shared: SharedServices) {
  const { connections, links, authenticate } = shared;

  async function maySee({ clientId, accountId }: AgreementKey, caller: Caller, operation: Operation): Promise<boolean> {
    if (!caller.access) return true; // authentication is off
    if (!caller.access.permissions.has('pii:read')) return false;
    const { fondo } = new Context(shared, operation, caller);
    return (await fondo.accounts.of(clientId).byId(accountId)) !== null;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = openAgreementPath(links, request.url?.split('?', 1)[0] ?? '');
    if (!found) return say(response, 404, 'There is no such file.');
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET');
      return say(response, 405, 'Expected the method GET: files can only be read.');
    }
    if (found.isExpired) return say(response, 410, 'This link has expired: ask for a new one.');

    const left = new AbortController();
    response.once('close', () => left.abort());
    const signal = AbortSignal.any([left.signal, AbortSignal.timeout(MAX_MS)]);
    const operation = { signal, correlationId: correlationIdOf(request) };
    const caller = await callerOfRequest(request, response, authenticate);
    if (!caller) return;
    if (!(await maySee(found, caller, operation))) return say(response, 404, 'There is no such file.');
    const { body, length } = await connections.fondo.agreement(found, operation);
    response.writeHead(200, {
      ...HEADERS,
      'content-type': 'application/pdf',
      ...(length === undefined ? {} : { 'content-length': length }),
      'content-disposition': `inline; filename="${found.key.replaceAll(/[^\w-]/g, '_')}.pdf"`,
    });
    await pipeline(body, response, { signal });
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy(); // cut off, so that half a file is not taken for one
      if (error instanceof Problem || (error instanceof Fault && error.code === 'PROVIDER_OFF'))
        return say(response, 404, 'There is no such file.');
      say(response, 502, 'The file cannot be fetched at the moment.');
    });
  };
}

/** Longest that a document may take on its way: who reads slower gives the connection to Fondo back. */
const MAX_MS = 60_000;

/** A document is for its caller alone: not cached, not sniffed, and without rights of its own in a browser. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; sandbox",
};

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal as FondoRefusal } from '../fondo/responses.ts';
import { Refusal as PayexRefusal } from '../payex/problems.ts';
import { checkAccess, type Access } from './access.ts';
import { ControlError, ERROR_STATUS } from './errors.ts';
import { readInput } from './input.ts';
import type { Call, Handlers } from './operations.ts';
import { isPublic, servePage } from './page.ts';
import { match } from './router.ts';

type AnyHandler = (call: Call<unknown>) => unknown;

/** Answers requests to `/sandbox` and below. The gateway has judged host name, origin and content type. */
export function createControl(handlers: Handlers, access: Access) {
  return async (request: IncomingMessage, response: ServerResponse, body: string): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const path = url.pathname.slice('/sandbox'.length).replace(/\/$/, '');
    try {
      if (isPublic(request, path) && isReachable(access)) return await servePage(request, response, path);
      checkAccess(access, request.headers.authorization);
      const { name, operation, id } = match(request.method ?? 'GET', path);
      const input = readInput(operation, body);
      const { localAddress = '127.0.0.1', localPort } = request.socket;
      const host = localAddress.replace(/^::ffff:/, '');
      const own = `http://${host.includes(':') ? `[${host}]` : host}:${localPort}`;
      const call: Call<unknown> = { id, query: url.searchParams, body: input, own };
      const answer = await (handlers[name] as AnyHandler)(call);
      const { status = 200 } = operation;
      if (status === 204) response.writeHead(204).end();
      else send(response, status, answer);
    } catch (error) {
      const known = toControlError(error);
      if (!known) console.error('The sandbox failed:', error);
      const { code, body: told } = known ?? new ControlError('INTERNAL_ERROR', 'The sandbox failed: see its log.');
      if (code === 'CONTROL_TOKEN_REQUIRED') response.setHeader('www-authenticate', 'Bearer');
      send(response, ERROR_STATUS[code], told);
    }
  };
}

/** Page and description hold nothing of anybody; where the control is closed, they would lead nowhere. */
const isReachable = ({ token, exposed }: Access): boolean => token !== undefined || !exposed;

/** What a simulator refuses is no failure. */
function toControlError(error: unknown): ControlError | undefined {
  if (error instanceof ControlError) return error;
  if (error instanceof FondoRefusal || error instanceof PayexRefusal)
    return new ControlError('NOT_POSSIBLE', `${error.message}.`);
  return undefined;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const content = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(content),
  });
  response.end(content);
}

import { NotFound, Refused } from '../../problem.ts';
import { endpointOf } from '../kit/http/endpoint.ts';
import type { HttpReply, HttpRequest } from '../kit/http/exchange.ts';
import { faultOf, statusTable, type Use } from '../kit/http/statuses.ts';

/**
 * What the statuses of Fondo mean (contract notes, "Errors": one code per status and no detail). Ids are checked before
 * they are sent, so a read of one object that is refused as malformed (400) names something that does not exist, and
 * what lies outside the partner's reach (403) looks the same. Of a list a 400 is about the object that it belongs to.
 * 404, 409 and 422 are on no page that could be read; they are what a REST API means by them.
 */
export const FONDO_STATUSES = statusTable({
  object: { 400: 'absent', 403: 'absent', 404: 'absent' },
  list: { 400: 'absent', 404: 'absent' },
  write: { 400: 'problem', 403: 'absent', 404: 'absent', 409: 'problem', 422: 'problem' },
  // Bad credentials presumably arrive as 400: either way it is the gateway that is refused, not the caller.
  token: { 400: 'credentials' },
  document: { 400: 'absent', 403: 'absent', 404: 'absent' },
  upgrade: { 400: 'absent', 403: 'absent', 404: 'absent' },
});

/** An object is read at its id, the last segment; a list at a noun. */
const useOf = ({ use, method = 'GET', path }: Pick<HttpRequest, 'use' | 'method' | 'path'>): Use =>
  use ?? (method !== 'GET' ? 'write' : endpointOf(path).endsWith('{}') ? 'object' : 'list');

/** What an answer of Fondo that is no success means to the caller: a `Problem` or a `Fault`. */
export function fondoProblem(
  reply: Pick<HttpReply, 'status' | 'headers'>,
  request: Pick<HttpRequest, 'use' | 'method' | 'path' | 'correlationId'>,
): Error {
  const { correlationId } = request;
  const meaning = FONDO_STATUSES.meaningOf(useOf(request), reply.status);
  const fault = faultOf('FONDO', meaning, reply, correlationId);
  if (fault) return fault;
  if (meaning === 'absent') return noSuchObject(correlationId);
  return new Refused(
    'INVALID_REQUEST',
    'Fondo refused the request: a value or the present state breaks one of its rules.',
    { provider: 'FONDO', correlationId },
  );
}

/** What is not there and what is not open to us or to the caller look the same. */
export const noSuchObject = (correlationId?: string): NotFound =>
  new NotFound('Fondo has no such object, or the caller may not access it.', { provider: 'FONDO', correlationId });

/** A read of something that may be absent: null instead of `NotFound`. */
export const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
};

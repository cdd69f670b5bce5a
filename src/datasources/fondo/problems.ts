import { NotFound, Refused } from '../../problem.ts';
import type { HttpReply, HttpRequest } from '../kit/exchange.ts';
import { faultOf } from '../kit/http.ts';

/**
 * What a status of Fondo means to the caller (contract notes, "Errors"). Fondo has one code per status and no detail.
 * Ids are checked before they are sent, so a read that is refused as malformed names something that does not exist;
 * what lies outside the partner's reach (403) looks the same.
 */
export function fondoProblem(reply: HttpReply, { method = 'GET', correlationId }: HttpRequest): Error {
  const details = { provider: 'FONDO', correlationId } as const;
  const fault = faultOf('FONDO', reply, correlationId);
  if (fault) return fault;
  if (reply.status === 403 || reply.status === 404 || method === 'GET') {
    return noSuchObject(correlationId);
  }
  return new Refused(
    'INVALID_REQUEST',
    'Fondo refused the request: a value or the present state breaks one of its rules.',
    details,
  );
}

/** What is not there and what is not open to us or to the caller look the same. */
export const noSuchObject = (correlationId: string | undefined): NotFound =>
  new NotFound('Fondo has no such object, or it is not open to you.', { provider: 'FONDO', correlationId });

/** A read of something that may be absent: null instead of `NotFound`. */
export const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
};

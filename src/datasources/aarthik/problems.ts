import { NotFound } from '../../problem.ts';
import { Fault } from '../../faults.ts';
import { faultOf, type HttpReply, type HttpRequest } from '../http.ts';

/** What an answer of Aarthik means to the caller: judged by status first (contract notes, "Errors"). */
export function aarthikProblem(reply: HttpReply, { correlationId }: HttpRequest): Error {
  const fault = faultOf('AARTHIK', reply, correlationId);
  if (fault) return fault;
  if (reply.status === 404)
    return new NotFound('Aarthik has no such journey or offer.', { provider: 'AARTHIK', correlationId });
  return new Fault('PROVIDER_BAD_ANSWER', { provider: 'AARTHIK', correlationId });
}

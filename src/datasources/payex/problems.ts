import { NotFound } from '../../problem.ts';
import { Fault } from '../../faults.ts';
import { faultOf, type HttpReply, type HttpRequest } from '../http.ts';

/** What an answer of PayEx means to the caller: judged by status and the last segment of `type` (contract notes, section 6). */
export function payexProblem(reply: HttpReply, { correlationId }: HttpRequest): Error {
  const fault = faultOf('PAYEX', reply, correlationId);
  if (fault) return fault;
  if (reply.status === 404) return new NotFound('PayEx has no such object.', { provider: 'PAYEX', correlationId });
  return new Fault('PROVIDER_BAD_ANSWER', { provider: 'PAYEX', correlationId });
}

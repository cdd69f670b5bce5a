import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The caller's trace (W3C Trace Context), as it was sent. */
export const traceOf = ({ headers: { traceparent } }: IncomingMessage): string | undefined =>
  typeof traceparent === 'string' ? traceparent : undefined;

/** The caller's own id of the operation when it is well formed, else a new one. */
export const correlationIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
};

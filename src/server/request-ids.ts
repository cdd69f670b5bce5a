import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The caller's trace (W3C Trace Context), as it was sent. */
export const traceOf = ({ headers: { traceparent } }: IncomingMessage): string | undefined =>
  typeof traceparent === 'string' ? traceparent : undefined;

/** The caller's own id of the operation, where it is well formed. */
export const givenCorrelationId = ({ headers }: IncomingMessage): string | undefined => {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : undefined;
};

/** The caller's own id of the operation, else a new one. */
export const correlationIdOf = (request: IncomingMessage): string => givenCorrelationId(request) ?? randomUUID();

/** A new id for what lives long: `randomUUID` makes a string of fourteen parts, which takes 450 bytes until it is read. */
export const keptCorrelationId = (): string => Buffer.from(randomUUID(), 'latin1').toString('latin1');

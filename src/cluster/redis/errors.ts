import { Fault, type FaultCode } from '../../faults.ts';
import { NotFound, Problem, Refused, type Origin, type ProviderName } from '../../problem.ts';

/** A stream that has ended elsewhere, for a reason that has no class of its own here. */
class EndedElsewhere extends Problem {
  readonly code: string;

  constructor(code: string, message: string, provider: Origin) {
    super(message, { provider });
    this.code = code;
  }
}

interface Encoded {
  readonly kind: 'problem' | 'fault';
  readonly code: string;
  readonly message: string;
  readonly provider: Origin;
  readonly correlationId?: string | undefined;
  readonly reason?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** An error with which a stream ends on all instances. Of one that is neither a problem nor a fault nothing is told. */
export function encodeError(error: Error | undefined): string {
  if (error instanceof Problem) {
    const { code, message, provider, correlationId } = error;
    const reason = error instanceof Refused ? error.reason : undefined;
    return JSON.stringify({ kind: 'problem', code, message, provider, correlationId, reason } satisfies Encoded);
  }
  if (error instanceof Fault) {
    const { code, message, provider, correlationId, retryAfterMs } = error;
    return JSON.stringify({ kind: 'fault', code, message, provider, correlationId, retryAfterMs } satisfies Encoded);
  }
  return JSON.stringify(error ? { kind: 'problem' } : null);
}

/** Undefined: the stream is complete. */
export function decodeEnd(text: string | undefined): Error | undefined {
  const encoded = JSON.parse(text ?? '{}') as Partial<Encoded> | null;
  if (!encoded) return undefined;
  const { kind, code, message = '', provider = 'GATEWAY', correlationId, reason = '', retryAfterMs } = encoded;
  if (kind === 'fault')
    return new Fault(code as FaultCode, { provider: provider as ProviderName, correlationId, retryAfterMs });
  if (code === undefined) return new Error('The stream has ended with an unexpected error.');
  if (code === 'NOT_FOUND') return new NotFound(message, { provider, correlationId });
  if (code === 'REFUSED') return new Refused(reason, message, { provider, correlationId });
  return new EndedElsewhere(code, message, provider);
}

export const decodeError = (text: string | undefined): Error => decodeEnd(text) ?? new Error('The stream has ended.');

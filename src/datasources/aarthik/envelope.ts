import { Members } from './members.ts';

/** What the Hybrid calls wrap around their answer, in either of its spellings. */
export interface Envelope {
  readonly data: Members;
  /** Any JSON at all, by the pages. */
  readonly error: Members;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  /** When it was answered, ISO 8601. */
  readonly timestamp: string | null;
}

/** Reads an answer with or without its envelope: one that has neither `data` nor `error` is the data itself. */
export function openEnvelope(body: unknown): Envelope {
  const frame = new Members(body);
  const wrapped =
    typeof body === 'object' && body !== null && ('data' in body || 'error' in body || frame.has('requestId'));
  return {
    data: wrapped ? frame.object('data') : frame,
    error: frame.object('error'),
    requestId: frame.text('requestId'),
    correlationId: frame.text('correlationId'),
    timestamp: wrapped ? frame.instant('timestamp') : null,
  };
}

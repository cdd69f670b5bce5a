import type { HttpReply } from './exchange.ts';
import { retryAfter } from './retry-after.ts';

/** Longest wait before a read is repeated, in milliseconds. */
export const MAX_RETRY_WAIT_MS = 1_000;
const FIRST_RETRY_WAIT_MS = 100;

/** Full jitter below a doubling bound, or what the provider asked for. */
export function retryWait(attempt: number, result: unknown): number {
  const asked = 'value' in (result as object) ? retryAfter((result as { value: HttpReply }).value.headers) : undefined;
  const bound = Math.min(FIRST_RETRY_WAIT_MS * 2 ** attempt, MAX_RETRY_WAIT_MS);
  return (asked ?? 0) + Math.random() * bound;
}

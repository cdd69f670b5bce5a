import type { HttpReply } from './exchange.ts';

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3), at most an hour. */
export function retryAfter(headers: HttpReply['headers']): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 3_600_000) : undefined;
}

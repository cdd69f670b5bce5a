import type { HttpReply } from './exchange.ts';

const LONGEST_MS = 3_600_000;

/**
 * `Retry-After` in milliseconds, at most an hour: seconds, or a date in one of the three forms of RFC 9110 (5.6.7, 10.2.3).
 * Fractions and negative numbers, which servers send as well, count as what they say. A date is held against the
 * answer's own `Date`, since the provider's clock need not agree with ours. Undefined for anything else.
 */
export function retryAfter(headers: HttpReply['headers']): number | undefined {
  const text = headerOf(headers, 'retry-after');
  if (text === undefined) return undefined;
  const ms = /^-?\d+(?:\.\d+)?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : httpDate(text) - (httpDate(headerOf(headers, 'date') ?? '') || Date.now());
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_MS);
}

function headerOf(headers: HttpReply['headers'], name: string): string | undefined {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim();
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = String.raw`(?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d)`;
/** `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. */
const HTTP_DATES = [
  String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${TIME} GMT$`,
  String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${TIME} GMT$`,
  String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`,
].map((form) => new RegExp(form));

/** Milliseconds since the epoch; NaN for what is no HTTP date. */
function httpDate(text: string): number {
  for (const form of HTTP_DATES) {
    const { year = '', month = '', day, hours, minutes, seconds } = form.exec(text)?.groups ?? {};
    if (year === '' || !MONTHS.includes(month)) continue;
    const inYear = (full: number): number =>
      Date.UTC(full, MONTHS.indexOf(month), Number(day), Number(hours), Number(minutes), Number(seconds));
    if (year.length === 4) return inYear(Number(year));
    // Two digits that seem to be more than 50 years ahead are of the century before (RFC 9110, 5.6.7).
    const now = new Date().getUTCFullYear();
    const full = now - (now % 100) + Number(year);
    return inYear(full > now + 50 ? full - 100 : full);
  }
  return NaN;
}

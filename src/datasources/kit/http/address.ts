import { BadValue } from '../../../faults.ts';
import type { HttpRequest } from './exchange.ts';

/**
 * A value percent-encoded for an address (RFC 3986, 2.1). Throws `BadValue` for text with a lone surrogate, which has no
 * UTF-8 form: texts of callers are checked before an operation runs, so such a one was sent by a provider.
 */
export function encoded(value: string | number): string {
  if (typeof value === 'string' && UNRESERVED.test(value)) return value; // nearly every id: a third of what encoding it costs
  if (typeof value !== 'string' && typeof value !== 'number') throw new BadValue('text'); // a row of a provider without its id
  if (typeof value === 'string' && !value.isWellFormed()) throw new BadValue('well-formed Unicode text');
  return encodeURIComponent(value);
}

/** What means the same encoded and not (RFC 3986, 2.3). */
const UNRESERVED = /^[\w.~-]+$/;

/** `path\`/client/${id}\``: every value percent-encoded. */
export const path = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  texts.reduce((sum, text, index) => sum + encoded(values[index - 1] ?? '') + text);

/** `?limit=20&ref=a`, or nothing: every value percent-encoded, what is undefined left out. */
export function toQuery(query: HttpRequest['query']): string {
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) text += `${text ? '&' : '?'}${name}=${encoded(value)}`;
  }
  return text;
}

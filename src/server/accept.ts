import { rememberLast } from '../datasources/kit/remember-last.ts';

/** What `/graphql` answers a query with; of the types that a wildcard stands for, the first. */
const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;
const EVENT_STREAM = 'text/event-stream';

/**
 * An `accept` header in lower case (RFC 9110, 8.3.1), the best first (12.5.1) and without what it refuses: everybody
 * behind takes the first type that it can send. A wildcard beside a type that it would include becomes the others.
 */
export const acceptable = rememberLast((header): string => {
  const accept = header.toLowerCase();
  if (!WEIGHT.test(accept)) return accept;
  const ranges = accept.split(',').map((text) => ({ text: text.trim(), type: typeOf(text), quality: qualityOf(text) }));
  const kept = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  const named = new Set(ranges.map(({ type }) => type));
  return (
    kept.flatMap(({ text, type }) => (type.endsWith('/*') ? expanded(text, type, named) : [text])).join(', ') || NOTHING
  );
});

/** Whether a page is wanted rather than JSON, by a header that `acceptable` has put in order. */
export function prefersPage(accept = ''): boolean {
  const before = accept.split('text/html', 2);
  return before.length === 2 && !JSON_TYPES.some((type) => before[0]?.includes(type));
}

const WEIGHT = /;\s*q\s*=\s*([\d.]+)/;

/** A type that nobody has. */
const NOTHING = 'none/none';

const typeOf = (range: string): string => range.split(';', 1)[0]?.trim() ?? '';
const qualityOf = (range: string): number => Number(WEIGHT.exec(range)?.[1] ?? 1);

/** What a wildcard is good for beside what is named itself: JSON, or else a stream. */
function expanded(text: string, type: string, named: ReadonlySet<string>): readonly string[] {
  const prefix = type === '*/*' ? '' : type.slice(0, -1);
  const isLeft = (one: string): boolean =>
    one.startsWith(prefix) && !named.has(one) && (type !== '*/*' || !named.has(`${one.split('/', 1)[0]}/*`));
  const json = JSON_TYPES.filter(isLeft);
  if (json.length === JSON_TYPES.length) return [text];
  if (json.length > 0) return json;
  return isLeft(EVENT_STREAM) ? [EVENT_STREAM] : [];
}

/** What `/graphql` can send: the order is the one in which a wildcard is taken. */
const SERVED = ['application/json', 'application/graphql-response+json', 'text/event-stream'] as const;

/** A range whose quality is zero, which says that it is not accepted (RFC 9110, 12.4.2). */
const REFUSED = /;\s*q=0(?:\.0*)?\s*(?:;|$)/;

/**
 * An `accept` header in lower case (RFC 9110, 8.3.1), without what it refuses: everybody behind looks for the types that
 * stand in it. A wildcard beside a refusal becomes the types that are left.
 */
export function acceptable(header: string): string {
  const accept = header.toLowerCase();
  if (!accept.includes('q=0')) return accept;
  const ranges = accept.split(',').map((range) => range.trim());
  const refused = new Set(ranges.filter((range) => REFUSED.test(range)).map(typeOf));
  if (refused.size === 0) return accept;
  const kept = ranges.filter((range) => !REFUSED.test(range)).flatMap((range) => expanded(range, refused));
  return kept.join(', ') || NOTHING;
}

/** A type that nobody has. */
const NOTHING = 'none/none';

const typeOf = (range: string): string => range.split(';', 1)[0]?.trim() ?? '';

function expanded(range: string, refused: ReadonlySet<string>): readonly string[] {
  const type = typeOf(range);
  if (!type.endsWith('/*')) return [range];
  const prefix = type === '*/*' ? '' : type.slice(0, -1);
  return SERVED.filter((one) => one.startsWith(prefix) && !refused.has(one) && !refused.has(`${one.split('/')[0]}/*`));
}

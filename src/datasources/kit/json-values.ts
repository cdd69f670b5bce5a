/**
 * Whether a JSON text holds more values (members of objects and elements of lists) than allowed. Parsing costs time and
 * memory by their number rather than by the length of the text, so that they are counted before. Stops at the first
 * value too many; texts are passed over by a search, since one may be a document of megabytes.
 */
export function hasMoreValues(json: string, most: number): boolean {
  let count = 0;
  if (json.length <= most) return false; // each takes a character at least
  for (let from = 0; from < json.length;) {
    const opening = json.indexOf('"', from);
    const end = opening < 0 ? json.length : opening;
    for (let at = from; at < end; at += 1) if (BEGINS_VALUE[json.charCodeAt(at)] === 1 && ++count > most) return true;
    from = opening < 0 ? end : closingQuote(json, opening) + 1;
  }
  return false;
}

/** What stands before each value but the first: `,` `:` and, where there are none of these, `[` and `{`. */
const BEGINS_VALUE = Uint8Array.from({ length: 128 }, (_, code) => Number(',:[{'.includes(String.fromCharCode(code))));

/**
 * Where the string ends that begins at this quote: at the next one that no backslash escapes. Looks for it, and goes on
 * character by character where the first one found is escaped: a text may be nothing but quotes.
 */
export function closingQuote(text: string, opening: number): number {
  const found = text.indexOf('"', opening + 1);
  let at = found;
  while (text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  if (found >= 0 && (found - at) % 2 === 0) return found;
  for (at = found < 0 ? text.length : found + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length - 1; // no JSON: for the parser to say
}

const QUOTE = 34;
const BACKSLASH = 92;

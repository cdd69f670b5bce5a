/** Largest scanned form, in bytes. */
export const MAX_FORM_BYTES = 5_000_000;

/** By a search: a pattern over the whole text would keep a way back for each of its millions of characters. */
const NOT_BASE64 = /[^A-Za-z0-9+/]/;

function isBase64(text: string): boolean {
  const end = text.search(NOT_BASE64);
  return text.length > 0 && text.length % 4 === 0 && (end < 0 || (end > 0 && /^={1,2}$/.test(text.slice(end))));
}

/** What was expected of a scanned form; undefined when it is a PDF in base64 within the bound. */
export function faultOfForm(base64: string): string | undefined {
  if (base64.length > Math.ceil(MAX_FORM_BYTES / 3) * 4) return `expected a PDF of at most ${MAX_FORM_BYTES} bytes`;
  if (!isBase64(base64)) return 'expected base64';
  const start = Buffer.from(base64.slice(0, 8), 'base64').toString('latin1');
  return start.startsWith('%PDF') ? undefined : 'expected a PDF';
}

import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { HttpReply } from './exchange.ts';
import { parseJson, TooManyValues } from '../decode.ts';

/**
 * The content codings that are decoded. Sent with every request: without it a server may choose any (RFC 9110, 12.5.3).
 */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

type Decoder = (data: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

/**
 * `deflate` is the zlib format, but many servers send it without its frame (RFC 9110, 8.4.1.2): the first byte shows
 * which.
 */
export const isZlib = (first: number | undefined): boolean => ((first ?? 0) & 0x0f) === 8;

const inflateEither: Decoder = (data, options) =>
  isZlib(data[0]) ? promisify(inflate)(data, options) : promisify(inflateRaw)(data, options);

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: inflateEither,
  br: promisify(brotliDecompress),
};

/** A body that cannot be read as what it says it is, or is too large. Says nothing of its content. */
export class UnreadableBody extends Error {}

/** The codings of a body, in the order in which they were applied; none for one that is sent as it is. */
export function codingsOf(headers: HttpReply['headers']): string[] {
  return String(headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/**
 * The JSON value of a body, whatever its content type says; undefined for an empty one. Its content codings are undone:
 * a promise where there are any. Its charset is the one that is declared, UTF-8 otherwise, and a byte order mark is
 * removed. Throws, or rejects with, `UnreadableBody` for what is no JSON, for a coding that is not known or is broken,
 * and for more than `maxBytes` decoded.
 */
export function jsonOf(body: Buffer, headers: HttpReply['headers'], maxBytes: number): unknown {
  if (body.length === 0) return undefined;
  const isPlain = headers['content-encoding'] === undefined || codingsOf(headers).length === 0;
  return isPlain ? parsed(body, headers) : decompressed(body, headers, maxBytes);
}

async function decompressed(body: Buffer, headers: HttpReply['headers'], maxBytes: number): Promise<unknown> {
  let bytes = body;
  for (const coding of codingsOf(headers).reverse()) {
    const decode = DECODERS[coding];
    if (!decode) throw new UnreadableBody('a content coding that was not accepted');
    bytes = await decode(bytes, { maxOutputLength: maxBytes }).catch((error: unknown) => {
      throw new UnreadableBody((error as { code?: string }).code);
    });
  }
  return parsed(bytes, headers);
}

function parsed(bytes: Buffer, headers: HttpReply['headers']): unknown {
  const mark = markedCharset(bytes);
  const charset = mark ?? charsetOf(headers);
  const inUtf8 = charset === 'utf-8';
  if (bytes.length > SHALLOW_BYTES && isDeep(bytes)) throw new UnreadableBody(`nested more than ${MAX_DEPTH} deep`);
  const text = inUtf8 ? bytes.toString('utf8', mark ? 3 : 0) : new TextDecoder(charset).decode(bytes);
  if (inUtf8 && text.includes(REPLACEMENT) && !isUtf8(bytes))
    throw new UnreadableBody('not UTF-8, and no other charset is declared');
  if (text.trim() === '') return undefined;
  try {
    return parseJson(text, inUtf8 ? bytes : undefined);
  } catch (error) {
    throw new UnreadableBody(error instanceof TooManyValues ? error.message : 'no JSON');
  }
}

/** What decoding puts in place of bytes that are no UTF-8; a text may contain it, too. */
const REPLACEMENT = '\ufffd';

/** No contract nests deeper than ten. */
const MAX_DEPTH = 64;
/** A shorter body is parsed within some milliseconds however it is nested. */
const SHALLOW_BYTES = 256 * 1024;

const [QUOTE, BACKSLASH, OPENS_LIST, CLOSES_LIST, OPENS_OBJECT, CLOSES_OBJECT] = Buffer.from('"\\[]{}');

/** Whether JSON is nested so deep that parsing it would hold up everything else. */
function isDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === OPENS_LIST || byte === OPENS_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === CLOSES_LIST || byte === CLOSES_OBJECT) depth -= 1;
    else if (byte === QUOTE) {
      for (at += 1; at < bytes.length && bytes[at] !== QUOTE; at += 1) if (bytes[at] === BACKSLASH) at += 1;
    }
  }
  return false;
}

/**
 * The declared charset as `TextDecoder` names it; one that nobody knows counts as UTF-8, which JSON is (RFC 8259, 8.1).
 */
function charsetOf(headers: HttpReply['headers']): string {
  const { 'content-type': type } = headers;
  if (type === undefined || UTF8_TYPES.has(type as string)) return 'utf-8';
  const label = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(String(type))?.[1];
  if (label === undefined || /^utf-?8$/i.test(label)) return 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return 'utf-8';
  }
}

const UTF8_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/json; charset=utf-8']);

/** A byte order mark counts more than what is declared (WHATWG Encoding, 6). */
function markedCharset({ 0: first, 1: second, 2: third }: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

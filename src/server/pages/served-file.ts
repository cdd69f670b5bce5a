import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const CODINGS = {
  br: (content: Buffer) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (content: Buffer) => promisify(gzip)(content),
} as const;
type Coding = keyof typeof CODINGS;

/** For addresses that contain a digest of their content: a browser never asks for them again (RFC 8246). */
export const FOR_EVER = 'public, max-age=31536000, immutable';
/** For addresses whose content may change with the next start: a browser asks each time, and is told "not modified". */
export const REVALIDATED = 'no-cache';

/** A file in memory: compressed once for each content coding, revalidated by its ETag (RFC 9110, 8.8.3 and 12.5.3). */
export class ServedFile {
  readonly #content: Buffer;
  readonly #type: string;
  readonly #caching: string;
  readonly #digest: string;
  readonly #compressed = new Map<Coding, Promise<Buffer>>();

  constructor(content: string | Buffer, type: string, caching: string) {
    this.#content = Buffer.from(content);
    this.#type = type;
    this.#caching = caching;
    this.#digest = digest(this.#content);
  }

  async send({ headers, method }: IncomingMessage, response: ServerResponse): Promise<void> {
    const coding = codingFor(headers['accept-encoding']);
    const etag = `"${this.#digest}${coding ? `-${coding}` : ''}"`;
    response.setHeader('cache-control', this.#caching);
    response.setHeader('vary', 'accept-encoding');
    response.setHeader('etag', etag);
    if (headers['if-none-match']?.includes(etag)) return void response.writeHead(304).end();
    const content = coding ? await this.#in(coding) : this.#content;
    if (coding) response.setHeader('content-encoding', coding);
    response.writeHead(200, { 'content-type': this.#type, 'content-length': content.length });
    response.end(method === 'HEAD' ? undefined : content);
  }

  #in(coding: Coding): Promise<Buffer> {
    const known = this.#compressed.get(coding);
    if (known) return known;
    const made = CODINGS[coding](this.#content);
    this.#compressed.set(coding, made);
    return made;
  }
}

/** 16 characters, for addresses and ETags. */
export const digest = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 16);

/** The better of the two codings that the browser accepts; undefined: neither. */
function codingFor(accepted = ''): Coding | undefined {
  const named = new Set(
    accepted
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => !/;\s*q=0(\.0*)?$/.test(entry))
      .map((entry) => entry.split(';', 1)[0]),
  );
  return named.has('br') ? 'br' : named.has('gzip') ? 'gzip' : undefined;
}

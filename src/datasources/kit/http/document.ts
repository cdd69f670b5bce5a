import { once } from 'node:events';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { codingsOf, isZlib, UnreadableBody } from './body.ts';
import type { HttpReply } from './exchange.ts';

/** Every PDF begins so (ISO 32000-1, 7.5.2); a login page does not. */
const PDF = Buffer.from('%PDF-');

type Decoder = (body: Readable) => Duplex | Promise<Duplex>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: async (body) => (isZlib(await firstByte(body)) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

/** Looks at the first byte of a stream without consuming it. */
async function firstByte(body: Readable): Promise<number | undefined> {
  await once(body, 'readable');
  const chunk = body.read() as Buffer | null;
  if (chunk) body.unshift(chunk);
  return chunk?.[0];
}

/**
 * A PDF as a stream, decoded. Resolves when its beginning has arrived; rejects with `UnreadableBody` for what is no PDF and
 * for a content coding that is not known. The stream fails beyond `maxBytes`, and destroying it ends the response.
 */
export async function pdfOf(body: Readable, headers: HttpReply['headers'], maxBytes: number): Promise<Readable> {
  let decoded = body;
  for (const coding of codingsOf(headers).reverse()) {
    const decode = DECODERS[coding];
    if (!decode) {
      body.destroy();
      throw new UnreadableBody('a content coding that was not accepted');
    }
    decoded = pipeline(decoded, await decode(decoded), () => undefined);
  }
  const chunks = checked(decoded, maxBytes);
  const first = await chunks.next();
  const pdf = Readable.from(first.done ? [] : behind(first.value, chunks), { objectMode: false });
  // A generator from which nothing was read ends without its `finally`: the response would keep its connection for ever.
  return pdf.once('close', () => decoded.destroy());
}

/** Passes on the chunks of a PDF; the first one holds at least its signature. */
async function* checked(source: Readable, maxBytes: number): AsyncGenerator<Buffer, void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new UnreadableBody('a document beyond the limit');
    if (!head) yield chunk;
    else if ((head = Buffer.concat([head, chunk])).length >= PDF.length) {
      if (!head.subarray(0, PDF.length).equals(PDF)) throw new UnreadableBody('no PDF');
      yield head;
      head = undefined;
    }
  }
  if (head) throw new UnreadableBody('no PDF');
}

async function* behind(first: Buffer, rest: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}
